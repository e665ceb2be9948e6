"""Keeps the whole process below TikTok's quotas.

TikTok counts per developer app: 10 queries a second, 600 a minute and 864,000 a day on the
Basic tier, and the higher tiers keep the same proportions (60 s and 86,400 s of the QPS). So
requests that start evenly spaced at the tier's QPS keep all three. Per advertiser and path
TikTok allows 20 a second more strictly (code 40133): that is a *lane*.
Source: TikTok's page "API rate limits", and the text of code 40133.
"""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

USE_OF_QUOTA: Final = 0.97
"""Share of the quota that is used: the rest absorbs jitter on the way to TikTok."""

LANE_PER_SECOND: Final = 20.0
"""Requests per second TikTok allows one advertiser on one path."""


class RateLimiter:
    """Spaces the starts of requests evenly, over all threads and streams.

    `sleep(seconds)` may raise to end a wait early; `clock` is monotonic, in seconds.
    """

    def __init__(
        self,
        per_second: float,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Start with the whole quota free."""
        self._interval = 1 / (per_second * USE_OF_QUOTA)
        self._lane_interval = 1 / (LANE_PER_SECOND * USE_OF_QUOTA)
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.Lock()
        self._next_start = 0.0
        self._paused_until = 0.0
        self._lanes: dict[Hashable, float] = {}

    def acquire(self, lane: Hashable = None) -> None:
        """Wait until a request on this lane may start."""
        if lane is not None:
            self._wait_until(self._reserve_lane(lane))
        start = self._reserve()
        self._wait_until(start)
        while self._paused_until > start:
            # Paused while waiting: take a new place, or all would start together at its end.
            start = self._reserve()
            self._wait_until(start)

    def pause(self, seconds: float) -> None:
        """Let nobody start for so long: the app itself is throttled (code 40100)."""
        with self._lock:
            self._paused_until = max(self._paused_until, self._clock() + seconds)
            self._next_start = max(self._next_start, self._paused_until)

    def pause_lane(self, lane: Hashable, seconds: float) -> None:
        """Let nobody start on this lane for so long (code 40133)."""
        with self._lock:
            self._lanes[lane] = max(self._lanes.get(lane, 0.0), self._clock() + seconds)

    def _reserve(self) -> float:
        with self._lock:
            start = max(self._clock(), self._next_start)
            self._next_start = start + self._interval
            return start

    def _reserve_lane(self, lane: Hashable) -> float:
        with self._lock:
            start = max(self._clock(), self._lanes.get(lane, 0.0))
            self._lanes[lane] = start + self._lane_interval
            return start

    def _wait_until(self, start: float) -> None:
        while (wait := start - self._clock()) > 0:
            self._sleep(wait)
