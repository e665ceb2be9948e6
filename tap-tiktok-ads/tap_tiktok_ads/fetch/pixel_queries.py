"""What is asked of TikTok about pixels: their list, and the counts of their events on one day.

Counts come without any date, of the whole range that was asked for, which TikTok cuts in UTC days:
so one day is asked for at a time. Source: TikTok's pages "Pixel List" and "Pixel Event Stats".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tap_tiktok_ads.fetch.query import Query
from tap_tiktok_ads.fetch.requested_names import RequestedNames, as_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tap_tiktok_ads.fetch.windows import Window

LIST_PATH: Final = "/pixel/list/"
STATS_PATH: Final = "/pixel/event/stats/"
LIST_PAGE_SIZE: Final = 20
PIXELS_PER_REQUEST: Final = 10


@dataclass(frozen=True, slots=True, eq=False)
class PixelStatsQuery(Query):
    """The counts of some pixels in one window of UTC days."""

    pixel_ids: tuple[str, ...] = ()

    def request(self, _page: int) -> dict[str, str]:
        """Return the query parameters; there are no pages."""
        window = self.window
        days = {"start_date": str(window.start), "end_date": str(window.end)} if window else {}
        return {
            "advertiser_id": self.advertiser_id,
            "pixel_ids": as_json(self.pixel_ids),
            "date_range": as_json(days),
        }


def pixel_list_query(advertiser_id: str) -> Query:
    """Ask for all pixels of an advertiser."""
    return Query(LIST_PATH, advertiser_id, _no_names(), {}, page_size=LIST_PAGE_SIZE)


def pixel_stats_queries(
    advertiser_id: str, pixel_ids: Sequence[str], days: Window
) -> list[PixelStatsQuery]:
    """Ask for the counts of these pixels on each day, day by day."""
    return [
        PixelStatsQuery(
            STATS_PATH,
            advertiser_id,
            _no_names(),
            {},
            window=day,
            is_paged=False,
            pixel_ids=tuple(pixel_ids[start : start + PIXELS_PER_REQUEST]),
        )
        for day in days.pieces(1)
        for start in range(0, len(pixel_ids), PIXELS_PER_REQUEST)
    ]


def _no_names() -> RequestedNames:
    """Return no names: these paths give all that they have."""
    return RequestedNames("fields", ())
