"""Which STATE may go out: the newest before which every record has ended."""

from __future__ import annotations

from collections import deque


class Checkpoints:
    """Keeps STATE messages until all events that came before them are settled."""

    def __init__(self) -> None:
        self._waiting: deque[tuple[int, bytes]] = deque()

    def add(self, state: bytes, events_before: int) -> None:
        """Keeps a STATE; `events_before` counts all events of the run that came before it."""
        if self._waiting and self._waiting[-1][0] == events_before:
            self._waiting.pop()
        self._waiting.append((events_before, state))

    def ready(self, settled: int) -> bytes | None:
        """The newest STATE with nothing open before it; None if there is no new one.

        Args:
            settled: so many events, counted from the first of the run, are settled.
        """
        state = None
        while self._waiting and self._waiting[0][0] <= settled:
            state = self._waiting.popleft()[1]
        return state
