"""What all streams have in common.

Singer's part is the SDK's: selection, stream maps, flattening, messages. Records are built exactly
to the schema, so the SDK need not conform their types again.
"""

from __future__ import annotations

import logging
from abc import abstractmethod
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from singer_sdk.helpers.conform import TypeConformanceLevel
from singer_sdk.mapper import SameRecordTransform

from tap_tiktok_ads.records.lines import Pack
from tap_tiktok_ads.schemas.column import Column, json_schema
from tap_tiktok_ads.singer.sdk_seams import SingerStream

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tap_tiktok_ads.run import Run
    from tap_tiktok_ads.singer.sdk_seams import SingerTap

    Context = Mapping[str, Any]
    Record = dict[str, Any]


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
        self.extracted = run.now

    @abstractmethod
    def columns_of(self, extra_metrics: Sequence[str]) -> tuple[Column, ...]:
        """Return the stream's columns."""

    @cached_property
    def is_plain(self) -> bool:
        """Whether records go out as they are, so that nobody but the tap need look at them.

        No map, no flattening, no batch, no version, and of the columns exactly those that the
        input catalog's schema has, all selected.
        """
        first = self.stream_maps[0]
        return (
            len(self.stream_maps) == 1
            and type(first) is SameRecordTransform
            and not first.flattening_enabled
            and self.get_batch_config(self.config) is None
            and not self.emit_activate_version_messages
            and self.ABORT_AT_RECORD_COUNT is None
            and self._columns_in_catalog == self._column_names
            and all(self.mask["properties", name] for name in self._column_names)
        )

    @cached_property
    def _column_names(self) -> frozenset[str]:
        return frozenset(column.name for column in self.columns)

    @cached_property
    def _columns_in_catalog(self) -> frozenset[str]:
        return frozenset(self.effective_schema.get("properties", ()))

    @cached_property
    def _unknown(self) -> frozenset[str]:
        """Columns that an older catalog does not have: no SCHEMA speaks of them."""
        return self._column_names - self._columns_in_catalog

    def post_process(self, row: Record, context: Context | None = None) -> Record:
        """Leave out the columns that the catalog does not have."""
        del context
        for name in self._unknown:
            row.pop(name, None)
        return row

    def log(self, message: str, *args: Any, level: int = logging.INFO, **kwargs: Any) -> None:
        """Log as the SDK does, but for its "unhandled error": the command says it in one line."""
        if level < logging.ERROR:
            super().log(message, *args, level=level, **kwargs)

    def get_replication_key_signpost(self, _context: Context | None = None) -> None:
        """Return nothing: a bookmark never comes from a row, so it needs no cap."""

    def write_record(self, record: Record | Pack) -> int:
        """Write a record the SDK's way; lines that are finished already go out as they are."""
        if isinstance(record, Pack):
            self.writer.write_line(record.body)
            return record.lines
        return super().write_record(record)

    def on_unreadable(self, column: str) -> None:
        """Count a value that does not fit its column."""
        self.run.summary.unreadable_value(self.name, column)
