"""Reads the log of outcomes page by page, so that memory does not grow with it."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import literal, select, tuple_

from target_tiktok_events.errors import NothingRead
from target_tiktok_events.ledger.outcome_table import OUTCOMES
from target_tiktok_events.ledger.store import LedgerStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sqlalchemy import ColumnElement

_PAGE: Final = 5000
_KEY: Final = tuple(OUTCOMES.primary_key.columns)


class OutcomeReader:
    """Reads rows in the order in which they were recorded.

    Args:
        url: of the ledger.
        event_source_ids: whose rows; all if empty.
        pause: waits for seconds while a database server is away.
        page: so many rows are in memory at once.

    Raises:
        SettingError: the URL can't be used at all.
    """

    def __init__(
        self,
        url: str,
        event_source_ids: Sequence[str],
        pause: Callable[[float], object],
        page: int = _PAGE,
    ) -> None:
        self._store = LedgerStore(url, pause, read_only=True)
        self._event_source_ids = list(event_source_ids)
        self._page = page

    def rows(self, since: datetime | None) -> Iterator[dict[str, Any]]:
        """Each row from an instant on, by column; instants are UTC, values Decimal or text.

        Raises:
            StorageError: the log can't be read.
        """
        after: tuple[Any, ...] | None = None
        while True:
            found = self._after(after, since)
            is_last = len(found) < self._page
            after = None if is_last else tuple(found[-1][column.name] for column in _KEY)
            yield from map(_in_utc, found)
            if is_last:
                return

    def close(self) -> None:
        """Closes every connection."""
        self._store.close()

    def check(self) -> None:
        """Asks whether there is a log.

        Raises:
            NothingRead: there is none.
            StorageError: the database can't be used.
        """
        if not self._store.has_table(OUTCOMES.name):
            message = (
                f"ledger_url: there is no table {OUTCOMES.name} in {self._store.shown}: it is made "
                "by the first run of target-tiktok-events with this ledger_url, unless "
                "outcome_retention_days is 0"
            )
            raise NothingRead(message)

    def _after(self, after: tuple[Any, ...] | None, since: datetime | None) -> list[dict[str, Any]]:
        rows = select(OUTCOMES).where(*self._conditions(after, since))
        rows = rows.order_by(*_KEY).limit(self._page)
        return self._store.transaction(
            lambda connection: [dict(row) for row in connection.execute(rows).mappings()]
        )

    def _conditions(
        self, after: tuple[Any, ...] | None, since: datetime | None
    ) -> Iterator[ColumnElement[bool]]:
        if self._event_source_ids:
            yield OUTCOMES.c.event_source_id.in_(self._event_source_ids)
        if after is not None:
            values = zip(after, _KEY, strict=True)
            yield tuple_(*_KEY) > tuple_(*(literal(value, column.type) for value, column in values))
        elif since is not None:
            yield OUTCOMES.c.recorded_at >= since


def _in_utc(row: dict[str, Any]) -> dict[str, Any]:
    """SQLite's instants come back without their zone, PostgreSQL's in that of the session."""
    for name in ("event_time", "recorded_at"):
        instant = row[name]
        if isinstance(instant, datetime):
            naive = instant.tzinfo is None
            row[name] = (
                instant.replace(tzinfo=timezone.utc) if naive else instant.astimezone(timezone.utc)
            )
    return row
