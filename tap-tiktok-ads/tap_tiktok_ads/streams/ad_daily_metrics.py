"""Daily metrics of ads: as many rows as there are ads and days, and the ones TikTok loses."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from tap_tiktok_ads.completeness import Amounts, Totals, differences
from tap_tiktok_ads.errors import RunFailed, TikTokError
from tap_tiktok_ads.fetching import IDS_PER_FILTER
from tap_tiktok_ads.queries import RequestedNames, report_query
from tap_tiktok_ads.reading import RowReader
from tap_tiktok_ads.rows import decode_rows
from tap_tiktok_ads.schemas.daily_metrics import Level
from tap_tiktok_ads.streams.daily_metrics import DailyMetricsBase, amounts_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tap_tiktok_ads.directory import Advertiser
    from tap_tiktok_ads.pages import PageReader
    from tap_tiktok_ads.queries import Query

CAMPAIGNS_PER_PART: Final = (IDS_PER_FILTER, 10, 1)
"""How a window is asked again while rows are missing: in ever smaller parts."""


class DailyMetricsStream(DailyMetricsBase):
    """Daily metrics of each ad, checked against their advertiser's (setting check_totals)."""

    name = "daily_metrics"
    key = ("advertiser_id", "ad_id", "stat_time_day")
    level = Level.AD
    status_filter = "ad_status"

    @cached_property
    def totals(self) -> Totals | None:
        """The sums of the ads. Without deleted ads they can't add up, so nothing is compared."""
        settings = self.run.settings
        return Totals() if settings.check_totals and settings.include_deleted else None

    def missing(self, query: Query, attempt: int) -> Sequence[Query]:
        """Ask for a window in parts while its ads do not add up and parts bring more to light."""
        window = query.window
        advertiser = self.run.advertisers[self.groups[query.advertiser_id]]
        known = self.run.advertiser_totals
        if self.totals is None or window is None:
            return ()
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

    _spend_before = Amounts().spend

    _has_learned = False

    def _open(self) -> PageReader:
        reader = super()._open()  # the ads are on their way while the totals are asked for
        if self.totals is not None and not self._has_learned:
            self._has_learned = True
            self._learn_totals()
        return reader

    def _learn_totals(self) -> None:
        """Ask for the advertisers' own daily totals, unless their stream has just passed."""
        names = RequestedNames("metrics", ["spend", "impressions"])
        unknown = [one for one in self.run.advertisers if not self._knows(one)]
        reader = self.run.read([self._totals_queries(one, names) for one in unknown])
        try:
            for place, advertiser in enumerate(unknown):
                self._learn(reader, place, advertiser)
        finally:
            reader.close()

    def _knows(self, advertiser: Advertiser) -> bool:
        plan = self.plan(advertiser)
        advertiser_id = advertiser.advertiser_id
        known = self.run.advertiser_totals.covers(advertiser_id, plan.first, plan.last)
        return known or advertiser_id in self.run.lost

    def _totals_queries(self, advertiser: Advertiser, names: RequestedNames) -> list[Query]:
        return [
            report_query(
                advertiser.advertiser_id,
                names,
                window,
                data_level=Level.ADVERTISER.value,
                id_dimension="advertiser_id",
                status_filter=None,
            )
            for window in self.plan(advertiser).windows()
        ]

    def _learn(self, reader: PageReader, place: int, advertiser: Advertiser) -> None:
        totals, plan = self.run.advertiser_totals, self.plan(advertiser)
        totals.forget(advertiser.advertiser_id)
        try:
            for rows in RowReader(reader, place, key_of=_day, decode=decode_rows):
                totals.add(advertiser.advertiser_id, map(amounts_of, rows))
        except TikTokError as error:
            if isinstance(error, RunFailed):
                raise
            return  # the ads' own report will fail alike, or go unchecked: it says so
        totals.cover(advertiser.advertiser_id, plan.first, plan.last)


def _day(row: Any) -> Any:
    return (row.get("dimensions") or {}).get("stat_time_day")
