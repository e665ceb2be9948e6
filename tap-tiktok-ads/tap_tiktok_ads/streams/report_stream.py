"""What the streams of all reports have in common, whatever time a row spans."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from tap_tiktok_ads.fetch.query import report_query
from tap_tiktok_ads.fetch.requested_names import RequestedNames
from tap_tiktok_ads.records.lines import (
    FinishedLines,
    Pack,
    contents_of,
    may_hold_odd_numbers,
)
from tap_tiktok_ads.records.report_records import Account, Completion, as_dict
from tap_tiktok_ads.records.report_rows import ReportRow, ReportRowReader
from tap_tiktok_ads.records.row_keys import key_of, key_of_an_hour, key_with_breakdowns
from tap_tiktok_ads.reports.report import Grain
from tap_tiktok_ads.schemas.column import Column, requested_names
from tap_tiktok_ads.streams.partitioned import PartitionedStream
from tap_tiktok_ads.streams.report_comparison import row_builder

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence

    from tap_tiktok_ads.accounts import Advertiser
    from tap_tiktok_ads.changes.comparison import Comparison, Row
    from tap_tiktok_ads.fetch.query import Query
    from tap_tiktok_ads.fetch.windows import Window
    from tap_tiktok_ads.reports.report import Report
    from tap_tiktok_ads.tiktok.rows import RawRow

    Record = dict[str, Any]


class ReportStream(PartitionedStream):
    """The rows of one report, advertiser by advertiser."""

    report: ClassVar[Report]

    def __init_subclass__(cls, *, report: Report | None = None, **options: Any) -> None:
        """Take name, key and selection of the stream from its report; a base has none."""
        super().__init_subclass__(**options)
        if report is not None:
            cls.report, cls.name, cls.key = report, report.name, report.key
            cls.selected_by_default = report.is_default

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
        if self.in_records.intersection(asked) or self.compared:
            return self.compared | added
        return frozenset(added).union(["spend"] if "spend" in asked else asked[:1])

    @cached_property
    def _names(self) -> RequestedNames:
        added = self.run.settings.metrics if self.report.takes_extra_metrics else ()
        chosen = (*added, *self.report.chosen_metrics)
        return RequestedNames("metrics", requested_names(self.columns_read), from_settings=chosen)

    def query(self, advertiser: Advertiser, window: Window | None) -> Query:
        """Ask for the report of an advertiser in a window; None for its lifetime."""
        return report_query(
            self.report,
            advertiser.advertiser_id,
            self._names.of(advertiser.advertiser_id),
            window,
            include_deleted=self.run.settings.include_deleted,
        )

    @cached_property
    def _rows(self) -> ReportRowReader:
        return ReportRowReader(self.columns_read, self.report)

    @cached_property
    def _lines(self) -> FinishedLines:
        return FinishedLines(self.name, self.run.now)

    def decode(self, rows: Sequence[RawRow]) -> list[ReportRow]:
        """Read some rows of a page."""
        return self._rows.read_unbounded(rows)

    @cached_property
    def row_key(self) -> Callable[[ReportRow], Hashable]:
        """What tells a row of one advertiser from all others."""
        if self.report.grain is Grain.HOUR:
            return key_of_an_hour
        return key_with_breakdowns if self.report.breakdowns else key_of

    def records(
        self, advertiser: Advertiser, pages: Iterable[list[ReportRow]]
    ) -> Iterator[Record | Pack]:
        """Yield every row."""
        account = Account(advertiser.advertiser_id, advertiser.time_zone, advertiser.currency)
        completion = Completion(self.report, account, self.hidden)
        for rows in pages:
            emitted = self._emitted(rows, completion)
            for row in rows:
                for column in row.unreadable:
                    self.on_unreadable(column)
            yield from emitted

    def _emitted(self, rows: list[ReportRow], completion: Completion) -> list[Any]:
        """Return finished lines together, or a dict per row where the SDK must see each."""
        records = completion.complete(rows)
        self._rows.write_decimals(rows)
        if self.comparison is not None:
            return self._changed(rows, records, self.comparison)
        if not self.is_plain:
            self._rows.bound(rows)
            return [as_dict(record) for record in records]
        body = self._lines.of(records)
        if may_hold_odd_numbers(body):
            self._rows.bound(rows)
            body = self._lines.of(records)
        return [Pack(len(rows), body)] if rows else []

    @cached_property
    def _compared(self) -> Callable[[Any, bytes], Row]:
        return row_builder(self.report, self.in_records)

    def _changed(
        self, rows: list[ReportRow], records: list[Any], comparison: Comparison
    ) -> list[Any]:
        """Return the same of those that changed; what is compared is what would be emitted."""
        contents = contents_of(records)
        if may_hold_odd_numbers(b"\n".join(contents)):
            self._rows.bound(rows)
            contents = contents_of(records)
        places = comparison.changed(map(self._compared, records, contents))
        if not self.is_plain:
            return [as_dict(records[place]) for place in places]
        lines = self._lines.around(contents[place] for place in places)
        return [Pack(len(places), lines)] if places else []


class LifetimeReportStream(ReportStream):
    """One row per object, of all its time: read whole by each run."""

    replication_key = None

    def queries(self, advertiser: Advertiser) -> Sequence[Query]:
        """Ask once."""
        return [self.query(advertiser, None)]
