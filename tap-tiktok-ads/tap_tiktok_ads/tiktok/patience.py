"""How long each kind of passing fault is waited out: a table, and the waits of one request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from tap_tiktok_ads.errors import (
    LaneThrottled,
    Retryable,
    Throttled,
    Unavailable,
    Unreachable,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class Patience(NamedTuple):
    """How long a kind of fault is waited out: first, longest and, at least, all waits (s)."""

    first: float
    longest: float
    in_all: float


FIVE_MINUTES: Final = 300
"""TikTok's own faults of minutes, such as a rollout, are not worth a failed run."""


PATIENCE: Final[Mapping[type[Retryable], Patience]] = {
    Retryable: Patience(1, 30, FIVE_MINUTES),
    LaneThrottled: Patience(1, 30, FIVE_MINUTES),
    # TikTok: a used-up second recovers in a second, a used-up minute in five minutes.
    Throttled: Patience(1, 300, FIVE_MINUTES),
    Unavailable: Patience(2, 300, FIVE_MINUTES),
    Unreachable: Patience(1, 30, 30),
}


class Waits:
    """The waits of one request. Each kind of fault is counted apart and has its own patience."""

    def __init__(self, rng: Callable[[], float]) -> None:
        """No fault was met yet; `rng` gives numbers from 0 to 1."""
        self._rng = rng
        self._next: dict[type[Retryable], float] = {}
        self._waited: dict[type[Retryable], float] = {}

    def next_after(self, error: Retryable) -> float | None:
        """Return the seconds to wait after a fault, or None when its patience is at its end.

        Half of a wait is certain, half is jitter: full jitter may not wait at all, and TikTok
        counts refused calls in the very second that must pass.
        """
        kind = type(error)
        patience = PATIENCE[kind]
        waited = self._waited.get(kind, 0.0)
        if waited >= patience.in_all:
            return None
        longest = self._next.get(kind, patience.first)
        seconds = longest * (1 + self._rng()) / 2
        self._next[kind] = min(2 * longest, patience.longest)
        self._waited[kind] = waited + seconds
        return seconds
