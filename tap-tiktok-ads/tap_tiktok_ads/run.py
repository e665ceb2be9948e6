"""What the streams of one run share: client, advertisers, clock and summary."""

from __future__ import annotations

import threading
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from tap_tiktok_ads.accounts import Advertiser, choose, describe, discover
from tap_tiktok_ads.config.declarations import DECIMAL
from tap_tiktok_ads.config.settings import Settings, read_settings
from tap_tiktok_ads.errors import SettingError, Stopped
from tap_tiktok_ads.fetch.asking import Asking
from tap_tiktok_ads.fetch.page_source import PageSource
from tap_tiktok_ads.fetch.quota import AdvertiserQuota
from tap_tiktok_ads.fetch.reading import Reading
from tap_tiktok_ads.fetch.requested_names import RequestedNames
from tap_tiktok_ads.fetch.totals import KnownTotals
from tap_tiktok_ads.lookbacks import Lookbacks
from tap_tiktok_ads.observe.outcomes import outcomes_of
from tap_tiktok_ads.observe.summary import Summary
from tap_tiktok_ads.schemas.column import requested_names
from tap_tiktok_ads.tiktok.client import Client
from tap_tiktok_ads.tiktok.limiter import RateLimiter

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from tap_tiktok_ads.changes.mark import MarkInState
    from tap_tiktok_ads.changes.store import ChangeStore
    from tap_tiktok_ads.fetch.query import Query
    from tap_tiktok_ads.fetch.row_format import RowFormat
    from tap_tiktok_ads.observe.outcomes import Outcome
    from tap_tiktok_ads.schemas.column import Column


class Run:
    """One run of the tap, whose records were all extracted `now`.

    No setting is read, and nothing is sent, before it is asked for: discovery needs neither.
    """

    def __init__(
        self,
        config: Mapping[str, Any],
        clock: Callable[[], datetime],
        advertiser_columns: Callable[[], Sequence[Column]],
    ) -> None:
        """Take what the user set, unread; `clock` gives aware instants.

        `advertiser_columns` tells what is asked about the advertisers, NEEDED_FIELDS among it.
        `stream_names` are the streams that are read, set before anything is; `advertiser_ids`
        are known as soon as it is clear which advertisers are to be imported.
        """
        self._config = config
        self._advertiser_columns = advertiser_columns
        self.clock = clock
        self.now = clock()
        self.run_id = f"{self.now:%Y%m%dT%H%M%SZ}-{uuid4().hex[:12]}"
        self.stream_names: tuple[str, ...] = ()
        self.advertiser_ids: list[str] = []
        self.summary = Summary()
        self.known_totals = KnownTotals()
        self.lookbacks = Lookbacks()
        self.lost: set[str] = set()
        self.change_store: ChangeStore | None = None
        self._stopping = threading.Event()
        self._readings: list[Reading] = []

    @cached_property
    def settings(self) -> Settings:
        """The checked settings.

        Raises:
            SettingError: one is missing or wrong.
        """
        return read_settings(self._config)

    @property
    def settings_as_given(self) -> Mapping[str, Any]:
        """The settings as the user wrote them, secrets included."""
        return self._config

    @property
    def extra_metrics(self) -> tuple[str, ...]:
        """The user's metrics, as far as they can be read: discovery works without settings."""
        try:
            return self.settings.metrics
        except SettingError:
            return ()

    @property
    def has_decimals(self) -> bool:
        """Whether money is text with exact decimals, as far as the settings can be read."""
        try:
            return self.settings.decimals == DECIMAL
        except SettingError:
            return False

    @property
    def has_change_store(self) -> bool:
        """Whether a change store is set, as far as the settings can be read."""
        try:
            return self.settings.change_store_url is not None
        except SettingError:
            return False

    @cached_property
    def client(self) -> Client:
        """What asks TikTok, for all streams."""
        settings = self.settings
        return Client(
            api_url=settings.api_url,
            access_token=settings.access_token,
            limiter=RateLimiter(settings.max_requests_per_second, sleep=self._sleep),
            timeout=settings.request_timeout,
            sleep=self._sleep,
            most_under_way=settings.max_concurrent_requests,
        )

    @cached_property
    def advertisers(self) -> list[Advertiser]:
        """The advertisers to import, as TikTok describes them.

        Raises:
            SettingError: none is left.
            TikTokError: TikTok will not tell.
        """
        settings = self.settings
        candidates: Sequence[str] = settings.advertiser_ids
        if not candidates and settings.app_id and settings.app_secret:
            candidates = discover(self.client, settings.app_id, settings.app_secret)
        chosen = choose(candidates, settings.exclude_advertiser_ids)
        self.advertiser_ids = chosen
        names = RequestedNames("fields", requested_names(self._advertiser_columns()))
        described = describe(self.client, chosen, names)
        for advertiser_id, error in described.failures.items():
            self.lose(advertiser_id)
            self.summary.failed("advertisers", advertiser_id, error)
        if not described.advertisers:
            raise SettingError(
                f"no advertiser left: TikTok refuses all {len(chosen)}. Authorize the app for "
                "them again, or correct advertiser_ids"
            )
        return described.advertisers

    def open_change_store(self, mark: MarkInState) -> None:
        """Open the store that the settings name, before anything is asked of TikTok.

        Raises:
            SettingError: the URL can't be used.
            ChangeStoreError: the database can't be used.
        """
        from tap_tiktok_ads.changes.store import ChangeStore  # noqa: PLC0415 - slow to load

        url = self.settings.change_store_url or ""
        self.change_store = ChangeStore(url, mark.began_with, mark.put)

    @property
    def currencies(self) -> dict[str, str | None]:
        """The currency of each advertiser that was described."""
        return {one.advertiser_id: one.currency for one in self.advertisers}

    def keep_advertisers(self, most: int) -> None:
        """Read so many advertisers only, the first; of the others nothing is told.

        Raises:
            TapError: TikTok will not tell which there are.
        """
        self.advertisers = self.advertisers[:most]
        kept = {one.advertiser_id for one in self.advertisers} | self.lost
        self.advertiser_ids = [one for one in self.advertiser_ids if one in kept]

    def outcomes(self) -> list[Outcome]:
        """Return what became of each advertiser in each stream so far."""
        read = dict.fromkeys(stream for stream, _ in self.summary.shares)
        return outcomes_of(self.summary, self.stream_names or read, self.advertiser_ids)

    def lose(self, advertiser_id: str) -> None:
        """Ask nothing more of this advertiser in this run."""
        self.lost.add(advertiser_id)

    def lookback_of(self, stream: str, advertiser_id: str) -> int:
        """Return how many days before its bookmark a stream reads an advertiser again."""
        chosen = self.settings.reimport_lookback_window
        if isinstance(chosen, int):
            return chosen
        ids = [one.advertiser_id for one in self.advertisers if one.advertiser_id not in self.lost]
        return self.lookbacks.of(advertiser_id, ids, partial(self.read, stream))

    def read(
        self, stream: str, groups: Sequence[Sequence[Query]], row_format: RowFormat
    ) -> Reading:
        """Begin to fetch groups of queries for a stream; the caller closes the reading."""
        ids = [one.advertiser_id for one in self.advertisers]
        counts = {one: self.summary.requests_of(stream, one) for one in ids}
        asking = Asking(PageSource(self.client, counts))
        workers = self.settings.max_concurrent_requests
        reading = Reading(asking, groups, row_format, workers, AdvertiserQuota(self.client))
        self._readings.append(reading)
        return reading

    def close(self) -> None:
        """End all waits, threads and connections."""
        self._stopping.set()
        for reading in self._readings:
            reading.close()
        self.client.close()
        if self.change_store is not None:
            self.change_store.close()

    def _sleep(self, seconds: float) -> None:
        if self._stopping.wait(seconds):
            raise Stopped("the run is ending")
