"""A thread that calls at a fixed interval, for what must happen although no record comes."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class Timer:
    """Calls `tick` every `seconds` on a thread of its own, until stopped."""

    def __init__(self, tick: Callable[[], None], seconds: float) -> None:
        self._tick = tick
        self._seconds = seconds
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True, name="timer")

    def start(self) -> None:
        """Begins with the first call after one interval."""
        self._thread.start()

    def stop(self) -> None:
        """Ends the calls; none is under way afterwards."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while not self._stopping.wait(self._seconds):
            self._tick()
