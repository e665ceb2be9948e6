"""The database below the ledger: one table, opened, probed, retried, and its errors explained."""

from __future__ import annotations

import sqlite3
import threading
import time
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from sqlalchemy import (
    Column,
    DateTime,
    MetaData,
    String,
    Table,
    create_engine,
    event,
    inspect,
    text,
    update,
)
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError
from sqlalchemy.pool import StaticPool

from target_tiktok_events.errors import SettingError, StorageError
from target_tiktok_events.ledger.sqlite_file import create_private, sqlite_path
from target_tiktok_events.ledger.url import read_url, shown, without_secrets

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.engine import URL, Connection, Engine

T = TypeVar("T")

TABLE: Final = Table(
    "tiktok_events_ledger",
    MetaData(),
    Column("event_source_id", String, primary_key=True),
    Column("event", String, primary_key=True),
    Column("event_id", String, primary_key=True),
    Column("delivered_at", DateTime(timezone=True)),  # UTC; null until TikTok has acknowledged it
    Column("request_id", String),
    Column("claimed_by", String),
    Column("claimed_until", DateTime(timezone=True)),
    Column("noted_at", DateTime(timezone=True)),  # when it was first about to be sent; else null
    sqlite_with_rowid=False,
)
_LOCK_SECONDS: Final = 30
_OUTAGE_SECONDS: Final = 45.0  # with the last attempt and the end of the run below 75 s
_RETRY_SECONDS: Final = 1.0
_LIBPQ: Final = {
    "connect_timeout": 5,
    # A connection whose packets vanish ends after 20 s, not after the kernel's quarter of an hour.
    "tcp_user_timeout": 20_000,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 2,
}
_ADVICE: Final = {
    "sqlite": "check ledger_url, the rights on the file and its directory, and the free disk space",
    "postgresql": "check ledger_url, and that the server is up and lets this machine in",
}


class LedgerStore:
    """Runs transactions on the ledger's table.

    Args:
        url: an SQLAlchemy URL; empty for a ledger that lives as long as the run, in a
            temporary file that SQLite removes.
        pause: waits for seconds while a database server is away; True if the run is ending.
        clock: seconds that only grow.
        read_only: nothing is created or written; the table need not be there (`has_table`).

    `label` says for a log which ledger it is and whether it is new; "" for one of the run.

    Raises:
        SettingError: if the URL can't be used at all.
        StorageError: if the database can't be opened or written now.
    """

    def __init__(
        self,
        url: str,
        pause: Callable[[float], object] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        *,
        read_only: bool = False,
    ) -> None:
        self._pause = pause
        self._clock = clock
        self._url = read_url(url)
        path = sqlite_path(self._url)
        is_new = path is not None and not read_only and create_private(path)
        self.label = f"{'new ' if is_new else ''}ledger {path or shown(self._url)}" if url else ""
        self._engine = _engine(self._url, temporary=not url, read_only=read_only)
        self.dialect = self._engine.dialect.name
        self._advice = _ADVICE[self.dialect]
        # SQLite has one writer: waiting here is fairer and cheaper than its busy handler.
        self._one_writer = threading.Lock() if self.dialect == "sqlite" else nullcontext()
        if not read_only:
            self._create_table()

    @property
    def shown(self) -> str:
        """Driver, host and database: no secret."""
        return shown(self._url)

    def has_table(self, name: str = TABLE.name) -> bool:
        """Whether there is a ledger to be asked; a file that is not there is not created.

        Raises:
            StorageError: if the database can't be used.
        """
        path = self._url.database
        if self.dialect == "sqlite" and not (path and Path(path).exists()):
            return False
        return self.transaction(lambda connection: inspect(connection).has_table(name))

    def transaction(self, work: Callable[[Connection], T]) -> T:
        """Runs `work` in a transaction of its own, again if a server comes back within a minute.

        Raises:
            StorageError: if the database can't be used.
        """
        try:
            return self._patiently(work)
        except SQLAlchemyError as error:
            raise self._explained(error) from None

    def close(self) -> None:
        """Closes every connection."""
        self._engine.dispose()

    def _patiently(self, work: Callable[[Connection], T]) -> T:
        began = self._clock()
        while True:
            try:
                with self._one_writer, self._engine.begin() as connection:
                    return work(connection)
            except SQLAlchemyError as error:
                lasts = self._clock() - began >= _OUTAGE_SECONDS
                if lasts or not self._may_heal(error) or self._pause(_RETRY_SECONDS):
                    raise

    def _create_table(self) -> None:
        def create(connection: Connection) -> None:
            TABLE.create(connection, checkfirst=True)
            _add_new_columns(connection)

        try:
            self._patiently(create)
        except SQLAlchemyError as error:
            if self._may_heal(error):  # it has been waited for
                raise self._explained(error) from None
            self.transaction(create)  # another target may have created it in between

    def _may_heal(self, error: SQLAlchemyError) -> bool:
        if self.dialect == "sqlite" or not isinstance(error, DBAPIError):
            return False
        return error.connection_invalidated or isinstance(error, OperationalError)

    def _explained(self, error: SQLAlchemyError) -> StorageError:
        cause = getattr(error, "orig", None) or error
        lines = str(cause).strip().splitlines() or [type(cause).__name__]
        why = without_secrets(lines[0], self._url)
        return StorageError(f"the ledger {shown(self._url)} can't be used ({why}): {self._advice}")


def _engine(url: URL, *, temporary: bool, read_only: bool) -> Engine:
    options: dict[str, Any] = {}
    if temporary:
        # An empty file name gives SQLite's private temporary database, which spills to disk.
        options = {
            "poolclass": StaticPool,
            "creator": lambda: sqlite3.connect("", check_same_thread=False),
        }
    elif url.get_backend_name() == "sqlite":
        options = {"connect_args": {"timeout": _LOCK_SECONDS}}
    elif url.get_backend_name() == "postgresql":
        options = {"pool_pre_ping": True, "pool_size": 8, "max_overflow": 32}
        options["connect_args"] = {name: n for name, n in _LIBPQ.items() if name not in url.query}
    else:
        message = "ledger_url: only sqlite and postgresql+psycopg are supported"
        raise SettingError(message)
    try:
        engine = create_engine(url, **options)
    except ModuleNotFoundError:
        message = "ledger_url: install adloop-target-tiktok-events[postgres] for PostgreSQL"
        raise SettingError(message) from None
    except SQLAlchemyError:
        message = "ledger_url: unknown driver; use sqlite:///… or postgresql+psycopg://…"
        raise SettingError(message) from None
    if url.get_backend_name() == "sqlite" and not temporary:
        event.listen(engine, "connect", _forbid_writing if read_only else _make_durable)
    return engine


def _add_new_columns(connection: Connection) -> None:
    """Brings the table of an earlier version up to date."""
    known = {column["name"] for column in inspect(connection).get_columns(TABLE.name)}
    if TABLE.c.noted_at.name in known:
        return
    kind = TABLE.c.noted_at.type.compile(connection.dialect)
    connection.execute(text(f"ALTER TABLE {TABLE.name} ADD COLUMN noted_at {kind}"))
    open_claims = TABLE.c.delivered_at.is_(None)
    connection.execute(update(TABLE).where(open_claims).values(noted_at=TABLE.c.claimed_until))


def _forbid_writing(connection: Any, _record: object) -> None:
    """Who is only asked changes nothing, whatever the statement."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA query_only=ON")
    cursor.close()


def _make_durable(connection: Any, _record: object) -> None:
    """WAL lets a second target read while one writes; FULL survives a loss of power."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.close()
