"""How long each kind of passing fault is waited out: a table, and the waits of one request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from tap_tiktok_ads.errors import LaneThrottled, Retryable, Throttled, Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class Patience(NamedTuple):
    """How long a kind of fault is waited out: first wait, longest wait (s), and attempts."""

    first: float
    longest: float
    attempts: int


PATIENCE: Final[Mapping[type[Retryable], Patience]] = {
    Retryable: Patience(1, 30, 6),
    LaneThrottled: Patience(1, 30, 8),
    # TikTok: a used-up second recovers in a second, a used-up minute in five minutes.
    Throttled: Patience(1, 300, 11),
    Unavailable: Patience(2, 300, 10),
}


class Waits:
    """The waits of one request. Each kind of fault is counted apart and has its own patience."""

    def __init__(self, rng: Callable[[], float]) -> None:
        """No fault was met yet; `rng` gives numbers from 0 to 1."""
        self._rng = rng
        self._met: dict[type[Retryable], int] = {}

    def next_after(self, error: Retryable) -> float | None:
        """Return the seconds to wait after a fault, or None when its patience is at its end.

        Half of a wait is certain, half is jitter: full jitter may not wait at all, and TikTok
        counts refused calls in the very second that must pass.
        """
        kind = type(error)
        patience = PATIENCE[kind]
        met = self._met[kind] = self._met.get(kind, 0) + 1
        if met >= patience.attempts:
            return None
        doubled: float = patience.first * 2 ** (met - 1)
        return min(doubled, patience.longest) * (1 + self._rng()) / 2
