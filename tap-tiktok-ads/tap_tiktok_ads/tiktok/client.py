"""One request to TikTok's Marketing API v1.3: raw call first, judgement after.

TikTok answers HTTP 200 for application errors too: the envelope's `code` decides
(TikTok's page "Return codes"). A token is sent in the header `Access-Token` only, and never
follows a redirect.
"""

from __future__ import annotations

import logging
import random
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import requests
import urllib3

from tap_tiktok_ads.errors import (
    LaneThrottled,
    Retryable,
    Throttled,
    TimedOut,
    Unreachable,
)
from tap_tiktok_ads.tiktok.codes import judge
from tap_tiktok_ads.tiktok.connections import Connections
from tap_tiktok_ads.tiktok.envelope import Envelope, read_envelope
from tap_tiktok_ads.tiktok.fair_semaphore import FairSemaphore
from tap_tiktok_ads.tiktok.patience import Waits
from tap_tiktok_ads.tiktok.transport_faults import cause_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tap_tiktok_ads.tiktok.limiter import RateLimiter

API_PATH: Final = "/open_api/v1.3"
CONNECT_TIMEOUT: Final = 10.0
TRUNCATED_HEADER: Final = "X-Tt-Ads-Throttle"

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class RequestCount:
    """How many requests were sent, and how many of them will be repeated."""

    requests: int = 0
    retries: int = 0


class Client:
    """Asks TikTok, waits where waiting helps, and raises what it can't mend.

    Thread-safe: all threads share the connections. `total` counts all requests; who asks may
    have its own counted too. `throttled` counts the answers that the whole app is too fast.
    `sleep` may raise to end a wait early. `most_under_way` bounds the requests of all threads
    together: a stream begins before the one ahead of it has ended.
    """

    def __init__(  # noqa: PLR0913 - the client's collaborators, all named
        self,
        *,
        api_url: str,
        access_token: str,
        limiter: RateLimiter,
        timeout: float,
        sleep: Callable[[float], None],
        most_under_way: int = 64,
        rng: Callable[[], float] = random.random,
    ) -> None:
        """Keep what every request needs; nothing is sent yet."""
        self._base = api_url.rstrip("/") + API_PATH
        self._host = urlsplit(api_url).netloc
        self._limiter = limiter
        self._timeout = timeout
        self._sleep = sleep
        self._rng = rng
        self._under_way = FairSemaphore(most_under_way)
        self._connections = Connections(
            most_under_way, {"Access-Token": access_token, "Accept": "application/json"}
        )
        self._counting = threading.Lock()
        self._was_answered = False
        self.total = RequestCount()
        self.throttled = 0

    def get(
        self,
        path: str,
        params: Mapping[str, str],
        advertiser_id: str | None = None,
        count: RequestCount | None = None,
    ) -> Envelope:
        """Return the envelope of a successful answer (code 0).

        Raises:
            TikTokError: the subclass says what the caller can do; passing faults have been
                waited out and repeated already.
        """
        waits, said = Waits(self._rng), ""
        while True:
            try:
                return self._attempt(path, params, advertiser_id, count)
            except Retryable as error:
                seconds = waits.next_after(error)
                if seconds is None:
                    raise
                self._add(count, retries=1)
                # Where nothing answers, one line says it; the others would bury it.
                level = logging.DEBUG if said == str(error) else logging.WARNING
                said = str(error) if isinstance(error, Unreachable) else ""
                logger.log(level, "%s; trying again in %.1f s", error, seconds)
                self._wait(error, seconds, lane=(advertiser_id, path))

    def seconds_until_free(self, advertiser_id: str, path: str) -> float:
        """Return for how long TikTok's quota of an advertiser on a path would hold up a request."""
        return self._limiter.seconds_until_free((advertiser_id, path))

    def rest(self, seconds: float) -> None:
        """Wait, as between two attempts; raises what `sleep` raises to end a wait early."""
        self._sleep(seconds)

    def close(self) -> None:
        """Close every connection."""
        self._connections.close()

    def _attempt(
        self,
        path: str,
        params: Mapping[str, str],
        advertiser_id: str | None,
        count: RequestCount | None,
    ) -> Envelope:
        lane = (advertiser_id, path) if advertiser_id else None
        if lane is not None:
            self._limiter.expect(lane)
        with self._under_way:
            # A place first, a start second: starts that are kept waiting would come in a burst.
            self._limiter.acquire(lane)
            self._add(count, requests=1)
            with self._send(path, params) as response:
                envelope = read_envelope(response.status_code, self._body(response), self._base)
                envelope.is_truncated = TRUNCATED_HEADER in response.headers
                self._was_answered = True
        error = judge(int(envelope.code), envelope.message, envelope.request_id)
        if error is not None:
            raise error
        if envelope.is_empty:
            message = f"TikTok answered {path} without data"
            raise Retryable(message, code=0, request_id=envelope.request_id)
        return envelope

    def _add(self, count: RequestCount | None, *, requests: int = 0, retries: int = 0) -> None:
        with self._counting:
            for one in (self.total, count):
                if one is not None:
                    one.requests += requests
                    one.retries += retries

    def _send(self, path: str, params: Mapping[str, str]) -> requests.Response:
        """Send once. The texts of requests' errors hold the whole URL, so none is repeated."""
        try:
            timeout = (min(CONNECT_TIMEOUT, self._timeout), self._timeout)
            return self._connections.get(self._base + path, params, timeout)
        except requests.ReadTimeout:
            raise TimedOut(f"no answer within {self._timeout:g} s on {path}") from None
        except requests.RequestException as error:
            kind = Retryable if self._was_answered else Unreachable
            raise kind(f"no connection to {self._host}: {cause_of(error)}") from None

    def _body(self, response: requests.Response) -> bytes:
        """Read the body in one piece: requests would gather it in chunks and join them."""
        try:
            body: bytes = response.raw.read(decode_content=True)
        except urllib3.exceptions.ReadTimeoutError:
            raise TimedOut(f"the answer stopped for {self._timeout:g} s") from None
        except (urllib3.exceptions.HTTPError, OSError) as error:
            kind = type(error).__name__
            raise Retryable(f"the answer broke off ({kind})") from None
        return body

    def _wait(self, error: Retryable, seconds: float, lane: tuple[str | None, str]) -> None:
        if isinstance(error, Throttled):
            with self._counting:
                self.throttled += 1
            self._limiter.pause(seconds)
        elif isinstance(error, LaneThrottled):
            self._limiter.pause_lane(lane, seconds)
            self._sleep(seconds)  # here, and not while it takes a place from other lanes
        else:
            self._sleep(seconds)
