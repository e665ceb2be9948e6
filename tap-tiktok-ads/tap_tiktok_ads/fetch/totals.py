"""Are the rows of a report complete? Ads must add up to their advertiser, day by day.

TikTok leaves rows out without saying so: it looks at the 20,000 newest ads only, and hides
deleted ones by default. The report at advertiser level counts everything.
"""

from __future__ import annotations

import sys
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MOVING_DAYS: Final = 2
"""Today and yesterday still move between two requests (spend settles within 48 hours)."""

MOVING_TOLERANCE: Final = Decimal("0.02")


class Amounts(NamedTuple):
    """What is compared: spend in the advertiser's currency, and impressions."""

    spend: Decimal = Decimal(0)
    impressions: int = 0


class Difference(NamedTuple):
    """A day on which the ads do not add up to the advertiser."""

    day: date
    ads: Amounts
    advertiser: Amounts

    def __str__(self) -> str:
        """Say it in one line, without the day's place in a list."""
        return (
            f"{self.day}: ads spend {self.ads.spend}, advertiser {self.advertiser.spend}; "
            f"impressions {self.ads.impressions} and {self.advertiser.impressions}"
        )


class Totals:
    """Sums per advertiser and local day, collected while rows pass."""

    def __init__(self) -> None:
        """Nothing has passed yet."""
        self._sums: dict[str, dict[str, Amounts]] = {}
        self._covered: dict[str, tuple[date, date]] = {}

    def __len__(self) -> int:
        """Return for how many days of all advertisers there are sums."""
        return sum(map(len, self._sums.values()))

    def add(self, advertiser_id: str, rows: Iterable[tuple[str, Decimal, int]]) -> None:
        """Add rows: the day, as text that begins with YYYY-MM-DD, spend and impressions."""
        page: dict[str, list[Any]] = {}
        for day, spend, impressions in rows:
            found = page.get(day)
            if found is None:
                page[day] = [spend, impressions]
            else:
                found[0] += spend
                found[1] += impressions
        sums = self._sums.setdefault(advertiser_id, {})
        for day, (spend, impressions) in page.items():
            known = sums.get(day[:10], Amounts())
            sums[sys.intern(day[:10])] = Amounts(
                known.spend + spend, known.impressions + impressions
            )

    def get(self, advertiser_id: str, day: date) -> Amounts:
        """Return the sums of a day; zero when no row passed."""
        return self._sums.get(advertiser_id, {}).get(day.isoformat(), Amounts())

    def cover(self, advertiser_id: str, first: date, last: date) -> None:
        """Note that all rows of these days, inclusive, have passed."""
        self._covered[advertiser_id] = first, last

    def covers(self, advertiser_id: str, first: date, last: date) -> bool:
        """Say whether all rows of these days, inclusive, have passed."""
        begin, end = self._covered.get(advertiser_id, (date.max, date.min))
        return begin <= first and last <= end

    def forget(self, advertiser_id: str) -> None:
        """Drop what is known of an advertiser, to save memory."""
        self._sums.pop(advertiser_id, None)
        self._covered.pop(advertiser_id, None)


def differences(  # noqa: PLR0913 - two sums and the days to compare, all named
    advertiser_id: str, first: date, last: date, *, ads: Totals, advertiser: Totals, today: date
) -> list[Difference]:
    """Return the days, first..last inclusive, on which ads and advertiser differ."""
    found = []
    for day in _days(first, last):
        difference = Difference(
            day, ads.get(advertiser_id, day), advertiser.get(advertiser_id, day)
        )
        is_moving = (today - day).days < MOVING_DAYS
        if difference.ads != difference.advertiser and not (is_moving and _is_slight(difference)):
            found.append(difference)
    return found


def _is_slight(difference: Difference) -> bool:
    missing = difference.advertiser.spend - difference.ads.spend
    return missing <= difference.advertiser.spend * MOVING_TOLERANCE


def _days(first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)
