"""The ledger of a run that delivers nothing: it is asked, and never written."""

from __future__ import annotations

import time
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

from target_tiktok_events.ledger.coverage_log import CoverageLog
from target_tiktok_events.ledger.statements import Statements
from target_tiktok_events.ledger.store import LedgerStore

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from sqlalchemy.engine import Connection

    from target_tiktok_events.ledger.claims import Key


class PastDeliveries:
    """What runs before have delivered to one event source.

    A ledger that does not exist yet is not created: it knows nothing.

    Args:
        url: SQLAlchemy URL; empty where no ledger is kept.
        event_source_id: the event source.
        window_minutes: how long a delivery counts.
        pause: waits for seconds while a database server is away.
        now: Unix seconds.

    Raises:
        SettingError, StorageError: see `LedgerStore`.
    """

    def __init__(
        self,
        url: str,
        event_source_id: str,
        window_minutes: int,
        pause: Callable[[float], object] = time.sleep,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._store = LedgerStore(url, pause, read_only=True)
        self._sql = Statements(self._store.dialect)
        self._event_source_id = event_source_id
        self._window = timedelta(minutes=window_minutes)
        self._now = now
        self._exists = self._store.has_table()

    def find(self, keys: Collection[Key]) -> set[Key]:
        """Those of the keys that were delivered within the window."""
        if not self._exists:
            return set()
        now = datetime.fromtimestamp(self._now(), tz=timezone.utc)

        def work(connection: Connection) -> set[Key]:
            return self._sql.find(connection, self._event_source_id, keys, now - self._window)

        return self._store.transaction(work)

    def coverage_log(self) -> CoverageLog | None:
        """What the last runs had match keys for; None without a ledger."""
        if not self._exists:
            return None
        return CoverageLog(self._store, self._event_source_id, self._now)

    def close(self) -> None:
        """Closes every connection."""
        self._store.close()
