"""The database of a change store: opened for one run alone, and its errors explained."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from sqlalchemy import create_engine, event, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.pool import StaticPool

from tap_tiktok_ads.changes.database_url import read_url, shown, without_secrets
from tap_tiktok_ads.errors import ChangeStoreError, SettingError

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import MetaData
    from sqlalchemy.engine import URL, Connection, Engine

T = TypeVar("T")

_OWNER_ONLY: Final = 0o600
_LOCK: Final = 0x54_41_50_43
"""The first half of PostgreSQL's advisory lock; the second is the schema that the tables are in."""

_LOCK_SECONDS: Final = 5
_LIBPQ: Final = {"connect_timeout": 10, "tcp_user_timeout": 20_000}
_ADVICE: Final = {
    "sqlite": "check the rights on the file and its directory, and the free disk space",
    "postgresql": "check that the server is up and lets this machine and user in",
}
_TAKING: Final = (
    "PRAGMA locking_mode=EXCLUSIVE",
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "BEGIN IMMEDIATE",
    "COMMIT",
)
_IN_USE: Final = (
    "another run is using it: a store belongs to one pipeline, so wait for the end of that run, or "
    "give each pipeline its own"
)


class Database:
    """Runs transactions on one connection; no other run can open it meanwhile.

    Raises:
        SettingError: the URL can't be used.
        ChangeStoreError: the database can't be opened now, or another run has it.
    """

    def __init__(self, url: str, tables: MetaData) -> None:
        """Open it and take the lock, which ends with the process whatever happens to that."""
        self._tables = tables
        self._url = read_url(url)
        self._is_sqlite = self._url.get_backend_name() == "sqlite"
        if self._is_sqlite:
            _make_private(Path(str(self._url.database)))
        self._engine = _engine(self._url, is_sqlite=self._is_sqlite)
        try:
            self._connection = self._engine.connect()
        except SQLAlchemyError as error:
            raise self._explained(error) from None
        try:
            self.transaction(self._begin)
        except ChangeStoreError:
            self.close()
            raise

    def transaction(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in a transaction; when it returns, what it wrote survives a crash.

        Raises:
            ChangeStoreError: the database can't be used.
        """
        try:
            with self._connection.begin():
                return work(self._connection)
        except SQLAlchemyError as error:
            raise self._explained(error) from None

    def close(self) -> None:
        """Let another run have it."""
        self._connection.close()
        self._engine.dispose()

    def _begin(self, connection: Connection) -> None:
        """Take a server's lock, that of a file is taken by now, and make the tables."""
        if not self._is_sqlite:
            self._lock_server(connection)
        self._tables.create_all(connection)

    def _lock_server(self, connection: Connection) -> None:
        lock = text("SELECT pg_try_advisory_lock(:lock, hashtext(current_schema()))")
        if not connection.execute(lock, {"lock": _LOCK}).scalar():
            raise ChangeStoreError(f"change_store_url: {shown(self._url)} can't be used: {_IN_USE}")

    def _explained(self, error: SQLAlchemyError) -> ChangeStoreError:
        cause = getattr(error, "orig", None) if isinstance(error, DBAPIError) else None
        lines = str(cause or type(error).__name__).strip().splitlines() or [type(cause).__name__]
        why = without_secrets(lines[0], self._url)
        if self._is_sqlite and "locked" in why:
            reason = _IN_USE
        else:
            reason = f"{why}; {_ADVICE[self._url.get_backend_name()]}"
        return ChangeStoreError(f"change_store_url: {shown(self._url)} can't be used: {reason}")


def _engine(url: URL, *, is_sqlite: bool) -> Engine:
    options: dict[str, Any] = {} if is_sqlite else _LIBPQ
    arguments = {name: value for name, value in options.items() if name not in url.query}
    if is_sqlite:
        arguments["timeout"] = _LOCK_SECONDS
    try:
        engine = create_engine(url, poolclass=StaticPool, connect_args=arguments)
    except ImportError:  # no psycopg, or none that finds its library
        message = "change_store_url: install adloop-tap-tiktok-ads[postgres] for PostgreSQL"
        raise SettingError(message) from None
    except SQLAlchemyError:
        message = "change_store_url: unknown driver; use sqlite:///… or postgresql+psycopg://…"
        raise SettingError(message) from None
    if is_sqlite:
        event.listen(engine, "connect", _take_file)
    return engine


def _take_file(connection: Any, _record: object) -> None:
    """Keep others out until the connection ends. FULL: what is forgotten stays forgotten."""
    try:
        for statement in _TAKING:
            connection.execute(statement)
    except sqlite3.Error:
        connection.close()
        raise


def _make_private(path: Path) -> None:
    """Make the file for its owner only; where it can't be made, opening it says why."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, _OWNER_ONLY))
    except OSError:
        return
