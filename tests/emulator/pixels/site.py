"""What the pixels of the data set's own sites fire in browsers: made up, the same each time."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone
from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.emulator.dataset.pixels import Pixel

EVENTS = {
    "ViewContent": (300, 600),
    "AddToCart": (40, 90),
    "CompletePayment": (8, 25),
    "SizeGuideOpened": (5, 20),
}
"""Name → the fewest of a day, and how many more there may be. The last is no standard event."""

SETTLING = timedelta(hours=48)
ATTRIBUTION_DAYS = 7


def fired(pixel: Pixel, name: str, day: date, now: datetime) -> int:
    """How many events of this name browsers have sent on a UTC day, as far as `now` knows.

    Today is partial, and of the last 48 hours some are counted late.
    """
    begin = _begin(day)
    if name not in EVENTS or day in pixel.silent or not pixel.created <= begin <= now:
        return 0
    fewest, more = EVENTS[name]
    whole = fewest + _number(pixel, name, day) % more
    seconds = min(86_400, int((now - begin).total_seconds()))
    settled = whole if now >= begin + timedelta(days=1) + SETTLING else whole * 98 // 100
    return settled * seconds // 86_400


def attributed(pixel: Pixel, name: str, day: date, now: datetime, total: int) -> int:
    """How many of a day's events are credited to ads by now: more for seven days, then no more."""
    share = 15 + _number(pixel, name, day) % 20
    age = min(ATTRIBUTION_DAYS, max(0, (now - _begin(day)).days))
    return total * share * (50 + 50 * age // ATTRIBUTION_DAYS) // 10_000


def previews(pixel: Pixel, name: str, day: date, total: int) -> int:
    """How many came from looking at an ad before it ran."""
    return min(total, _number(pixel, f"{name}/preview", day) % 3) if name == "ViewContent" else 0


def _begin(day: date) -> datetime:
    return datetime.combine(day, time(), timezone.utc)


def _number(pixel: Pixel, name: str, day: date) -> int:
    key = f"{pixel.id}/{name}/{day.toordinal()}".encode()
    return int.from_bytes(blake2b(key, digest_size=4).digest(), "big")
