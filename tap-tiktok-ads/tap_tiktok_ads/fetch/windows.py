"""Which days a run imports: pure date arithmetic, in each advertiser's own time zone.

TikTok reads `start_date` and `end_date` as the advertiser's local days, both inclusive, and
answers at most 30 days at once when a row is a day (TikTok's page "Run a synchronous report").
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

import pendulum

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_DAYS: Final = 30
DEFAULT_HISTORY_DAYS: Final = 90
TIKTOKS_FIRST_DAY: Final = date(2016, 9, 1)
"""Nothing is older, whatever a bookmark says."""
DAY: Final = timedelta(days=1)


class Window(NamedTuple):
    """The days of one report request, both inclusive."""

    start: date
    end: date

    @property
    def days(self) -> int:
        """How many days the window holds: at least 1 in what is asked of TikTok."""
        return (self.end - self.start).days + 1

    def each_day(self) -> Iterator[date]:
        """Yield its days, oldest first; none when it ends before it starts."""
        for number in range(self.days):
            yield self.start + DAY * number

    def pieces(self, days: int) -> list[Window]:
        """Cut into windows of at most so many days, oldest first."""
        starts = (self.start + DAY * number for number in range(0, self.days, days))
        return [Window(one, min(one + DAY * (days - 1), self.end)) for one in starts]

    def halves(self) -> tuple[Window, Window] | None:
        """Split into an earlier and a later half; None when it holds one day."""
        if self.days == 1:
            return None
        middle = self.start + DAY * (self.days // 2 - 1)
        return Window(self.start, middle), Window(middle + DAY, self.end)


class Plan(NamedTuple):
    """What a run imports of one advertiser: `first`..`last`, inclusive; empty if first > last."""

    first: date
    last: date
    is_backfill: bool

    def windows(self, max_days: int = MAX_DAYS) -> list[Window]:
        """Cut the plan into windows of at most `max_days`, oldest first."""
        return Window(self.first, self.last).pieces(max_days)

    def bookmark_after(self, bookmark: date | None) -> date | None:
        """Return the bookmark once the plan is imported.

        The last day imported, whether it had rows or not; never earlier than before. A backfill
        leaves the bookmark where it is, but sets it when there is none.
        """
        if self.first > self.last:
            return bookmark
        if bookmark is None:
            return self.last
        return bookmark if self.is_backfill else max(bookmark, self.last)

    def first_day_after(self, bookmark: date | None, first_day: date | None) -> date | None:
        """Return the first day imported once the plan is; None when that is not known.

        `bookmark` and `first_day` are those before the plan: what was imported without a gap. Days
        that do not touch it leave it as it is.
        """
        if self.first > self.last:
            return first_day
        if bookmark is None:
            return self.first
        if first_day is None or self.last < first_day - DAY:
            return first_day
        return min(first_day, self.first)


def plan_days(
    *,
    start_date: date | None,
    end_date: date | None,
    bookmark: date | None,
    lookback: int,
    today: date,
) -> Plan:
    """Decide what to import: from max(start_date, bookmark - lookback) to end_date or today.

    Without a bookmark the default of start_date is DEFAULT_HISTORY_DAYS before today. With one
    there is none: however long nothing was imported, no day is left out.

    `today` is the advertiser's. An `end_date` before it makes a backfill, which imports
    start_date..end_date whatever the bookmark says. A day that has not begun is never asked
    for, so a bookmark can't run ahead of the data.
    """
    last = min(end_date or today, today)
    is_backfill = last < today
    if bookmark is None or is_backfill:
        start = start_date or today - DAY * DEFAULT_HISTORY_DAYS
        return Plan(start, last, is_backfill)
    start = start_date or TIKTOKS_FIRST_DAY
    known = min(bookmark, last)
    if (known - start).days <= lookback:  # so far back there may be no date to subtract to
        return Plan(start, last, is_backfill)
    return Plan(known - DAY * lookback, last, is_backfill)


def today_in(time_zone: str, now: datetime) -> date:
    """Return the local day of the instant `now` (aware) in an IANA time zone.

    Raises:
        ValueError: the time zone is unknown.
    """
    try:
        return now.astimezone(pendulum.timezone(time_zone)).date()
    except (KeyError, ValueError, OSError) as error:  # pendulum's and zoneinfo's own
        raise ValueError(f"unknown time zone {time_zone!r}") from error
