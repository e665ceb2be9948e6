"""TikTok's limit of requests per second and event source."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tests.emulator.events.refusals import PIXEL_LIMIT, TOO_MANY_REQUESTS, RefusalError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from tests.emulator.events.options import EventsOptions

_MESSAGES = {
    TOO_MANY_REQUESTS: "Too many requests. Please retry in some time.",
    PIXEL_LIMIT: "The request QPS is limited by pixel_code's value.",
}


class _Bucket(NamedTuple):
    level: float
    now: datetime
    seconds: float


class Throttle:
    """One token bucket per event source id, one second deep.

    It is refilled by running seconds and by steps of the clock, whichever is more: a frozen date
    must not throttle for ever, and a test that sets the clock must not sleep.
    """

    def __init__(self, seconds: Callable[[], float]) -> None:
        self._seconds = seconds
        self._buckets: dict[str, _Bucket] = {}

    def take(self, event_source_id: str, now: datetime, options: EventsOptions) -> None:
        """Take one request from the bucket.

        Raises:
            RefusalError: 40100 or 40132 when the bucket is empty; nothing is taken then.
        """
        if not options.pixel_qps:
            return
        depth = max(1.0, options.pixel_qps)
        seconds = self._seconds()
        last = self._buckets.get(event_source_id, _Bucket(depth, now, seconds))
        # The clock can be set back by a test; a bucket never loses what it holds by that.
        elapsed = max(0.0, (now - last.now).total_seconds(), seconds - last.seconds)
        level = min(depth, last.level + elapsed * options.pixel_qps)
        empty = level < 1
        level -= not empty
        self._buckets[event_source_id] = _Bucket(level, now, seconds)
        if empty:
            code = int(options.pixel_qps_code)
            raise RefusalError(code=code, message=_MESSAGES[code])
