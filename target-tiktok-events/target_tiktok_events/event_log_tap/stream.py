"""The stream `event_outcomes`: what became of each record of the target."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from singer_sdk import Stream
from sqlalchemy import DateTime, Integer, Numeric

from target_tiktok_events.ledger.outcome_table import OUTCOMES
from target_tiktok_events.mapping.times import UTC, unix_seconds

if TYPE_CHECKING:
    import logging
    from collections.abc import Callable, Iterator, Mapping

    from singer_sdk import Tap
    from sqlalchemy import Column

    from target_tiktok_events.event_log_tap.reading import OutcomeReader

LOOKBACK: Final = timedelta(hours=1)
"""Rows this long before the bookmark are read again: clocks differ, and transactions take a while.

Loaders know a row by its key, so it does not become two.
"""


class EventOutcomesStream(Stream):
    """Rows in the order in which they were recorded.

    Args:
        tap: the SDK's side.
        reader: gives what reads the log.
    """

    name = "event_outcomes"
    primary_keys = ("run_id", "sequence")
    replication_key = "recorded_at"
    is_sorted = True
    check_sorted = False  # the rows of the lookback are older than the bookmark

    def __init__(self, tap: Tap, reader: Callable[[], OutcomeReader]) -> None:
        super().__init__(tap, schema=schema_of_outcomes())
        self._reader = reader
        self.logger.addFilter(_is_no_announcement)

    def get_records(self, context: Mapping[str, Any] | None) -> Iterator[dict[str, Any]]:
        """Each row as a record; its value keeps every digit.

        Raises:
            NothingRead: there is no log.
            StorageError: it can't be read.
        """
        reader = self._reader()
        reader.check()
        for row in reader.rows(self._since(context)):
            value = row["value"]
            row["value"] = None if value is None else Decimal(value)
            for name in ("event_time", "recorded_at"):
                row[name] = None if row[name] is None else text_of_instant(row[name])
            yield row

    def _since(self, context: Mapping[str, Any] | None) -> datetime | None:
        """The first instant to be read: before the bookmark, but not before start_date."""
        begin = instant_of(self.config.get("start_date"))
        bookmark = instant_of(self.get_starting_replication_key_value(context))
        if bookmark is None or bookmark == begin:
            return begin
        since = bookmark - LOOKBACK
        return since if begin is None else max(since, begin)


def _is_no_announcement(record: logging.LogRecord) -> bool:
    """Whether it is another line than the SDK's before an error, which the command tells in one."""
    return not record.getMessage().startswith("An unhandled error occurred")


def text_of_instant(instant: datetime) -> str:
    """ISO 8601 with microseconds, always: so texts are in the order of the instants."""
    return instant.isoformat(timespec="microseconds")


def instant_of(text: object) -> datetime | None:
    """The instant of a date or time as people and STATE write it; None for anything else."""
    if isinstance(text, str):
        try:
            exact = datetime.fromisoformat(text)
        except ValueError:
            seconds = unix_seconds(text)
            return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
        return exact if exact.tzinfo else exact.replace(tzinfo=UTC)
    return None


def schema_of_outcomes() -> dict[str, Any]:
    """The SCHEMA, from the columns of the table."""
    ordered = sorted(OUTCOMES.columns, key=lambda column: column.name == "recorded_at")
    return {"type": "object", "properties": {column.name: _kind(column) for column in ordered}}


def _kind(column: Column[Any]) -> dict[str, Any]:
    kinds = {Integer: "integer", Numeric: "number"}
    name = next((kinds[one] for one in kinds if isinstance(column.type, one)), "string")
    kind: dict[str, Any] = {"type": [name, "null"] if column.nullable else [name]}
    if isinstance(column.type, DateTime):
        kind["format"] = "date-time"
    return {**kind, "description": column.doc}
