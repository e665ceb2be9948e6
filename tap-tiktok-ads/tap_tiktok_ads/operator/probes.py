"""Whether TikTok answers each advertiser on each path: one small request each."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from tap_tiktok_ads.errors import TikTokError
from tap_tiktok_ads.fetch.pixel_queries import (
    LIST_PATH,
    STATS_PATH,
    pixel_list_query,
    pixel_stats_queries,
)
from tap_tiktok_ads.fetch.query import REPORT_PATH, listing_queries, report_query
from tap_tiktok_ads.fetch.requested_names import RequestedNames
from tap_tiktok_ads.fetch.windows import Window
from tap_tiktok_ads.operator.in_parallel import answer_or_refusal, in_parallel
from tap_tiktok_ads.operator.scopes import ADVERTISER_PATH
from tap_tiktok_ads.reports.daily_reports import ADVERTISER_REPORT
from tap_tiktok_ads.streams.pixel_lists import codes_of
from tap_tiktok_ads.tiktok.rows import decode_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tap_tiktok_ads.accounts import Advertiser
    from tap_tiktok_ads.fetch.query import Query
    from tap_tiktok_ads.operator.scopes import Need
    from tap_tiktok_ads.run import Run
    from tap_tiktok_ads.tiktok.rows import Row

_IDS: Final = {
    "/campaign/get/": "campaign_id",
    "/adgroup/get/": "adgroup_id",
    "/ad/get/": "ad_id",
}


class Probe(NamedTuple):
    """What came of asking one advertiser on one path; `refusal` is None when it was answered."""

    need: Need
    advertiser_id: str
    refusal: TikTokError | None


def probe(run: Run, needs: Sequence[Need]) -> list[Probe]:
    """Ask every advertiser that the settings reach on every path; a description is had already.

    Raises:
        TapError: no advertiser can be read, or nothing is answered at all.
    """
    described = {one.advertiser_id: one for one in run.advertisers}
    lost = {one.advertiser_id: one.error for one in run.summary.failures}

    def ask(pair: tuple[Need, str]) -> Probe:
        need, advertiser_id = pair
        if advertiser_id not in described:
            return Probe(*pair, lost.get(advertiser_id))
        if need.path == ADVERTISER_PATH:
            return Probe(*pair, None)
        found = answer_or_refusal(lambda: _ask(run, described[advertiser_id], need.path))
        return Probe(*pair, found if isinstance(found, TikTokError) else None)

    return in_parallel(run, ask, [(need, one) for one in run.advertiser_ids for need in needs])


def _ask(run: Run, advertiser: Advertiser, path: str) -> list[Row]:
    query = _query(run, advertiser, path)
    if query is None:
        return []
    data = run.client.get(query.path, query.request(1), query.advertiser_id).data
    return decode_rows((data.rows if data else None) or ())


def _query(run: Run, advertiser: Advertiser, path: str) -> Query | None:
    """Return a question for one row; None where there is nothing to ask for."""
    whose = advertiser.advertiser_id
    if path == LIST_PATH:
        return replace(pixel_list_query(whose), page_size=1)
    if path == STATS_PATH:
        day = Window(run.now.date(), run.now.date())
        ids = list(codes_of(_ask(run, advertiser, LIST_PATH)))
        return next(iter(pixel_stats_queries(whose, ids, day)), None)
    if path != REPORT_PATH:
        names = RequestedNames("fields", (_IDS[path],))
        return replace(listing_queries(path, whose, names, include_deleted=True)[0], page_size=1)
    today = advertiser.today(run.now)
    names = RequestedNames("metrics", ("spend",))
    query = report_query(ADVERTISER_REPORT, whose, names, Window(today, today))
    return replace(query, page_size=1)
