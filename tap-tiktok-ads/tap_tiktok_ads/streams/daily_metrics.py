"""Reports by day or hour; of the daily metrics those of ads have a file of their own."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from tap_tiktok_ads.fetch.row_format import RowFormat
from tap_tiktok_ads.records.row_keys import amounts_of
from tap_tiktok_ads.reports.daily_reports import (
    AD_GROUP_REPORT,
    AD_REPORT,
    ADVERTISER_REPORT,
    CAMPAIGN_REPORT,
    COMPARED,
)
from tap_tiktok_ads.streams.days import DaysStream
from tap_tiktok_ads.streams.report_stream import ReportStream

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tap_tiktok_ads.accounts import Advertiser
    from tap_tiktok_ads.fetch.planned_query import PlannedQuery
    from tap_tiktok_ads.fetch.query import Query
    from tap_tiktok_ads.records.lines import Pack
    from tap_tiktok_ads.records.report_rows import ReportRow

    Record = dict[str, Any]

MOST_DAYS_KEPT: Final = 50_000
"""So many days of all advertisers together are kept for the ads to be compared with: 12 MB."""


class DatedReportStream(ReportStream, DaysStream):
    """A report whose rows have a day, by the advertiser's local days."""

    replication_key = "stat_time_day"

    def queries(self, advertiser: Advertiser) -> Sequence[Query]:
        """Ask for each window of the plan."""
        windows = self.plan(advertiser).windows(self.report.grain.max_days)
        return [self.query(advertiser, window) for window in windows]

    def lookback(self, advertiser: Advertiser) -> int:
        """Return the report's own days before the bookmark, or those of the settings."""
        own = self.report.lookback
        return super().lookback(advertiser) if own is None else own

    def records(
        self, advertiser: Advertiser, pages: Iterable[list[ReportRow]]
    ) -> Iterator[Record | Pack]:
        """Yield every row; at the end the bookmark is the last day asked for, rows or not."""
        self.days_begin(advertiser)
        yield from super().records(advertiser, pages)
        self.days_end(advertiser)


class AdGroupDailyMetricsStream(DatedReportStream, report=AD_GROUP_REPORT):
    """Daily metrics of each ad group."""


class CampaignDailyMetricsStream(DatedReportStream, report=CAMPAIGN_REPORT):
    """Daily metrics of each campaign."""


class AdvertiserDailyMetricsStream(DatedReportStream, report=ADVERTISER_REPORT):
    """Daily metrics of each advertiser: deleted objects always count here."""

    @property
    def compared(self) -> frozenset[str]:
        """What the sums are made of, when the ads are to be compared with them."""
        is_read = not self.run.stream_names or AD_REPORT.name in self.run.stream_names
        return COMPARED if is_read and self.run.settings.check_totals else frozenset()

    @cached_property
    def row_format(self) -> RowFormat:
        """How rows are read, and summed up when the ads are to be compared with them."""
        return RowFormat(self.decode, self.row_key, amounts_of if self.compared else None)

    def window_done(self, advertiser: Advertiser, planned: PlannedQuery) -> None:
        """Keep the sums of a window.

        With too many to keep, or when they lack something, the stream of the ads asks again.
        """
        super().window_done(advertiser, planned)
        known, window = self.run.known_totals, planned.query.window
        if self.row_format.amounts_of is None or window is None or planned.lacking():
            return
        known.learn(advertiser.advertiser_id, window, planned.sums)
        if len(known) > MOST_DAYS_KEPT:
            known.forget(advertiser.advertiser_id)
