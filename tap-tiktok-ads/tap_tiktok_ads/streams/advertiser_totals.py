"""The advertisers' own daily totals, fetched while their ads are read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tap_tiktok_ads.fetch.expected_totals import ExpectedTotals
from tap_tiktok_ads.fetch.query import report_query
from tap_tiktok_ads.fetch.requested_names import RequestedNames
from tap_tiktok_ads.fetch.row_format import RowFormat
from tap_tiktok_ads.fetch.windows import MAX_DAYS, Window
from tap_tiktok_ads.records.report_rows import ReportRowReader
from tap_tiktok_ads.records.row_keys import amounts_of, key_of
from tap_tiktok_ads.reports.daily_reports import TOTALS_REPORT
from tap_tiktok_ads.schemas.column import requested_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tap_tiktok_ads.accounts import Advertiser
    from tap_tiktok_ads.fetch.query import Query
    from tap_tiktok_ads.fetch.totals import DailySums
    from tap_tiktok_ads.fetch.windows import Plan
    from tap_tiktok_ads.run import Run


class AdvertiserTotals:
    """Fetches the totals of all advertisers ahead, unless their own stream has just passed."""

    def __init__(self, run: Run, stream: str, plans: Sequence[Plan]) -> None:
        """Begin to fetch for a stream, which imports these days of each advertiser in turn."""
        self._run = run
        self._groups = {one.advertiser_id: group for group, one in enumerate(run.advertisers)}
        columns = TOTALS_REPORT.columns()
        rows = ReportRowReader(columns, TOTALS_REPORT)
        names = RequestedNames("metrics", requested_names(columns))
        queries = [
            self._queries(one, plan, names.of(one.advertiser_id))
            for one, plan in zip(run.advertisers, plans, strict=True)
        ]
        self._reading = run.read(stream, queries, RowFormat(rows.read, key_of, amounts_of))

    def of(self, advertiser: Advertiser) -> ExpectedTotals:
        """Return the totals of an advertiser; nothing is waited for before they are needed."""
        advertiser_id, today = advertiser.advertiser_id, advertiser.today(self._run.now)
        unread = self._unread(self._groups[advertiser_id])
        return ExpectedTotals(advertiser_id, today, self._run.known_totals, unread)

    def _unread(self, group: int) -> Iterator[tuple[Window, DailySums]]:
        for planned, rows in self._reading.windows(group):
            for _ in rows:
                pass
            if error := planned.lacking():
                raise error
            if planned.query.window is not None:
                yield planned.query.window, planned.sums

    def _queries(self, advertiser: Advertiser, plan: Plan, names: RequestedNames) -> list[Query]:
        advertiser_id = advertiser.advertiser_id
        if advertiser_id in self._run.lost:
            return []
        unknown = self._run.known_totals.unknown(advertiser_id, Window(plan.first, plan.last))
        return [
            report_query(TOTALS_REPORT, advertiser_id, names, window)
            for window in unknown.pieces(MAX_DAYS)
        ]
