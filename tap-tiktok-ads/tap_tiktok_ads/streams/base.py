"""What all streams have in common.

Singer's part is the SDK's: selection, stream maps, flattening, messages. Two things are not.
Records are built exactly to the schema, so the SDK need not conform their types again; and
bookmarks are written when an advertiser is finished (see `bookmarks`).
"""

from __future__ import annotations

import logging
from abc import abstractmethod
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from singer_sdk.helpers.conform import TypeConformanceLevel
from singer_sdk.mapper import SameRecordTransform
from singer_sdk.streams._state import StreamStateManager

from tap_tiktok_ads.records.lines import Pack
from tap_tiktok_ads.schemas.column import Column, json_schema
from tap_tiktok_ads.singer.sdk_seams import SingerStream

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from singer_sdk.metrics import Counter

    from tap_tiktok_ads.run import Run
    from tap_tiktok_ads.singer.sdk_seams import SingerTap

    Context = Mapping[str, Any]
    Record = dict[str, Any]


class _SdkState(StreamStateManager):
    """Keeps the SDK's bookkeeping (markers, signposts, notes) out of the state.

    What the SDK writes per partition lands in a scratch dict: STATE stays small, and looking a
    partition up does not scan all of them for every record.
    """

    def get_context_state(self, context: Context | None) -> dict[str, Any]:
        """Return what the SDK may write to."""
        return {} if context else self.stream_state

    def write_starting_replication_value(self, *_: Any, **__: Any) -> None:
        """Write nothing: where to start is read from the bookmark."""


class TikTokStream(SingerStream):
    """A stream whose schema is its columns.

    `run` is what the streams of this run share; nothing of it is touched before the first record
    is asked for, but for the user's metrics. `writer` takes finished lines, and `write_state`
    writes STATE as it is.
    """

    key: ClassVar[tuple[str, ...]]
    TYPE_CONFORMANCE_LEVEL = TypeConformanceLevel.NONE

    def __init__(self, tap: SingerTap, run: Run) -> None:
        """Derive the schema from the columns."""
        self.run = run
        self.columns = self.columns_of(run.extra_metrics)
        super().__init__(tap, json_schema(self.columns, self.key))
        self.primary_keys = self.key
        self._state_manager = _SdkState(
            tap_name=self.tap_name, stream_name=self.name, tap_state=self._tap_state
        )

    @abstractmethod
    def columns_of(self, extra_metrics: Sequence[str]) -> tuple[Column, ...]:
        """Return the stream's columns."""

    @cached_property
    def is_plain(self) -> bool:
        """Whether records go out as they are: no map, no flattening, all columns, no batch."""
        first = self.stream_maps[0]
        return (
            len(self.stream_maps) == 1
            and type(first) is SameRecordTransform
            and first.stream_alias == self.name
            and not first.flattening_enabled
            and all(self.mask["properties", column.name] for column in self.columns)
            and self.get_batch_config(self.config) is None
            and self.ABORT_AT_RECORD_COUNT is None
        )

    def log(self, message: str, *args: Any, level: int = logging.INFO, **kwargs: Any) -> None:
        """Log as the SDK does, but for its "unhandled error": the command says it in one line."""
        if level < logging.ERROR:
            super().log(message, *args, level=level, **kwargs)

    def get_replication_key_signpost(self, _context: Context | None = None) -> None:
        """Return nothing: a bookmark never comes from a row, so it needs no cap."""

    def _increment_stream_state(self, *_: Any, **__: Any) -> None:
        """Leave the state alone while rows pass."""

    def _process_record(self, *_: Any, **__: Any) -> None:
        """Do nothing: records are complete, and no stream has children."""

    def get_record_counter(self, **options: Any) -> Counter:
        """Return the SDK's counter, and keep it: a pack counts for all its lines."""
        self._counter = super().get_record_counter(**options)
        return self._counter

    def _write_record_message(self, record: Record | Pack) -> None:
        """Write a record the SDK's way; lines that are finished already go out as they are."""
        if isinstance(record, Pack):
            self.writer.write_line(record.body)
            self._counter.increment(record.lines - 1)
            self.state_manager.is_flushed = False
        else:
            super()._write_record_message(record)

    def on_unreadable(self, column: str) -> None:
        """Count a value that does not fit its column."""
        self.run.summary.unreadable_value(self.name, column)
