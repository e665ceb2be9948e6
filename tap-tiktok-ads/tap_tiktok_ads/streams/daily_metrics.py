"""Daily metrics of ad groups, campaigns and advertisers; ads have a file of their own."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Final

from tap_tiktok_ads.fetch.query import report_query
from tap_tiktok_ads.fetch.requested_names import RequestedNames
from tap_tiktok_ads.fetch.row_format import RowFormat
from tap_tiktok_ads.records.lines import FinishedLines, Pack, may_hold_odd_numbers
from tap_tiktok_ads.records.report_records import Completion, as_dict
from tap_tiktok_ads.records.report_rows import ReportRow, ReportRowReader, amounts_of, key_of
from tap_tiktok_ads.reports.daily_reports import (
    AD_GROUP_REPORT,
    AD_REPORT,
    ADVERTISER_REPORT,
    CAMPAIGN_REPORT,
    COMPARED,
)
from tap_tiktok_ads.schemas.column import Column, requested_names
from tap_tiktok_ads.streams.days import DaysStream

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tap_tiktok_ads.accounts import Advertiser
    from tap_tiktok_ads.fetch.planned_query import PlannedQuery
    from tap_tiktok_ads.fetch.query import Query
    from tap_tiktok_ads.reports.report import Report
    from tap_tiktok_ads.tiktok.rows import RawRow

    Record = dict[str, Any]

MOST_DAYS_KEPT: Final = 50_000
"""So many days of all advertisers together are kept for the ads to be compared with: 12 MB."""


class DailyMetricsBase(DaysStream):
    """One row per day and object of one level, by the advertiser's local days."""

    report: ClassVar[Report]
    replication_key = "stat_time_day"

    def __init_subclass__(cls, *, report: Report, **options: Any) -> None:
        """Take name and key of the stream from its report."""
        super().__init_subclass__(**options)
        cls.report, cls.name, cls.key = report, report.name, report.key

    def columns_of(self, extra_metrics: Sequence[str]) -> tuple[Column, ...]:
        """Return key, time zone, currency, and the metrics that TikTok allows at this level."""
        return self.report.columns(extra_metrics)

    @property
    def compared(self) -> frozenset[str]:
        """The metrics that the sums of the rows are made of, if they are compared."""
        return frozenset()

    @cached_property
    def needed(self) -> frozenset[str]:
        """What the tap adds to each row, what is compared, and a metric: TikTok wants one."""
        asked = [column.name for column in self.columns if column.requested]
        added = {column.name for column in self.columns if not column.requested}
        is_any = self.in_records.intersection(asked) or self.compared
        return self.compared | added | (frozenset() if is_any else {"spend"})

    @cached_property
    def _names(self) -> RequestedNames:
        chosen = self.run.settings.metrics
        return RequestedNames("metrics", requested_names(self.columns_read), from_settings=chosen)

    def queries(self, advertiser: Advertiser) -> Sequence[Query]:
        """Ask for each window of the plan."""
        include = self.run.settings.include_deleted
        names = self._names.of(advertiser.advertiser_id)
        return [
            report_query(
                advertiser.advertiser_id,
                names,
                window,
                data_level=self.report.level.value,
                id_dimension=self.report.id_dimension,
                status_filter=self.report.status_filter if include else None,
            )
            for window in self.plan(advertiser).windows()
        ]

    @cached_property
    def _rows(self) -> ReportRowReader:
        return ReportRowReader(self.columns_read, self.report.id_dimension)

    @cached_property
    def _lines(self) -> FinishedLines:
        return FinishedLines(self.name, self.run.now)

    def decode(self, rows: Sequence[RawRow]) -> list[ReportRow]:
        """Read some rows of a page."""
        return self._rows.read_unbounded(rows)

    def row_key(self, row: ReportRow) -> Any:
        """Return id and day."""
        return key_of(row)

    def records(
        self, advertiser: Advertiser, pages: Iterable[list[ReportRow]]
    ) -> Iterator[Record | Pack]:
        """Yield every row; at the end the bookmark is the last day asked for, rows or not."""
        self.days_begin(advertiser)
        completion = Completion(
            self.name, self.report.id_dimension, _injected(advertiser), self.hidden
        )
        for rows in pages:
            emitted = self._emitted(rows, completion)
            for row in rows:
                for column in row.unreadable:
                    self.on_unreadable(column)
            yield from emitted
        self.days_end(advertiser)

    def _emitted(self, rows: list[ReportRow], completion: Completion) -> list[Any]:
        """Return finished lines together, or a dict per row where the SDK must see each."""
        records = completion.complete(rows)
        self._rows.write_decimals(rows)
        if not self.is_plain:
            self._rows.bound(rows)
            return [as_dict(record) for record in records]
        body = self._lines.of(records)
        if may_hold_odd_numbers(body):
            self._rows.bound(rows)
            body = self._lines.of(records)
        return [Pack(len(rows), body)] if rows else []


class AdGroupDailyMetricsStream(DailyMetricsBase, report=AD_GROUP_REPORT):
    """Daily metrics of each ad group."""


class CampaignDailyMetricsStream(DailyMetricsBase, report=CAMPAIGN_REPORT):
    """Daily metrics of each campaign."""


class AdvertiserDailyMetricsStream(DailyMetricsBase, report=ADVERTISER_REPORT):
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


def _injected(advertiser: Advertiser) -> dict[str, str | None]:
    """Return what the rows do not say of their advertiser."""
    return {
        "advertiser_id": advertiser.advertiser_id,
        "advertiser_timezone": advertiser.time_zone,
        "currency": advertiser.currency,
    }
