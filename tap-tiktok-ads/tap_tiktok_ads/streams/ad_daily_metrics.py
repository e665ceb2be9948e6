"""Daily metrics of ads: as many rows as there are ads and days, and the ones TikTok loses."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from tap_tiktok_ads.fetch.page_source import IDS_PER_FILTER
from tap_tiktok_ads.fetch.query import RequestedNames, report_query
from tap_tiktok_ads.fetch.totals import Amounts, Totals, differences
from tap_tiktok_ads.reports.daily_reports import AD_REPORT, TOTALS_REPORT
from tap_tiktok_ads.schemas.column import requested_names
from tap_tiktok_ads.streams.advertiser_totals import TotalsReader
from tap_tiktok_ads.streams.daily_metrics import DailyMetricsBase

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tap_tiktok_ads.accounts import Advertiser
    from tap_tiktok_ads.fetch.look_ahead import PageReader
    from tap_tiktok_ads.fetch.query import Query

CAMPAIGNS_PER_PART: Final = (IDS_PER_FILTER, 10, 1)
"""How a window is asked again while rows are missing: in ever smaller parts."""


class DailyMetricsStream(DailyMetricsBase, report=AD_REPORT):
    """Daily metrics of each ad, checked against their advertiser's (setting check_totals)."""

    _spend_before = Amounts().spend
    _expected: TotalsReader | None = None

    @cached_property
    def totals(self) -> Totals | None:
        """The sums of the ads. Without deleted ads they can't add up, so nothing is compared."""
        settings = self.run.settings
        return Totals() if settings.check_totals and settings.include_deleted else None

    def missing(self, query: Query, attempt: int) -> Sequence[Query]:
        """Ask for a window in parts while its ads do not add up and parts bring more to light."""
        window = query.window
        place = self.groups[query.advertiser_id]
        advertiser = self.run.advertisers[place]
        known = self.run.advertiser_totals
        if self.totals is None or window is None or self._expected is None:
            return ()
        self._expected.learn(place)
        if not known.covers(advertiser.advertiser_id, window.start, window.end):
            return ()
        found = differences(
            advertiser.advertiser_id,
            window.start,
            window.end,
            ads=self.totals,
            advertiser=known,
            today=advertiser.today(self.run.now),
        )
        spend_found = sum((one.ads.spend for one in found), start=Amounts().spend)
        brought_more = attempt == 1 or spend_found > self._spend_before
        self._spend_before = spend_found
        if found and brought_more and attempt <= len(CAMPAIGNS_PER_PART):
            return [replace(query, ids_per_part=CAMPAIGNS_PER_PART[attempt - 1])]
        for one in found:
            self.run.summary.differs(self.name, advertiser.advertiser_id, str(one))
        return ()

    def records(self, advertiser: Advertiser, pages: Iterable[list[Any]]) -> Iterator[Any]:
        """Yield every row; the sums of an advertiser are forgotten when it is finished."""
        try:
            yield from super().records(advertiser, pages)
        finally:
            if self.totals is not None:
                self.totals.forget(advertiser.advertiser_id)
                self.run.advertiser_totals.forget(advertiser.advertiser_id)

    def _open(self) -> PageReader:
        reader = super()._open()  # the ads first: the totals are needed when a window is read
        if self.totals is not None and self._expected is None:
            names = RequestedNames("metrics", requested_names(TOTALS_REPORT.columns()))
            groups = [self._totals_queries(one, names) for one in self.run.advertisers]
            self._expected = TotalsReader(self.run, self.name, groups)
        return reader

    def _totals_queries(self, advertiser: Advertiser, names: RequestedNames) -> list[Query]:
        """Ask for an advertiser's totals, unless their own stream has just passed."""
        advertiser_id, plan = advertiser.advertiser_id, self.plan(advertiser)
        known = self.run.advertiser_totals.covers(advertiser_id, plan.first, plan.last)
        if known or advertiser_id in self.run.lost:
            return []
        return [
            report_query(
                advertiser_id,
                names,
                window,
                data_level=TOTALS_REPORT.level.value,
                id_dimension=TOTALS_REPORT.id_dimension,
                status_filter=TOTALS_REPORT.status_filter,
            )
            for window in plan.windows()
        ]
