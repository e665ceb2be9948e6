"""Which STATE may go out: the newest before which every record has ended."""

from __future__ import annotations

from collections import deque
from typing import Final

_MOST_BYTES: Final = 1_000_000
_BYTES_BESIDES: Final = 128  # what a short STATE costs although it is short
_OLDEST_AND_NEWEST: Final = 2


class Checkpoints:
    """Keeps STATE messages until all events that came before them are settled.

    What they cost does not depend on how many or how long they are: when they hold more than a
    megabyte, every other one is let go, so that those which stay are spread evenly over the open
    events. The oldest and the newest always stay: STATE goes on during the run, and is exact at
    its end.
    """

    def __init__(self) -> None:
        self._waiting: deque[tuple[int, bytes]] = deque()
        self._bytes = 0

    def add(self, state: bytes, events_before: int) -> None:
        """Keeps a STATE; `events_before` counts all events of the run that came before it."""
        if self._waiting and self._waiting[-1][0] == events_before:
            self._bytes -= _cost(self._waiting.pop()[1])
        self._waiting.append((events_before, state))
        self._bytes += _cost(state)
        if self._bytes > _MOST_BYTES and len(self._waiting) > _OLDEST_AND_NEWEST:
            self._thin_out()

    def ready(self, settled: int) -> bytes | None:
        """The newest STATE with nothing open before it; None if there is no new one.

        Args:
            settled: so many events, counted from the first of the run, are settled.
        """
        state = None
        while self._waiting and self._waiting[0][0] <= settled:
            state = self._waiting.popleft()[1]
            self._bytes -= _cost(state)
        return state

    def _thin_out(self) -> None:
        """Lets at least half of what stands between the oldest and the newest go."""
        oldest, newest = self._waiting[0], self._waiting[-1]
        steps = max(len(self._waiting) // 2 - 1, 1)
        step = (newest[0] - oldest[0]) / steps
        kept = deque([oldest])
        for each in self._waiting:
            if each[0] - kept[-1][0] >= step:
                kept.append(each)
        if kept[-1] is not newest:
            kept.append(newest)
        self._waiting = kept
        self._bytes = sum(_cost(state) for _, state in kept)


def _cost(state: bytes) -> int:
    return len(state) + _BYTES_BESIDES
