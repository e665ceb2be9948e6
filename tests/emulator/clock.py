"""The instant the local TikTok believes is now, and the seconds its rate limits count."""

from __future__ import annotations

import threading
import time
from datetime import datetime, timedelta, timezone
from email.utils import formatdate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

UTC = timezone.utc


def parse_instant(text: str) -> datetime:
    """The UTC instant written as ISO 8601, `Z` allowed; no offset means UTC.

    Raises:
        ValueError: the text is no ISO 8601 instant.
    """
    instant = datetime.fromisoformat(text.replace("Z", "+00:00"))
    if instant.tzinfo is None:
        instant = instant.replace(tzinfo=UTC)
    return instant.astimezone(UTC)


class Clock:
    """Stands still at the instant it was given, or runs with the host when given none.

    `seconds` always runs, because rate limits must pass while the date stands still; setting the
    clock moves it too, so that a test leaves a lock behind by setting the clock and never sleeps.
    """

    def __init__(
        self, start: datetime | None = None, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._fixed = start
        self._base = (start or datetime.now(UTC)).timestamp()
        self._anchor = monotonic()
        self._date_ahead = 0.0

    def http_date(self) -> str:
        """The header `Date` of an answer: the host's time, whatever the data believe."""
        return formatdate(time.time() + self._date_ahead, usegmt=True)

    def let_date_be_ahead(self, seconds: float) -> None:
        """Let the header `Date` be so many seconds ahead of the host's clock."""
        self._date_ahead = seconds

    def now(self) -> datetime:
        """The instant of the data: UTC, frozen once given or set."""
        return self._fixed or datetime.fromtimestamp(self.seconds(), UTC)

    def seconds(self) -> float:
        """POSIX seconds that go on: what rate limits count."""
        with self._lock:
            return self._base + self._monotonic() - self._anchor

    def version(self) -> datetime:
        """What cached answers depend on: the frozen instant, or the quarter hour that runs.

        Reports change at quarter hours only, as hours and days of every zone begin at one.
        """
        return self._fixed or quarter_hour(self.now())

    def set(self, instant: datetime) -> None:
        """Freeze the data at `instant` and let the seconds go on from there."""
        with self._lock:
            self._fixed = instant
            self._base = instant.timestamp()
            self._anchor = self._monotonic()

    def forward(self, seconds: float) -> None:
        """Let so many seconds pass at once: for the data, and for limits and lasting faults."""
        with self._lock:
            self._base += seconds
            if self._fixed is not None:
                self._fixed += timedelta(seconds=seconds)


def quarter_hour(instant: datetime) -> datetime:
    """The quarter hour that `instant` falls into: reports refresh in such steps."""
    spare = timedelta(
        minutes=instant.minute % 15, seconds=instant.second, microseconds=instant.microsecond
    )
    return instant - spare
