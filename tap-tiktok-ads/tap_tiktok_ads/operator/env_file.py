"""A variable in an `.env` file that only its owner reads."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from tap_tiktok_ads.errors import SettingError


def check_writable(path: str) -> None:
    """Make sure, before a secret is there to be lost, that the file can be written.

    Raises:
        SettingError: it can't.
    """
    target = Path(path).resolve()
    if target.is_dir() or not os.access(target.parent, os.W_OK):
        raise SettingError(f"--to: {path} can't be written: name a file in a folder of yours")


def set_variable(path: str, name: str, value: str) -> None:
    """Set one variable, leave the other lines as they are, and give the file mode 0600.

    The file is replaced at once: nobody sees half of it.

    Raises:
        SettingError: it can't be read or written.
    """
    target = Path(path).resolve()
    try:
        lines = target.read_text(encoding="utf-8").splitlines() if target.exists() else []
        kept = [one for one in lines if not _sets(one, name)]
        at = next((place for place, one in enumerate(lines) if _sets(one, name)), len(kept))
        kept.insert(at, f"{name}={value}")
        _replace(target, "\n".join(kept) + "\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no UTF-8 text"
        raise SettingError(f"--to: {path} can't be written ({reason}): run login again") from None


def _sets(line: str, name: str) -> bool:
    return line.removeprefix("export ").partition("=")[0].strip() == name


def _replace(target: Path, text: str) -> None:
    handle, part = tempfile.mkstemp(dir=target.parent, prefix=".login-")  # mode 0600
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(part).replace(target)
    except BaseException:
        Path(part).unlink(missing_ok=True)
        raise
