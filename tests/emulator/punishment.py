"""What TikTok does to apps whose requests time out: slower, then blocked."""

from __future__ import annotations

import threading
from collections import defaultdict, deque
from typing import TYPE_CHECKING

from tests.emulator.envelope import ApiError
from tests.emulator.request_log import SECRET_NAMES
from tests.emulator.throttle import Bucket, restricted

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.emulator.wire import Request

BURST_SECONDS = 10.0
SLOW_SECONDS = 300.0
SLOW_RATES = ((30, 0.0), (20, 1.0), (10, 5.0))
"""Timeouts within ten seconds, and the requests a second left for five minutes."""
REPEATS = 3
REPEAT_SECONDS = 600.0


class Punishment:
    """Counts timeouts; `seconds` are POSIX seconds that go on."""

    def __init__(self, app_id: str, seconds: Callable[[], float], *, enabled: bool = True) -> None:
        self._app_id = app_id
        self._seconds = seconds
        self._enabled = enabled
        self._lock = threading.Lock()
        self._recent: deque[float] = deque()
        self._by_request: defaultdict[str, deque[float]] = defaultdict(deque)
        self._blocked: dict[str, float] = {}
        self._slow_until = 0.0
        self._slow_rate = 0.0
        self._bucket = Bucket(1.0, 0.0)

    def clear(self) -> None:
        """Forgive and forget everything."""
        with self._lock:
            self._recent.clear()
            self._by_request.clear()
            self._blocked.clear()
            self._slow_until = 0.0

    def note_timeout(self, request: Request) -> None:
        """A request was given up by the client, or took longer than the server allows."""
        if not self._enabled:
            return
        with self._lock:
            now = self._seconds()
            self._note_app(now)
            key = _key(request)
            times = self._by_request[key]
            times.append(now)
            _forget(times, now - REPEAT_SECONDS)
            if len(times) >= REPEATS:
                self._blocked[key] = now + REPEAT_SECONDS

    def check(self, request: Request) -> None:
        """Let a request pass that is under no punishment.

        Raises:
            ApiError: 40100 for a request that timed out three times within ten minutes, and
                beyond the reduced rate of an app with ten timeouts or more within ten seconds.
        """
        with self._lock:
            now = self._seconds()
            if now < self._blocked.get(_key(request), 0.0):
                raise restricted(self._app_id)
            if now < self._slow_until:
                if not self._slow_rate:
                    raise restricted(self._app_id)
                if not self._bucket.take(now, refused_counts=False):
                    raise ApiError(40100, "App reaches the QPS limit.")

    def _note_app(self, now: float) -> None:
        self._recent.append(now)
        _forget(self._recent, now - BURST_SECONDS)
        for timeouts, rate in SLOW_RATES:
            if len(self._recent) == timeouts:
                self._slow_until = now + SLOW_SECONDS
                self._slow_rate = rate
                self._bucket = Bucket(rate, now)


def _forget(times: deque[float], before: float) -> None:
    while times and times[0] < before:
        times.popleft()


def _key(request: Request) -> str:
    parameters = sorted((k, v) for k, v in request.query.items() if k not in SECRET_NAMES)
    return f"{request.path}?{parameters}"
