"""Whether a ledger can be written: everything that is tried is taken back."""

from __future__ import annotations

import sqlite3
import tempfile
import uuid
from contextlib import closing
from typing import TYPE_CHECKING, Final

from sqlalchemy import insert

from target_tiktok_events.errors import StorageError
from target_tiktok_events.ledger.sqlite_file import sqlite_path
from target_tiktok_events.ledger.store import TABLE, LedgerStore
from target_tiktok_events.ledger.url import read_url, shown

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.engine import Connection

_LOCK_SECONDS: Final = 5.0
_ADVICE: Final = (
    "check ledger_url, the rights on the file and its directory, and the free disk space"
)


class _TakenBackError(Exception):
    """Rolls a transaction back that did what it should."""


def try_ledger(url: str) -> str:
    """Writes to the ledger as a run would, and takes it back; what a log calls the ledger.

    A database server that is away is not waited for.

    Raises:
        SettingError: the URL can't be used.
        StorageError: the database can't be opened or written.
    """
    parsed = read_url(url)
    path = sqlite_path(parsed)
    if path is None and parsed.get_backend_name() == "sqlite":  # in memory, or a URI of SQLite's
        LedgerStore(url).close()
        return shown(parsed)
    if path is None:
        return _try_database(url)
    try:
        return _try_file(path)
    except (OSError, sqlite3.Error) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        message = f"the ledger {shown(parsed)} can't be used ({reason}): {_ADVICE}"
        raise StorageError(message) from None


def _try_file(path: Path) -> str:
    """A file that is not there is not made, its folder is tried instead."""
    if not path.exists():
        with tempfile.TemporaryFile(dir=path.parent):
            return f"{path} (new)"
    with closing(sqlite3.connect(path, timeout=_LOCK_SECONDS, isolation_level=None)) as database:
        database.execute("BEGIN IMMEDIATE")
        database.execute("ROLLBACK")
    return str(path)


def _try_database(url: str) -> str:
    store = LedgerStore(url, pause=lambda _seconds: True, read_only=True)

    def work(connection: Connection) -> None:
        TABLE.create(connection, checkfirst=True)
        trial = f"trial-{uuid.uuid4().hex}"
        row = {"event_source_id": "", "event": "", "event_id": trial}
        connection.execute(insert(TABLE).values(row))
        raise _TakenBackError

    try:
        store.transaction(work)
    except _TakenBackError:
        return store.label.removeprefix("ledger ")
    finally:
        store.close()
    return ""
