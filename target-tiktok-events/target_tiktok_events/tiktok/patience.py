"""How long one request is tried again, and how all requests of a run wait together.

Waits grow exponentially with full jitter. TikTok's documentation ("Rate limits") has a request
quota by second, by minute and by day, tells of no `Retry-After`, and asks for a pause of five
minutes when the quota by minute is used up and after HTTP 5xx. Where nothing answers at all,
waiting seldom helps: that is given up after a minute. Where an answer does ask for a wait, it is
kept.
"""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Final

import backoff
import msgspec

from target_tiktok_events.tiktok.codes import Recovery

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LONGEST_ASKED: Final = 3600.0
"""Seconds: who asks for a longer wait has closed for now, and the next run is early enough."""


class Patience(msgspec.Struct, frozen=True):
    """Seconds: the longest single wait, and how long at least a lasting fault is waited for."""

    longest_wait: float
    budget: float


ORDINARY: Final = Patience(longest_wait=15, budget=45)
LONG: Final = Patience(longest_wait=300, budget=400)


class RetryPolicy(msgspec.Struct, frozen=True):
    """What retrying depends on; tests give it a clock and a pause that cost no time.

    `pause(seconds)` waits, and answers True at once if the run is ending.
    """

    pause: Callable[[float], bool]
    clock: Callable[[], float] = time.monotonic
    jitter: Callable[[float], float] = backoff.full_jitter
    ordinary: Patience = ORDINARY
    long: Patience = LONG

    def patience_for(self, recovery: Recovery) -> Patience:
        """The patience with answers of one recovery."""
        return self.long if recovery is Recovery.RETRY_LONG else self.ordinary


class SharedPause:
    """A pause that all requests of a run keep: TikTok's quota is one for all of them."""

    def __init__(self, policy: RetryPolicy) -> None:
        self._policy = policy
        self._until = float("-inf")
        self._lock = threading.Lock()

    def extend(self, seconds: float) -> None:
        """Lets it last at least so long from now."""
        with self._lock:
            self._until = max(self._until, self._policy.clock() + seconds)

    def keep(self) -> bool:
        """Waits until it is over, also if it is extended meanwhile; True if the run is ending."""
        kept = float("-inf")
        while (until := self._until) > kept:
            kept = until
            seconds = until - self._policy.clock()
            if seconds > 0 and self._policy.pause(seconds):
                return True
        return False


class Retries:
    """The retries of one request, from its first attempt; each kind of fault waits in its turn.

    Args:
        policy: how long.
        shared: is extended by faults that concern every request.
    """

    def __init__(self, policy: RetryPolicy, shared: SharedPause) -> None:
        self._policy = policy
        self._shared = shared
        self._began = policy.clock()
        self._waits: dict[Recovery, Iterator[float]] = {}

    def wait(
        self,
        recovery: Recovery,
        asked: float | None = None,
        announce: Callable[[float], object] = lambda _seconds: None,
    ) -> bool:
        """Waits before the next attempt; False when it is time to give up.

        Args:
            recovery: of the last answer.
            asked: seconds that the answer asked for.
            announce: is told the seconds, before they pass.
        """
        patience = self._policy.patience_for(recovery)
        left = self._began + patience.budget - self._policy.clock()
        if left <= 0 or (asked or 0) > LONGEST_ASKED:
            return False
        seconds = min(self._policy.jitter(self._next_wait(recovery, patience)), left)
        seconds = max(seconds, asked or 0)
        announce(seconds)
        if recovery is not Recovery.RETRY_LONG and not asked:
            return not self._policy.pause(seconds)
        self._shared.extend(seconds)
        return not self._shared.keep()

    def _next_wait(self, recovery: Recovery, patience: Patience) -> float:
        if recovery not in self._waits:
            waits = backoff.expo(max_value=patience.longest_wait)
            next(waits)  # the generator's first value only starts it
            self._waits[recovery] = waits
        return next(self._waits[recovery])
