"""What TikTok allows one advertiser: whether a query would have to wait, and how to wait."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from tap_tiktok_ads.fetch.query import Query
    from tap_tiktok_ads.tiktok.client import Client


class Quota(Protocol):
    """What has to be known of a quota to ask for something else meanwhile."""

    def seconds_until_free(self, query: Query) -> float:
        """Return 0 when a request may be sent as soon as the app's own quota allows it."""

    def rest(self, seconds: float) -> None:
        """Wait.

        Raises:
            Stopped: the run is ending.
        """


class NoQuota:
    """Nothing has to wait."""

    def seconds_until_free(self, _query: Query) -> float:
        """Return 0."""
        return 0.0

    def rest(self, _seconds: float) -> None:
        """Wait for nothing."""


class AdvertiserQuota:
    """TikTok's quota per advertiser and path, as the client keeps it."""

    def __init__(self, client: Client) -> None:
        """Ask nothing of the client yet."""
        self._client = client

    def seconds_until_free(self, query: Query) -> float:
        """Return for how long requests of this query's advertiser, on its path, have to wait."""
        return self._client.seconds_until_free(query.advertiser_id, query.path)

    def rest(self, seconds: float) -> None:
        """Wait; raises Stopped when the run is ending."""
        self._client.rest(seconds)
