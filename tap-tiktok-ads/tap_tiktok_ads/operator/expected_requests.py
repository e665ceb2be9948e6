"""How many requests an import would send: its windows, and the rows that TikTok counts in them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from tap_tiktok_ads.accounts import IDS_PER_CALL
from tap_tiktok_ads.errors import NamesRefused, TikTokError
from tap_tiktok_ads.operator.in_parallel import answer_or_refusal, in_parallel
from tap_tiktok_ads.operator.scopes import path_of
from tap_tiktok_ads.reports.daily_reports import AD_REPORT, ADVERTISER_REPORT
from tap_tiktok_ads.streams.partitioned import PartitionedStream
from tap_tiktok_ads.streams.pixels import PixelEventStatsStream, PixelsStream

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tap_tiktok_ads.accounts import Advertiser
    from tap_tiktok_ads.fetch.query import Query
    from tap_tiktok_ads.run import Run
    from tap_tiktok_ads.tap import TapTikTokAds
    from tap_tiktok_ads.tiktok.envelope import Envelope


class Part(NamedTuple):
    """What is read of one advertiser in one stream; days are `YYYY-MM-DD`, None of a listing."""

    stream: str
    advertiser_id: str
    path: str
    windows: tuple[tuple[str, str], ...]
    requests: int
    refusal: TikTokError | None


def expected_parts(tap: TapTikTokAds) -> list[Part]:
    """Return the parts of an import, stream by stream.

    Of each part the query with the latest days is asked for one row; the others are taken to have
    as many pages.

    Raises:
        TapError: no advertiser can be read, or nothing is answered at all.
    """
    run = tap.run
    advertisers = run.advertisers
    streams = [
        one for one in tap.streams.values() if one.selected and isinstance(one, PartitionedStream)
    ]

    # The ads' sums are compared with rows that are asked for when no stream reads them.
    settings, names = run.settings, {one.name for one in streams}
    is_compared = settings.check_totals and settings.include_deleted
    is_compared = is_compared and ADVERTISER_REPORT.name not in names

    def ask(pair: tuple[PartitionedStream, Advertiser]) -> Part:
        return _part(run, *pair, is_compared=is_compared and pair[0].name == AD_REPORT.name)

    return in_parallel(run, ask, [(one, whose) for one in streams for whose in advertisers])


def requests_before(run: Run, parts: Sequence[Part]) -> int:
    """Return how many requests tell which advertisers there are, and what is asked of each.

    The latter were sent while the parts were made: where a bookmark counts, `auto` needs to know,
    and the events of pixels are asked for by pixel. An import that reads the pixels, too, lists
    them only once.
    """
    is_discovered = not run.settings.advertiser_ids
    sent = sum(one.requests for one in run.summary.requests.values())
    if any(one.stream == PixelEventStatsStream.name for one in parts):
        sent -= sum(one.requests for one in parts if one.stream == PixelsStream.name)
    return is_discovered + -(-len(run.advertiser_ids) // IDS_PER_CALL) + sent


def _part(
    run: Run, stream: PartitionedStream, advertiser: Advertiser, *, is_compared: bool
) -> Part:
    queries = answer_or_refusal(lambda: stream.queries(advertiser))
    if isinstance(queries, TikTokError):
        return Part(stream.name, advertiser.advertiser_id, path_of(stream) or "", (), 0, queries)
    windows = tuple(
        (one.window.start.isoformat(), one.window.end.isoformat()) for one in queries if one.window
    )
    path = queries[-1].path if queries else ""
    whose = stream.name, advertiser.advertiser_id, path, windows
    asked = queries[-1:] if windows else queries
    pages = [answer_or_refusal(lambda one=one: _pages(run, one)) for one in asked]  # type: ignore[misc]
    refusal = next((one for one in pages if isinstance(one, TikTokError)), None)
    if refusal is not None:
        return Part(*whose, len(queries), refusal)
    requests = sum(one for one in pages if isinstance(one, int))
    each = len(windows) or 1
    return Part(*whose, requests * each + is_compared * len(windows), None)


def _pages(run: Run, query: Query) -> int:
    """Return how many pages TikTok has for a query: an empty answer is one, too."""
    data = _answer(run, replace(query, page_size=1)).data
    rows = data.page_info.total_number if data and data.page_info else 0
    return max(1, -(-rows // query.page_size))


def _answer(run: Run, query: Query) -> Envelope:
    while True:
        asked = query.names.text
        try:
            return run.client.get(query.path, query.request(1), query.advertiser_id)
        except NamesRefused as error:
            query.names.leave_out(error, asked)


def busiest_lane(parts: Sequence[Part]) -> int:
    """Return the requests of the advertiser and path that have most."""
    lanes: dict[tuple[str, str], int] = {}
    for one in parts:
        lane = one.advertiser_id, one.path
        lanes[lane] = lanes.get(lane, 0) + one.requests
    return max(lanes.values(), default=0)
