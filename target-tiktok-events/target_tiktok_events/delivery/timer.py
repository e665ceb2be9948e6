"""A beat for what must happen although no record comes: posting, STATE, progress lines."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class Timer:
    """Calls `beat` every `seconds` on a thread of its own, until stopped."""

    def __init__(self, beat: Callable[[], None], seconds: float) -> None:
        self._beat = beat
        self._seconds = seconds
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True, name="timer")

    def start(self) -> None:
        """Begins with the first beat after one interval."""
        self._thread.start()

    def stop(self) -> None:
        """Ends the beat; no call is under way afterwards."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while not self._stopping.wait(self._seconds):
            self._beat()
