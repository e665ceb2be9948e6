"""`GET /open_api/v1.3/pixel/event/stats/`: how many events each pixel received, by day."""

from __future__ import annotations

from collections import Counter
from datetime import date  # noqa: TC003 - msgspec reads the annotations of DateRange
from typing import TYPE_CHECKING, TypeVar

import msgspec

from tests.emulator.events.answers import Answer
from tests.emulator.events.refusals import BAD_PARAMETER, RefusalError
from tests.emulator.events.vocabulary import STANDARD_EVENT_NAMES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.emulator.events.dedup import Origin
    from tests.emulator.events.state import EventsState
    from tests.emulator.wire import Reply, Request

MAX_PIXELS = 10
MAX_DAYS = 30
_REQUIRED = ("advertiser_id", "pixel_ids", "date_range")

_T = TypeVar("_T")


class DateRange(msgspec.Struct):
    """First and last UTC day, both included."""

    start_date: date
    end_date: date


class StatsEndpoint:
    """Counts of standard and custom events per pixel; attribution is not simulated (zero)."""

    def __init__(self, state: EventsState) -> None:
        self._state = state

    def __call__(self, request: Request) -> Reply:
        """Answer one request with `data.list[] = {pixel_id, statistics[]}`."""
        state = self._state
        request_id = state.request_id()
        try:
            with state.lock:
                answer = self._count(request)
        except RefusalError as refusal:
            answer = Answer(refusal.code, refusal.message)
        return state.reply(answer, request_id)

    def _count(self, request: Request) -> Answer:
        tokens = self._state.tokens
        token = request.headers.get("access-token", "")
        tokens.use(token)
        pixels, days = _parameters(request.query)
        for pixel in pixels:
            tokens.require(token, pixel)
        rows = [
            {"pixel_id": pixel, "statistics": self._statistics(pixel, days)} for pixel in pixels
        ]
        return Answer(0, "OK", {"list": rows}, "given")

    def _statistics(self, pixel: str, days: DateRange) -> list[dict[str, object]]:
        browser = self._totals("browser", pixel, days)
        server = self._totals("server", pixel, days)
        return [
            {
                _name_key(name): name,
                "attributed_count": 0,
                "preview_count": 0,
                "total_count": browser[name] + server[name],
                "browser_event_total_count": browser[name],
                "server_event_total_count": server[name],
            }
            for name in sorted(browser | server)
        ]

    def _totals(self, origin: Origin, pixel: str, days: DateRange) -> Counter[str]:
        counters = self._state.store.counters
        deduplicated = self._state.options.stats_counting == "stored"
        counted = counters.stored_on if deduplicated else counters.received_on
        totals: Counter[str] = Counter()
        for (source_id, name, day), count in counted[origin].items():
            if source_id == pixel and days.start_date <= day <= days.end_date:
                totals[name] += count
        return totals


def _name_key(name: str) -> str:
    return "pixel_event_type" if name in STANDARD_EVENT_NAMES["web"] else "custom_event_type"


def _parameters(query: Mapping[str, str]) -> tuple[list[str], DateRange]:
    missing = [name for name in _REQUIRED if not query.get(name)]
    if missing:
        text = f"Missing required field(s): {', '.join(missing)}."
        raise RefusalError(code=BAD_PARAMETER, message=text)
    pixels = _decoded(query, "pixel_ids", list[str])
    if not 1 <= len(pixels) <= MAX_PIXELS:
        text = f"Invalid value for pixel_ids: 1 to {MAX_PIXELS} pixels."
        raise RefusalError(code=BAD_PARAMETER, message=text)
    days = _decoded(query, "date_range", DateRange)
    if not 0 <= (days.end_date - days.start_date).days < MAX_DAYS:
        text = f"Invalid value for date_range: 1 to {MAX_DAYS} days."
        raise RefusalError(code=BAD_PARAMETER, message=text)
    return pixels, days


def _decoded(query: Mapping[str, str], name: str, kind: type[_T]) -> _T:
    try:
        return msgspec.json.decode(query[name], type=kind)
    except msgspec.MsgspecError:
        text = f"Invalid value for {name}: not valid JSON of the documented shape."
        raise RefusalError(code=BAD_PARAMETER, message=text) from None
