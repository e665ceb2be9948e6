"""Daily metrics of ads: as many rows as there are ads and days, and the ones TikTok loses."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from tap_tiktok_ads.fetch.row_format import RowFormat
from tap_tiktok_ads.records.row_keys import amounts_of
from tap_tiktok_ads.reports.daily_reports import AD_REPORT, COMPARED
from tap_tiktok_ads.streams.advertiser_totals import AdvertiserTotals
from tap_tiktok_ads.streams.daily_metrics import DatedReportStream

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tap_tiktok_ads.accounts import Advertiser
    from tap_tiktok_ads.fetch.expected_totals import ExpectedTotals
    from tap_tiktok_ads.fetch.planned_query import PlannedQuery
    from tap_tiktok_ads.streams.partitioned import Chunks


class DailyMetricsStream(DatedReportStream, report=AD_REPORT):
    """Daily metrics of each ad, checked against their advertiser's (setting check_totals)."""

    @cached_property
    def _is_checked(self) -> bool:
        """Whether sums are compared: without deleted ads they can't add up."""
        return self.run.settings.check_totals and self.run.settings.include_deleted

    @property
    def compared(self) -> frozenset[str]:
        """What the sums are made of, if they are compared."""
        return COMPARED if self._is_checked else frozenset()

    @cached_property
    def row_format(self) -> RowFormat:
        """How rows are read, and summed up if they are checked."""
        return RowFormat(self.decode, self.row_key, amounts_of if self._is_checked else None)

    @cached_property
    def _totals(self) -> AdvertiserTotals:
        plans = [self.plan(one) for one in self.run.advertisers]
        return AdvertiserTotals(self.run, self.name, plans)

    def expected_totals(self, advertiser: Advertiser) -> ExpectedTotals | None:
        """Return what the ads of an advertiser must add up to.

        Asked for behind the first ads: the totals are needed when a window has been read.
        """
        return self._totals.of(advertiser) if self._is_checked else None

    def window_done(self, advertiser: Advertiser, planned: PlannedQuery) -> None:
        """Say what stays different, however it was asked for, or why it can't be known."""
        super().window_done(advertiser, planned)
        summary, advertiser_id = self.run.summary, advertiser.advertiser_id
        for difference in planned.differences:
            summary.differs(self.name, advertiser_id, str(difference))
        if planned.unchecked is not None:
            summary.unchecked(self.name, advertiser_id, "its totals", planned.unchecked)

    def records(self, advertiser: Advertiser, chunks: Chunks) -> Iterator[Any]:
        """Yield every row; the totals of an advertiser are forgotten when it is finished."""
        try:
            yield from super().records(advertiser, chunks)
        finally:
            self.run.known_totals.forget(advertiser.advertiser_id)
