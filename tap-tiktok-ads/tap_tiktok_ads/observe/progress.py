"""One line now and then, for the person who waits."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

INTERVAL: Final = 10.0
"""Seconds between two lines."""

logger = logging.getLogger(__name__)


class Progress:
    """Counts what one stream has done of what it has to do.

    A window is a query as planned: a listing counts as one, and parts do not count.
    """

    def __init__(
        self,
        stream: str,
        *,
        advertisers: int,
        windows: int,
        per_second: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Begin to count; `per_second` is the quota of requests."""
        self._stream = stream
        self._advertisers = advertisers
        self._windows = windows
        self._per_second = per_second
        self._clock = clock
        self._begun = self._told = clock()
        self._requests_before: int | None = None
        self._advertisers_done = 0
        self._windows_done = 0
        self._rows = 0

    def advertiser_done(self) -> None:
        """Count an advertiser, finished or failed."""
        self._advertisers_done += 1

    def page(self, rows: int, requests: int, *, ends_window: bool) -> None:
        """Count a page that was read; `requests` is the count of the whole run so far."""
        if self._requests_before is None:
            self._requests_before = requests
        self._rows += rows
        self._windows_done += ends_window
        if self._clock() - self._told >= INTERVAL:
            self._told = self._clock()
            logger.info("%s", self.line(requests), extra=self.numbers(requests))

    def line(self, requests: int) -> str:
        """Say how far the stream is."""
        rate = self._rate(requests)
        return (
            f"{self._stream}: {self._advertisers_done} of {self._advertisers} advertisers, "
            f"{self._windows_done} of {self._windows} windows, {self._rows:,} rows, "
            f"{requests:,} requests ({rate:.1f}/s, {rate / self._per_second:.0%} of the quota), "
            f"{self._left(self._elapsed())}"
        )

    def numbers(self, requests: int) -> dict[str, object]:
        """Say the same to a structured log."""
        return {
            "stream_name": self._stream,
            "advertisers_done": self._advertisers_done,
            "advertisers": self._advertisers,
            "windows_done": self._windows_done,
            "windows": self._windows,
            "rows": self._rows,
            "requests": requests,
            "share_of_quota": round(self._rate(requests) / self._per_second, 3),
        }

    def _elapsed(self) -> float:
        return max(self._clock() - self._begun, 0.001)

    def _rate(self, requests: int) -> float:
        return (requests - (self._requests_before or 0)) / self._elapsed()

    def _left(self, elapsed: float) -> str:
        if not self._windows_done:
            return "time left unknown"
        missing = max(self._windows - self._windows_done, 0)
        seconds = round(elapsed / self._windows_done * missing)
        return f"about {seconds // 60} min {seconds % 60} s left"
