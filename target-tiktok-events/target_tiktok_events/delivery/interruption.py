"""The wish to end a run early, and waiting that heeds it."""

from __future__ import annotations

import threading

from target_tiktok_events.errors import Terminated


class Interruption:
    """Set by a signal or by a failure; every wait of the run ends when it is set.

    A signal must not cut through the bookkeeping of what was sent, so its handler only sets
    this, and the run looks at it where stopping is safe.
    """

    def __init__(self) -> None:
        self._ending = threading.Event()
        self._signal: int | None = None

    def by_signal(self, number: int) -> None:
        """Asks the run to end because of a signal."""
        self._signal = number
        self._ending.set()

    def by_failure(self) -> None:
        """Asks waits to end because the run has failed elsewhere."""
        self._ending.set()

    def pause(self, seconds: float) -> bool:
        """Waits; True, at once, if the run is ending."""
        return self._ending.wait(seconds)

    def pause_or_end(self, seconds: float) -> bool:
        """Waits as `pause`, and raises Terminated if a signal ended the wait."""
        ending = self.pause(seconds)
        if ending:
            self.check()
        return ending

    def check(self) -> None:
        """Raises Terminated if a signal asked for the end."""
        if self._signal is not None:
            raise Terminated(self._signal)
