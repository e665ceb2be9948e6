"""How long one request is tried again: exponential waits with full jitter, within a budget.

TikTok's documentation ("Rate limits") has a request quota by second, by minute and by day, tells
of no `Retry-After`, and asks for a pause of five minutes when the quota by minute is used up.
An outage looks the same for hours, so an ordinary fault is given up after a minute.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

import backoff
import msgspec

from target_tiktok_events.tiktok.codes import Recovery

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Patience(msgspec.Struct, frozen=True):
    """Seconds: the longest single wait, and the time from the first attempt to giving up."""

    longest_wait: float
    budget: float


ORDINARY: Final = Patience(longest_wait=15, budget=45)
THROTTLED: Final = Patience(longest_wait=300, budget=400)


class RetryPolicy(msgspec.Struct, frozen=True):
    """What retrying depends on; tests give it a clock and a pause that cost no time.

    `pause(seconds)` waits, and answers True at once if the run is ending.
    """

    pause: Callable[[float], bool]
    clock: Callable[[], float] = time.monotonic
    jitter: Callable[[float], float] = backoff.full_jitter
    ordinary: Patience = ORDINARY
    throttled: Patience = THROTTLED

    def patience_for(self, recovery: Recovery) -> Patience:
        """The patience with answers of one recovery."""
        return self.throttled if recovery is Recovery.RETRY_LONG else self.ordinary


class Retries:
    """The retries of one request, from its first attempt; each kind of fault waits in its turn."""

    def __init__(self, policy: RetryPolicy) -> None:
        self._policy = policy
        self._began = policy.clock()
        self._waits: dict[Recovery, Iterator[float]] = {}

    def wait(self, recovery: Recovery) -> bool:
        """Waits before the next attempt; False when it is time to give up."""
        patience = self._policy.patience_for(recovery)
        seconds = self._policy.jitter(self._next_wait(recovery, patience))
        if self._policy.clock() + seconds - self._began > patience.budget:
            return False
        return not self._policy.pause(seconds)

    def _next_wait(self, recovery: Recovery, patience: Patience) -> float:
        if recovery not in self._waits:
            waits = backoff.expo(max_value=patience.longest_wait)
            next(waits)  # the generator's first value only starts it
            self._waits[recovery] = waits
        return next(self._waits[recovery])
