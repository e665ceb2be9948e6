"""Progress lines: how far a long run is, at a fixed interval."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import logging
    from collections.abc import Callable

    from target_tiktok_events.delivery.report import Summary

INTERVAL: Final = 30.0


class Progress:
    """Logs a line with the counts so far, at most once per interval.

    Args:
        summary: the counts.
        logger: gets the lines at level INFO.
        interval: seconds between two lines.
        clock: seconds that only grow.
    """

    def __init__(
        self,
        summary: Summary,
        logger: logging.Logger,
        interval: float = INTERVAL,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._summary = summary
        self._logger = logger
        self._interval = interval
        self._clock = clock
        self._last = clock()
        self._ended_then = 0

    def tick(self, in_flight: int) -> None:
        """Logs a line if one is due; `in_flight` counts the events that wait for TikTok."""
        now = self._clock()
        elapsed = now - self._last
        if elapsed < self._interval:
            return
        ended = self._summary.ended
        self._logger.info(
            "progress: records=%d sent=%d already_sent_or_left_out=%d dead_letters=%d "
            "events_per_second=%.0f in_flight=%d",
            self._summary.records,
            self._summary.delivered,
            ended - self._summary.delivered - self._summary.dead,
            self._summary.dead,
            (ended - self._ended_then) / elapsed,
            in_flight,
        )
        self._last, self._ended_then = now, ended
