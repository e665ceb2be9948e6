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
from singer_sdk.singerlib.catalog import REPLICATION_FULL_TABLE

from tap_tiktok_ads.records.lines import Pack
from tap_tiktok_ads.schemas.column import Column, as_declared, json_schema, with_decimals
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
        columns = self.columns_of(run.extra_metrics)
        self.columns = with_decimals(columns) if run.has_decimals else columns
        super().__init__(tap, json_schema(self.columns, self.key))
        self.primary_keys = self.key
        self.extracted = run.now

    @abstractmethod
    def columns_of(self, extra_metrics: Sequence[str]) -> tuple[Column, ...]:
        """Return the stream's columns."""

    @cached_property
    def is_plain(self) -> bool:
        """Whether records go out as they are, so that nobody but the tap need look at them.

        No map, no flattening, no batch, no version. Which columns are selected does not matter:
        what nobody selected is not in a record in the first place.
        """
        first = self.stream_maps[0]
        return (
            len(self.stream_maps) == 1
            and type(first) is SameRecordTransform
            and not first.flattening_enabled
            and not self.is_batched
            and not self.has_versions
            and self.ABORT_AT_RECORD_COUNT is None
            and not self.is_sampled
        )

    @property
    def has_versions(self) -> bool:
        """Whether records carry a version: the SDK gives them one in a full table."""
        is_full_table = self.replication_method == REPLICATION_FULL_TABLE
        return is_full_table and self.emit_activate_version_messages

    @property
    def is_whole(self) -> bool:
        """Whether every advertiser was read to its end: else loaders keep the rows of others."""
        return self.run.summary.is_whole(self.name, self.run.advertiser_ids)

    @cached_property
    def in_records(self) -> frozenset[str]:
        """The columns of a RECORD: what is selected, as far as the catalog's schema has it.

        Of the columns that an older catalog lacks no SCHEMA speaks.
        """
        lacking = self.not_in_catalog
        names = (column.name for column in self.columns)
        return frozenset(
            one for one in names if one not in lacking and self.mask["properties", one]
        )

    @cached_property
    def not_in_catalog(self) -> frozenset[str]:
        """The columns that the catalog's schema lacks: it is older than the columns."""
        known = self.effective_schema.get("properties", {})
        return frozenset(one.name for one in self.columns if one.name not in known)

    @property
    def needed(self) -> frozenset[str]:
        """The columns that the stream itself looks at: read even when nobody selected them."""
        return frozenset()

    @cached_property
    def columns_read(self) -> tuple[Column, ...]:
        """The columns that are asked for, in order: those of a RECORD, and the needed ones.

        A number is text where the catalog's schema says so: SCHEMA and RECORD agree.
        """
        known = self.effective_schema.get("properties", {})
        return tuple(
            as_declared(one, known[one.name]) if one.name in known else one
            for one in self.columns
            if one.name in self.in_records or one.name in self.needed
        )

    @property
    def has_other_decimals(self) -> bool:
        """Whether the catalog declares numbers as text, or texts as numbers, unlike `decimals`."""
        return not set(self.columns_read) <= set(self.columns)

    @cached_property
    def hidden(self) -> tuple[str, ...]:
        """The columns that are read for the stream's own sake and are in no RECORD."""
        return tuple(one.name for one in self.columns_read if one.name not in self.in_records)

    def shown(self, record: Record) -> Record:
        """Take the columns out of a record that were read for the stream's own sake."""
        for name in self.hidden:
            del record[name]
        return record

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
