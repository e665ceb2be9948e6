"""A number of places that are taken and given back, first come, first served.

Python's own semaphore lets whoever comes just in time overtake those who wait: with requests that
come one after another, some wait for seconds while the reader needs their very page.
"""

from __future__ import annotations

import threading
from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing_extensions import Self


class FairSemaphore:
    """A context manager: entering takes a place, leaving hands it to who waits longest."""

    def __init__(self, number: int) -> None:
        """All places are free."""
        self._free = number
        self._lock = threading.Lock()
        self._waiting: deque[threading.Event] = deque()

    def __enter__(self) -> Self:
        """Take a place; wait while there is none."""
        with self._lock:
            if self._free:
                self._free -= 1
                return self
            handed_over = threading.Event()
            self._waiting.append(handed_over)
        handed_over.wait()
        return self

    def __exit__(self, *_: object) -> None:
        """Give the place back."""
        with self._lock:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._free += 1
