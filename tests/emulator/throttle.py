"""TikTok's rate limits: per app and second, minute, day; per advertiser and path."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.emulator.envelope import ApiError

if TYPE_CHECKING:
    from collections.abc import Callable

MINUTE = 60.0
DAY = 86_400.0
MINUTE_LOCK = 300.0


@dataclass(frozen=True, slots=True)
class Limits:
    """Requests allowed; 0 means without limit."""

    per_second: float = 0
    per_minute: int = 0
    per_day: int = 0
    advertiser_per_second: float = 0
    refused_calls_count: bool = False


class Bucket:
    """A token bucket that holds one second's worth of requests and starts full."""

    def __init__(self, rate: float, now: float) -> None:
        self._rate = rate
        self._capacity = max(1.0, rate)
        self._level = self._capacity
        self._at = now

    def take(self, now: float, *, refused_counts: bool) -> bool:
        """Take one request out; false when there is none left."""
        passed = max(0.0, now - self._at)  # a clock set back refills nothing
        self._level = min(self._capacity, self._level + passed * self._rate)
        self._at = now
        allowed = self._level >= 1.0 - 1e-9
        if allowed or refused_counts:
            self._level = max(-self._capacity, self._level - 1.0)
        return allowed


class Quota:
    """Requests counted per calendar minute or day of the clock."""

    def __init__(self, allowed: int, length: float) -> None:
        self._allowed = allowed
        self._length = length
        self._period = -1
        self._used = 0

    def take(self, now: float, *, refused_counts: bool) -> bool:
        """Count one request; false when the period's are used up."""
        period = int(now // self._length)
        if period != self._period:
            self._period, self._used = period, 0
        allowed = not self._allowed or self._used < self._allowed
        if allowed or refused_counts:
            self._used += 1
        return allowed


class Throttle:
    """Refuses requests over the limits. `seconds` are POSIX seconds that go on."""

    def __init__(self, limits: Limits, app_id: str, seconds: Callable[[], float]) -> None:
        self._limits = limits
        self._app_id = app_id
        self._seconds = seconds
        self._lock = threading.Lock()
        self._second = Bucket(limits.per_second, seconds())
        self._minute = Quota(limits.per_minute, MINUTE)
        self._day = Quota(limits.per_day, DAY)
        self._locked_until = 0.0
        self._advertisers: dict[tuple[str, str], Bucket] = {}

    def check_app(self) -> None:
        """Count a request of the app.

        Raises:
            ApiError: 40100 over the limit of a second, in the five minutes after a minute's
                limit was passed, and until 00:00 UTC after the day's.
        """
        with self._lock:
            now = self._seconds()
            counts = self._limits.refused_calls_count
            if now < self._locked_until:
                raise restricted(self._app_id)
            if not self._day.take(now, refused_counts=counts):
                raise restricted(self._app_id)
            if not self._minute.take(now, refused_counts=counts):
                self._locked_until = now + MINUTE_LOCK
                raise restricted(self._app_id)
            if self._limits.per_second and not self._second.take(now, refused_counts=counts):
                raise ApiError(40100, "App reaches the QPS limit.")

    def check_advertiser(self, advertiser_id: str, path: str) -> None:
        """Count a request for an advertiser on a path.

        Raises:
            ApiError: 40133 over the limit.
        """
        rate = self._limits.advertiser_per_second
        if not rate:
            return
        with self._lock:
            now = self._seconds()
            key = (advertiser_id, path)
            bucket = self._advertisers.setdefault(key, Bucket(rate, now))
            if not bucket.take(now, refused_counts=self._limits.refused_calls_count):
                raise ApiError(
                    40133,
                    f"Advertiser ({advertiser_id})'s QPS ({rate + 1:g}) reaches QPS limit "
                    f"{rate:g} for current path, request is temporarily restricted.",
                )


def restricted(app_id: str) -> ApiError:
    """The lock of an app that went over its minute's or day's requests."""
    return ApiError(
        40100,
        f"Due to too many requests, requests from App {app_id} are temporarily restricted.",
    )
