"""Local days as instants: where they begin, which hours they have, what of them has passed."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

UTC = timezone.utc
HOUR_WEIGHTS = (
    *(23, 20, 20, 20, 21, 24, 30, 38, 44, 46, 47, 48),
    *(50, 49, 47, 46, 47, 50, 55, 58, 60, 57, 46, 33),
)
"""How an ad's day spreads over the local hours."""


class LocalDay(NamedTuple):
    """A day of a zone. `hours` are its clock hours, 23 to 25 long hours mapped to labels."""

    day: date
    begin: datetime
    end: datetime
    hours: tuple[int, ...]
    begins: tuple[datetime, ...]
    running: tuple[int, ...]
    """Sums of the hours' weights up to and including each hour; the last is the whole day."""

    def begun(self, now: datetime) -> int:
        """How many of its hours have begun: 0 when the day has not."""
        if now >= self.end:
            return len(self.hours)
        return sum(begin <= now for begin in self.begins)


@lru_cache(maxsize=100_000)
def local_day(zone: ZoneInfo, day: date) -> LocalDay:
    """The day of the zone; an hour that the clock shows twice counts once, as TikTok labels it."""
    begin = datetime.combine(day, time(), zone).astimezone(UTC)
    end = datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC)
    begins: dict[int, datetime] = {}
    instant = begin
    while instant < end:
        begins.setdefault(instant.astimezone(zone).hour, instant)
        instant += timedelta(hours=1)
    running, total = [], 0
    for hour in begins:
        total += HOUR_WEIGHTS[hour]
        running.append(total)
    return LocalDay(day, begin, end, tuple(begins), tuple(begins.values()), tuple(running))
