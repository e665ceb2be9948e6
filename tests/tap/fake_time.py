"""Time that passes only when somebody sleeps."""

from __future__ import annotations

import threading


class FakeTime:
    """A clock and a sleep that belong together; threads may share them."""

    def __init__(self) -> None:
        self._now = 0.0
        self._lock = threading.Lock()
        self.slept: list[float] = []

    def clock(self) -> float:
        """Seconds since the beginning."""
        with self._lock:
            return self._now

    def sleep(self, seconds: float) -> None:
        """Let the time pass."""
        with self._lock:
            self._now += seconds
            self.slept.append(seconds)
