"""Pixels, and how many events each had."""

from __future__ import annotations

from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from tap_tiktok_ads.errors import Rejected
from tap_tiktok_ads.fetch.pixel_queries import LIST_PATH, pixel_list_query, pixel_stats_queries
from tap_tiktok_ads.fetch.windows import DAY, Window
from tap_tiktok_ads.records.listed_objects import record_builder
from tap_tiktok_ads.records.pixels import EventCounts, count_columns, counts_of, with_event_names
from tap_tiktok_ads.schemas import pixel_event_stats, pixels
from tap_tiktok_ads.streams.days import DaysStream
from tap_tiktok_ads.streams.partitioned import PartitionedStream
from tap_tiktok_ads.streams.pixel_lists import ListedPixels, PixelLists, codes_of, pixel_id_of
from tap_tiktok_ads.tiktok.rows import decode_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date

    from tap_tiktok_ads.accounts import Advertiser
    from tap_tiktok_ads.fetch.planned_query import PlannedQuery
    from tap_tiktok_ads.fetch.query import Query
    from tap_tiktok_ads.schemas.column import Column
    from tap_tiktok_ads.streams.partitioned import Chunks
    from tap_tiktok_ads.tiktok.rows import RawRow, Row

    Record = dict[str, Any]

_NEEDED: Final = frozenset({"advertiser_id", "pixel_id"})


class PixelsStream(PartitionedStream):
    """The pixels that each advertiser may use; read whole on every run.

    Not selected by default: they need a permission that the ads do not.
    """

    name = "pixels"
    key = ("advertiser_id", "pixel_id")
    selected_by_default = False

    def columns_of(self, _extra_metrics: Sequence[str]) -> tuple[Column, ...]:
        """Return the columns of `/pixel/list/`."""
        return pixels.COLUMNS

    @property
    def needed(self) -> frozenset[str]:
        """Its key."""
        return _NEEDED

    @cached_property
    def listed(self) -> dict[str, ListedPixels]:
        """The pixels of each advertiser that was read."""
        return {}

    def queries(self, advertiser: Advertiser) -> Sequence[Query]:
        """Ask for all."""
        return [pixel_list_query(advertiser.advertiser_id)]

    def row_key(self, row: Row) -> str:
        """Return the pixel's id."""
        return pixel_id_of(row)

    def window_done(self, advertiser: Advertiser, planned: PlannedQuery) -> None:
        """Remember whether pixels are missing."""
        super().window_done(advertiser, planned)
        if planned.incomplete() is not None:
            self._not_whole.add(advertiser.advertiser_id)

    def records(self, advertiser: Advertiser, chunks: Chunks) -> Iterator[Record]:
        """Yield every pixel."""
        codes: dict[str, str | None] = {}
        for row in chain.from_iterable(chunks):
            record = self._build(with_event_names(row))
            record["advertiser_id"] = advertiser.advertiser_id
            if record["pixel_id"] is None:
                raise Rejected(f"a row of {LIST_PATH} has no pixel_id")
            codes.update(codes_of([row]))
            shown = self.shown(record)
            if self.is_changed(shown):
                yield shown
        is_whole = advertiser.advertiser_id not in self._not_whole
        self.listed[advertiser.advertiser_id] = ListedPixels(codes, is_whole)

    @cached_property
    def _not_whole(self) -> set[str]:
        return set()

    @cached_property
    def _build(self) -> Callable[[Row], Record]:
        return record_builder(self.columns_read, self.on_unreadable)


class PixelEventStatsStream(DaysStream):
    """How many events each pixel had on each UTC day, from browsers and from servers.

    Not selected by default: they need a permission of their own, besides that of the pixels.
    `pixels` is the stream of pixels if that is read before.
    """

    name = "pixel_event_stats"
    key = ("advertiser_id", "pixel_id", "event", "stat_date_utc")
    replication_key = "stat_date_utc"
    selected_by_default = False
    pixels: PixelsStream | None = None

    def columns_of(self, _extra_metrics: Sequence[str]) -> tuple[Column, ...]:
        """Return key, names and counts."""
        return pixel_event_stats.COLUMNS

    def today(self, _advertiser: Advertiser) -> date:
        """Return the UTC day: TikTok cuts the days of pixels there, whatever an advertiser's."""
        return self.run.now.date()

    def prefetch(self) -> None:
        """Begin nothing yet: what is asked depends on the stream before."""

    def queries(self, advertiser: Advertiser) -> Sequence[Query]:
        """Ask for each day of the plan.

        Raises:
            TikTokError: the pixels are not known.
        """
        listed = self._lists.of(advertiser.advertiser_id)
        plan = self.plan(advertiser)
        days = Window(plan.first, plan.last)
        return pixel_stats_queries(advertiser.advertiser_id, list(listed.codes), days)

    def decode(self, rows: Sequence[RawRow]) -> list[EventCounts]:
        """Read some rows, each a pixel with all of its events."""
        return list(counts_of(decode_rows(rows)))

    def row_key(self, row: EventCounts) -> tuple[str, str]:
        """Return pixel and event, of which a day has one."""
        return row.pixel_id, row.event

    def rows_of(self, query: Query, rows: list[EventCounts]) -> list[tuple[str, EventCounts]]:
        """Return the rows with their day, which only the question says."""
        day = query.window.start.isoformat() if query.window else ""
        return [(day, row) for row in rows]

    def records(self, advertiser: Advertiser, chunks: Chunks) -> Iterator[Record]:
        """Yield every count; at the end the bookmark is the last day, events or not."""
        listed = self._lists.of(advertiser.advertiser_id)
        plan = self.days_begin(advertiser)
        names = [column.name for column in self.columns if column.name in self.in_records]
        for day, counts in chain.from_iterable(chunks):
            record = {
                "advertiser_id": advertiser.advertiser_id,
                "pixel_id": counts.pixel_id,
                "pixel_code": listed.codes.get(counts.pixel_id),
                "event": counts.event,
                "is_custom_event": counts.is_custom_event,
                "stat_date_utc": day,
                **count_columns(counts.row, self.on_unreadable),
            }
            shown = {name: record[name] for name in names}
            if self.is_changed(shown, day):
                yield shown
        if not listed.is_whole:
            days = Window(plan.first, plan.last).each_day()
            self.run.summary.incomplete(self.name, advertiser.advertiser_id, days)
        self.days_end(advertiser)

    def window_imported(self, advertiser: Advertiser, window: Window) -> None:
        """Move the bookmark to the day before: of this one there may be more pixels."""
        super().window_imported(advertiser, Window(window.start, window.end - DAY))

    @cached_property
    def _lists(self) -> PixelLists:
        seen = (self.pixels.name, self.pixels.listed) if self.pixels else None
        return PixelLists(self.run, self.name, seen)
