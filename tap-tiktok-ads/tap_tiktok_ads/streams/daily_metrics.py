"""Daily metrics of ad groups, campaigns and advertisers; ads have a file of their own."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Final

import msgspec

from tap_tiktok_ads.errors import Rejected
from tap_tiktok_ads.fetch.queries import RequestedNames, report_query
from tap_tiktok_ads.fetch.windows import Plan, plan_days
from tap_tiktok_ads.records.lines import LineBuilder, Pack
from tap_tiktok_ads.records.listed_objects import metrics_record_builder
from tap_tiktok_ads.records.values import Unreadable, read_integer, read_number
from tap_tiktok_ads.reports.daily_metrics import LEVEL_IDS, Level, columns_for
from tap_tiktok_ads.schemas.column import Column, requested_names
from tap_tiktok_ads.streams.partitioned import PartitionedStream
from tap_tiktok_ads.tiktok.rows import decode_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from tap_tiktok_ads.accounts import Advertiser
    from tap_tiktok_ads.fetch.completeness import Totals
    from tap_tiktok_ads.fetch.queries import Query
    from tap_tiktok_ads.tiktok.rows import RawRow, Row

    Record = dict[str, Any]

MOST_DAYS_KEPT: Final = 50_000
"""So many days of all advertisers together are kept for the ads to be compared with: 12 MB."""

_NOTHING = Decimal(0)


class DailyMetricsBase(PartitionedStream):
    """One row per day and object of one level, by the advertiser's local days."""

    level: ClassVar[Level]
    status_filter: ClassVar[str | None] = None
    replication_key = "stat_time_day"

    def columns_of(self, extra_metrics: Sequence[str]) -> tuple[Column, ...]:
        """Return key, time zone, currency, and the metrics that TikTok allows at this level."""
        return columns_for(self.level, extra_metrics)

    @cached_property
    def _names(self) -> RequestedNames:
        chosen = self.run.settings.metrics
        return RequestedNames("metrics", requested_names(self.columns), from_settings=chosen)

    @cached_property
    def _build(self) -> Callable[[Row, Row], Record]:
        level_id = LEVEL_IDS[self.level]
        return metrics_record_builder(self.columns, level_id, self.on_unreadable)

    @cached_property
    def _id_dimension(self) -> str:
        return LEVEL_IDS[self.level] or "advertiser_id"

    @cached_property
    def totals(self) -> Totals | None:
        """Where spend and impressions of the rows are summed up; None when nobody asks."""
        return None

    def plan(self, advertiser: Advertiser) -> Plan:
        """Decide which days to import."""
        settings = self.run.settings
        return plan_days(
            start_date=settings.start_date,
            end_date=settings.end_date,
            bookmark=self._bookmark(advertiser.advertiser_id) if self.is_incremental else None,
            lookback=settings.reimport_lookback_window,
            today=advertiser.today(self.run.now),
        )

    def queries(self, advertiser: Advertiser) -> Sequence[Query]:
        """Ask for each window of the plan."""
        include = self.run.settings.include_deleted
        return [
            report_query(
                advertiser.advertiser_id,
                self._names,
                window,
                data_level=self.level.value,
                id_dimension=self._id_dimension,
                status_filter=self.status_filter if include else None,
            )
            for window in self.plan(advertiser).windows()
        ]

    @cached_property
    def _lines(self) -> LineBuilder | None:
        """What writes whole lines; None when the SDK must see each record."""
        lines = LineBuilder(self.name, self.columns, LEVEL_IDS[self.level])
        return lines if lines.is_possible and self.is_plain else None

    def decode(self, rows: Sequence[RawRow]) -> list[Any]:
        """Decode rows into typed ones, or into dicts where a value of one does not fit."""
        typed = self._lines.decode(rows) if self._lines else None
        return decode_rows(rows) if typed is None else typed

    def row_key(self, row: Any) -> Any:
        """Return id and day."""
        if isinstance(row, dict):
            dimensions = row.get("dimensions") or {}
            return dimensions.get(self._id_dimension), dimensions.get("stat_time_day")
        return row.dimensions.object_id, row.dimensions.day

    def records(self, advertiser: Advertiser, pages: Iterable[list[Any]]) -> Iterator[Any]:
        """Yield every row; the bookmark becomes the last day asked for, with rows or without."""
        plan = self.plan(advertiser)
        if plan.first > plan.last:
            self.logger.warning(
                "advertiser %s: nothing to import, the first day %s is after the last, %s; "
                "check start_date and end_date",
                advertiser.advertiser_id,
                plan.first,
                plan.last,
            )
        self.run.summary.share(self.name, advertiser.advertiser_id).days = max(
            0, (plan.last - plan.first).days + 1
        )
        injected: dict[str, str | None] = {
            "advertiser_id": advertiser.advertiser_id,
            "advertiser_timezone": advertiser.time_zone,
            "currency": advertiser.currency,
        }
        extracted = self.run.now.isoformat()
        lines = self._lines.for_advertiser(injected, extracted) if self._lines else None
        for rows in pages:
            if self.totals is not None:
                self.totals.add(advertiser.advertiser_id, map(amounts_of, rows))
            are_typed = rows and not isinstance(rows[0], dict)
            for one in lines.packs(rows) if lines and are_typed else rows:
                yield one if isinstance(one, Pack) else self._record(one, injected)
        if self.is_incremental:
            after = plan.bookmark_after(self._bookmark(advertiser.advertiser_id))
            if after is not None:
                self.bookmarks.set(advertiser.advertiser_id, after.isoformat())

    def _record(self, row: Any, injected: dict[str, Any]) -> Record:
        record = self._build(row if isinstance(row, dict) else msgspec.to_builtins(row), injected)
        for name in self.key:
            if record[name] is None:
                raise Rejected(f"a row of {self.name} has no readable {name}")
        return record

    def _bookmark(self, advertiser_id: str) -> date | None:
        text = self.bookmarks.get(advertiser_id)
        try:
            return date.fromisoformat(text[:10]) if text else None
        except ValueError:
            self.logger.warning("the bookmark of advertiser %s is no day: ignored", advertiser_id)
            return None


class AdGroupDailyMetricsStream(DailyMetricsBase):
    """Daily metrics of each ad group."""

    name = "ad_group_daily_metrics"
    key = ("advertiser_id", "adgroup_id", "stat_time_day")
    level = Level.AD_GROUP
    status_filter = "adgroup_status"


class CampaignDailyMetricsStream(DailyMetricsBase):
    """Daily metrics of each campaign."""

    name = "campaign_daily_metrics"
    key = ("advertiser_id", "campaign_id", "stat_time_day")
    level = Level.CAMPAIGN
    status_filter = "campaign_status"


class AdvertiserDailyMetricsStream(DailyMetricsBase):
    """Daily metrics of each advertiser: deleted objects always count here."""

    name = "advertiser_daily_metrics"
    key = ("advertiser_id", "stat_time_day")
    level = Level.ADVERTISER

    @cached_property
    def totals(self) -> Totals | None:
        """What the rows of the ads are compared with."""
        return self.run.advertiser_totals if self.run.settings.check_totals else None

    def records(self, advertiser: Advertiser, pages: Iterable[list[Any]]) -> Iterator[Any]:
        """Yield every row, and note that these days are summed up.

        With too many to keep, the stream of the ads asks for them again.
        """
        yield from super().records(advertiser, pages)
        if self.totals is None:
            return
        if len(self.totals) > MOST_DAYS_KEPT:
            self.totals.forget(advertiser.advertiser_id)
        else:
            plan = self.plan(advertiser)
            self.totals.cover(advertiser.advertiser_id, plan.first, plan.last)


def amounts_of(row: Any) -> tuple[str, Decimal, int]:
    """Return the day of a row as text, and its spend and impressions."""
    if not isinstance(row, dict):
        metrics = row.metrics
        return row.dimensions.day, metrics.spend or _NOTHING, metrics.impressions or 0
    metrics = row.get("metrics") or {}
    try:
        spend = Decimal(read_number(metrics.get("spend")) or 0)
        impressions = read_integer(metrics.get("impressions")) or 0
    except Unreadable:
        spend, impressions = _NOTHING, 0
    return str((row.get("dimensions") or {}).get("stat_time_day")), spend, impressions
