"""Daily metrics of ad groups, campaigns and advertisers; ads have a file of their own."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Final

from tap_tiktok_ads.fetch.query import report_query
from tap_tiktok_ads.fetch.requested_names import RequestedNames
from tap_tiktok_ads.fetch.row_format import RowFormat
from tap_tiktok_ads.fetch.windows import plan_days
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
from tap_tiktok_ads.streams.imported_days import ImportedDays
from tap_tiktok_ads.streams.partitioned import PartitionedStream

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from tap_tiktok_ads.accounts import Advertiser
    from tap_tiktok_ads.fetch.planned_query import PlannedQuery
    from tap_tiktok_ads.fetch.query import Query
    from tap_tiktok_ads.fetch.windows import Plan, Window
    from tap_tiktok_ads.reports.report import Report
    from tap_tiktok_ads.tiktok.rows import RawRow

    Record = dict[str, Any]

MOST_DAYS_KEPT: Final = 50_000
"""So many days of all advertisers together are kept for the ads to be compared with: 12 MB."""


class DailyMetricsBase(PartitionedStream):
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

    def plan(self, advertiser: Advertiser) -> Plan:
        """Decide which days to import."""
        settings = self.run.settings
        return plan_days(
            start_date=settings.start_date,
            end_date=settings.end_date,
            bookmark=self._bookmark(advertiser),
            lookback=self._lookback(advertiser) or 0,
            today=advertiser.today(self.run.now),
        )

    def _lookback(self, advertiser: Advertiser) -> int | None:
        """Return how many days before the bookmark are imported again; None without a bookmark."""
        end_date, today = self.run.settings.end_date, advertiser.today(self.run.now)
        if self._bookmark(advertiser) is None or (end_date is not None and end_date < today):
            return None
        return self.run.lookback_of(self.name, advertiser.advertiser_id)

    def _bookmark(self, advertiser: Advertiser) -> date | None:
        return self._imported.bookmark(advertiser.advertiser_id) if self.is_incremental else None

    @cached_property
    def _imported(self) -> ImportedDays:
        return ImportedDays(self.name, self.bookmarks)

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
    def _plans(self) -> dict[str, Plan]:
        """The plan of each advertiser whose turn has come, made before its bookmark moves."""
        return {}

    @property
    def is_whole(self) -> bool:
        """Whether all was read, and that is not a backfill: the days behind it are left out."""
        return super().is_whole and not any(plan.is_backfill for plan in self._plans.values())

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
        plan = self._plans[advertiser.advertiser_id] = self.plan(advertiser)
        self._note_days(advertiser, plan)
        completion = Completion(
            self.name, self.report.id_dimension, _injected(advertiser), self.hidden
        )
        for rows in pages:
            emitted = self._emitted(rows, completion)
            for row in rows:
                for column in row.unreadable:
                    self.on_unreadable(column)
            yield from emitted
        if self.is_incremental:
            self._imported.add(advertiser.advertiser_id, plan)

    def window_imported(self, advertiser: Advertiser, window: Window) -> None:
        """Move the bookmark to the window's last day; that of a backfill waits for its end."""
        plan = self._plans[advertiser.advertiser_id]
        if self.is_incremental and not plan.is_backfill:
            self._imported.add(advertiser.advertiser_id, plan._replace(last=window.end))

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

    def _note_days(self, advertiser: Advertiser, plan: Plan) -> None:
        """Tell the summary how many days are imported, and the user when there are none."""
        if plan.first > plan.last:
            self.logger.warning(
                "advertiser %s: nothing to import, the first day %s is after the last, %s; "
                "check start_date and end_date",
                advertiser.advertiser_id,
                plan.first,
                plan.last,
            )
            return
        share = self.run.summary.share(self.name, advertiser.advertiser_id)
        share.first_day, share.last_day = plan.first, plan.last
        share.lookback_days = self._lookback(advertiser)
        share.days = (plan.last - plan.first).days + 1
        start_date = self.run.settings.start_date
        if self.is_incremental and not plan.is_backfill and start_date is not None:
            told = self.run.summary.unimported
            self._imported.tell_what_is_left_out(advertiser.advertiser_id, plan, start_date, told)


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
