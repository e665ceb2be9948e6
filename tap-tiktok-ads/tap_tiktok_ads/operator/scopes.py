"""The permissions that streams need, by the names that TikTok gives them in an app's settings.

Source: TikTok's page "API reference", which names the permission of each endpoint.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from tap_tiktok_ads.fetch.pixel_queries import LIST_PATH, STATS_PATH
from tap_tiktok_ads.fetch.query import REPORT_PATH
from tap_tiktok_ads.streams.advertisers import AdvertisersStream
from tap_tiktok_ads.streams.entities import EntityStream
from tap_tiktok_ads.streams.pixels import PixelEventStatsStream, PixelsStream
from tap_tiktok_ads.streams.report_stream import ReportStream

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ADVERTISER_PATH: Final = "/advertiser/info/"

SCOPES: Final[Mapping[str, str]] = {
    ADVERTISER_PATH: "Ad Account Management > Ad Account Information > Read",
    "/campaign/get/": "Ads Management > Campaign > Read Campaigns",
    "/adgroup/get/": "Ads Management > Ad Group > Read",
    "/ad/get/": "Ads Management > Ad > Read Ads",
    REPORT_PATH: "Reporting > Consolidated Report",
    LIST_PATH: "Pixel Management > Read Pixels",
    STATS_PATH: "Pixel Management > Pixel Level Reporting",
}
"""Path → permission. That of the advertisers is needed whatever is selected."""

_PATHS: Final[Mapping[type, str]] = {
    ReportStream: REPORT_PATH,
    PixelsStream: LIST_PATH,
    PixelEventStatsStream: STATS_PATH,
    AdvertisersStream: ADVERTISER_PATH,
}


class Need(NamedTuple):
    """A path, and the streams that are read from it; none where only the tap itself needs it."""

    path: str
    streams: tuple[str, ...]

    @property
    def scope(self) -> str:
        """The permission that opens the path."""
        return SCOPES[self.path]


def path_of(stream: object) -> str | None:
    """Return where a stream is read; None for one that is not read from TikTok."""
    if isinstance(stream, EntityStream):
        return stream.path
    return next((path for kind, path in _PATHS.items() if isinstance(stream, kind)), None)


def needs_of(streams: Mapping[str, object]) -> list[Need]:
    """Return what these streams need, the advertisers' path first, which a run always needs."""
    return [
        Need(path, names)
        for path in SCOPES
        if (names := tuple(_names_at(path, streams))) or path == ADVERTISER_PATH
    ]


def _names_at(path: str, streams: Mapping[str, object]) -> Iterable[str]:
    return (name for name, stream in streams.items() if path_of(stream) == path)
