"""Keeps the whole process below TikTok's quotas.

TikTok counts per developer app: 10 queries a second, 600 a minute and 864,000 a day on the
Basic tier, and the higher tiers keep the same proportions (60 s and 86,400 s of the QPS). So
requests that start evenly spaced at the tier's QPS keep all three. Per advertiser and path
TikTok allows 20 a second more strictly (code 40133): that is a *lane*, whose requests may start
together as long as no second has more of them.
Source: TikTok's page "API rate limits", and the text of code 40133.
"""

from __future__ import annotations

import math
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

USE_OF_QUOTA: Final = 0.97
"""Share of the quota that is used: the rest absorbs jitter on the way to TikTok."""

LANE_PER_SECOND: Final = 20
"""Requests per second TikTok allows one advertiser on one path."""

LANE_SECONDS: Final = 1 / USE_OF_QUOTA
"""The tap lets so many start in so long."""

SHORT_WAIT: Final = 0.001
"""Seconds; also, clocks and sums of seconds are not exact."""

LANES_KEPT: Final = 256
"""With more lanes, those that are free are forgotten: there are thousands of advertisers."""


@dataclass(slots=True)
class _Lane:
    """One advertiser on one path: its last starts, how many are to come, until when it is paused.

    `expected` are the requests that were announced and have no place yet.
    """

    starts: deque[float] = field(default_factory=lambda: deque(maxlen=LANE_PER_SECOND))
    expected: int = 0
    paused_until: float = 0.0

    def free_at(self, behind: int = 0) -> float:
        """The moment a request may start behind so many others; not known, infinite, for too many.

        A request starts when the one 20 before it is a second old.
        """
        place = len(self.starts) + behind - LANE_PER_SECOND
        if place < 0:
            return self.paused_until
        if place >= len(self.starts):
            return math.inf
        return max(self.paused_until, self.starts[place] + LANE_SECONDS)

    def forgettable_at(self) -> float:
        """The moment from which the past makes no difference."""
        if self.expected:
            return math.inf
        return max(self.paused_until, self.starts[-1] + LANE_SECONDS if self.starts else 0.0)


class RateLimiter:
    """Spaces the starts of requests evenly, over all threads and streams.

    Starts are planned: a thread that wakes up late does not delay those after it.
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
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.Lock()
        self._next_start = 0.0
        self._paused_until = 0.0
        self._expected = 0
        self._lanes: dict[Hashable, _Lane] = {}

    def acquire(self, lane: Hashable = None) -> None:
        """Wait until a request on this lane may start."""
        start = self._take_place(lane)
        while self._pause_of(lane) > start:
            # Paused while waiting: take a new place, or all would start together at its end.
            start = self._take_place(lane)

    def expect(self, lane: Hashable) -> None:
        """Announce a request that takes its place with `acquire`, later."""
        with self._lock:
            self._lane(lane).expected += 1
            self._expected += 1

    def seconds_until_free(self, lane: Hashable) -> float:
        """Return for how long its lane, and not the app's quota, would keep a request waiting.

        Those that were announced start before it, one after another. A wait that is too short to
        do something else meanwhile is none.
        """
        with self._lock:
            its = self._lanes.get(lane)
            if its is None:
                return 0.0
            start = max(self._clock(), self._next_start) + self._expected * self._interval
            wait = its.free_at(its.expected) - start
            return wait if wait > SHORT_WAIT else 0.0

    def pause(self, seconds: float) -> None:
        """Let nobody start for so long: the app itself is throttled (code 40100)."""
        with self._lock:
            self._paused_until = max(self._paused_until, self._clock() + seconds)
            self._next_start = max(self._next_start, self._paused_until)

    def pause_lane(self, lane: Hashable, seconds: float) -> None:
        """Let nobody start on this lane for so long (code 40133)."""
        with self._lock:
            paused = self._lane(lane)
            paused.paused_until = max(paused.paused_until, self._clock() + seconds)

    def _pause_of(self, lane: Hashable) -> float:
        """Return until when nobody may start on a lane: it, or the whole app, is paused."""
        with self._lock:
            its = self._lanes.get(lane)
            return max(self._paused_until, its.paused_until if its else 0.0)

    def _take_place(self, lane: Hashable) -> float:
        """Plan a start and wait for it; a lane that is full is waited for outside of the queue."""
        arrived = self._clock()
        while (start := self._plan(lane, arrived)) is None:
            with self._lock:
                arrived = self._lane(lane).free_at()
            self._wait_until(arrived)
        self._wait_until(start)
        return start

    def _plan(self, lane: Hashable, arrived: float) -> float | None:
        """Plan the next start for who arrived by now; None while the lane is full."""
        with self._lock:
            start = max(arrived, self._next_start)
            if lane is not None:
                its = self._lane(lane)
                if its.free_at() > start:
                    return None
                its.starts.append(start)
                if its.expected:
                    its.expected -= 1
                    self._expected -= 1
            self._next_start = start + self._interval
            return start

    def _lane(self, lane: Hashable) -> _Lane:
        if len(self._lanes) > LANES_KEPT:
            now = self._clock()
            kept = {k: one for k, one in self._lanes.items() if one.forgettable_at() > now}
            self._lanes = kept
        return self._lanes.setdefault(lane, _Lane())

    def _wait_until(self, start: float) -> None:
        while (wait := start - self._clock()) > 0:
            self._sleep(wait)
