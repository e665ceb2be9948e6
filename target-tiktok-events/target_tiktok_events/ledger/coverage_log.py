"""What share of their events the last runs had match keys for; kept beside the ledger.

It holds counts only. A run is never ended by it: what it says is advice.
"""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING, Final

import msgspec
from sqlalchemy import (
    Column,
    DateTime,
    Integer,
    MetaData,
    String,
    Table,
    delete,
    insert,
    inspect,
    select,
)

from target_tiktok_events.mapping.events import MatchKey

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy import ColumnElement
    from sqlalchemy.engine import Connection

    from target_tiktok_events.ledger.store import LedgerStore

COVERAGE: Final = Table(
    "tiktok_events_coverage",
    MetaData(),
    Column("event_source_id", String, primary_key=True),
    Column("ended_at", DateTime(timezone=True), primary_key=True),  # UTC
    Column("events", Integer, nullable=False),
    *(Column(str(key.name).lower(), Integer, nullable=False) for key in MatchKey),
)
_KEPT_RUNS: Final = 10


class KeyCounts(msgspec.Struct, frozen=True):
    """How many events there were, and how many of them held each match key."""

    events: int = 0
    holders: Mapping[MatchKey, int] = {}

    def __add__(self, other: KeyCounts) -> KeyCounts:
        """Both together."""
        holders = {
            key: self.holders.get(key, 0) + other.holders.get(key, 0)
            for key in self.holders.keys() | other.holders.keys()
        }
        return KeyCounts(self.events + other.events, holders)

    def share(self, key: MatchKey) -> float:
        """The share of the events that held a key, 0 to 1; 0 without events."""
        return self.holders.get(key, 0) / self.events if self.events else 0.0


class CoverageLog:
    """The log of one event source.

    Args:
        store: the ledger's database.
        event_source_id: the event source.
        now: Unix seconds.
    """

    def __init__(self, store: LedgerStore, event_source_id: str, now: Callable[[], float]) -> None:
        self._store = store
        self._event_source_id = event_source_id
        self._now = now

    def last_runs(self) -> KeyCounts:
        """The counts of the last ten runs together; nothing where no run was noted.

        Raises:
            StorageError: if the ledger can't be read.
        """
        rows = select(COVERAGE).where(self._is_ours())

        def work(connection: Connection) -> KeyCounts:
            if not inspect(connection).has_table(COVERAGE.name):
                return KeyCounts()
            found = [
                KeyCounts(row.events, {key: getattr(row, _column(key)) for key in MatchKey})
                for row in connection.execute(rows)
            ]
            return sum(found, KeyCounts())

        return self._store.transaction(work)

    def add(self, counts: KeyCounts) -> None:
        """Notes a run, if it had events, and forgets all but the last ten.

        Raises:
            StorageError: if the ledger can't be written, or no table can be created in it.
        """
        if not counts.events:
            return
        row = {
            "event_source_id": self._event_source_id,
            "ended_at": datetime.fromtimestamp(self._now(), tz=timezone.utc),
            "events": counts.events,
            **{_column(key): counts.holders.get(key, 0) for key in MatchKey},
        }
        ended_at = COVERAGE.c.ended_at
        older = select(ended_at).where(self._is_ours()).order_by(ended_at.desc()).offset(_KEPT_RUNS)

        def work(connection: Connection) -> None:
            COVERAGE.create(connection, checkfirst=True)
            connection.execute(insert(COVERAGE).values(row))
            forgotten = [each.ended_at for each in connection.execute(older)]
            if forgotten:
                connection.execute(delete(COVERAGE).where(self._is_ours(), ended_at.in_(forgotten)))

        self._store.transaction(work)

    def _is_ours(self) -> ColumnElement[bool]:
        return COVERAGE.c.event_source_id == self._event_source_id


def _column(key: MatchKey) -> str:
    return str(key.name).lower()
