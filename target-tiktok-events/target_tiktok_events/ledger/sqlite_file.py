"""The file of a SQLite ledger: where it lies, and that only its owner reads it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from sqlalchemy.engine import URL

_OWNER_ONLY: Final = 0o600


def sqlite_path(url: URL) -> Path | None:
    """The absolute path of the file; None for other databases, and for one without a plain path."""
    name = url.database or ""
    if url.get_backend_name() != "sqlite" or not name or name.startswith((":", "file:")):
        return None
    return Path(name).absolute()


def create_private(path: Path) -> bool:
    """Makes the file with mode 0600 if there is none; whether the ledger is a new one.

    SQLite would make it as the umask says, and its own files beside it with the mode it finds.
    Where the file can't be made, opening the database will say why.
    """
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, _OWNER_ONLY))
    except OSError:
        return path.exists() and path.stat().st_size == 0
    return True
