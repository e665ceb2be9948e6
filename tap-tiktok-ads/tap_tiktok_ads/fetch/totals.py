"""Sums per advertiser and local day, and whether ads add up to their advertiser.

TikTok leaves rows out without saying so: it looks at the 20,000 newest ads only, and hides
deleted ones by default. The report at advertiser level counts everything.
"""

from __future__ import annotations

import sys
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from tap_tiktok_ads.fetch.windows import Window

MOVING_DAYS: Final = 2
"""Today and yesterday still move between two requests (spend settles within 48 hours)."""

MOVING_TOLERANCE: Final = Decimal("0.02")


class Amounts(NamedTuple):
    """What is compared: spend in the advertiser's currency, and impressions."""

    spend: Decimal = Decimal(0)
    impressions: int = 0


NOTHING: Final = Amounts()


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


class DailySums:
    """The sums of one advertiser's rows, per local day."""

    def __init__(self) -> None:
        """No row has passed yet."""
        self._by_day: dict[str, Amounts] = {}

    def add(self, rows: Iterable[tuple[str, Decimal, int]]) -> None:
        """Add rows: the day, as text that begins with YYYY-MM-DD, spend and impressions."""
        added: dict[str, list[Any]] = {}
        for day, spend, impressions in rows:
            found = added.get(day)
            if found is None:
                added[day] = [spend, impressions]
            else:
                found[0] += spend
                found[1] += impressions
        for day, (spend, impressions) in added.items():
            known = self._by_day.get(day[:10], NOTHING)
            self._by_day[day[:10]] = Amounts(known.spend + spend, known.impressions + impressions)

    def of(self, day: date) -> Amounts:
        """Return the sums of a day; zero when no row passed."""
        return self._by_day.get(day.isoformat(), NOTHING)


class KnownTotals:
    """The totals of advertisers, for the days of which all rows have passed."""

    def __init__(self) -> None:
        """Nothing is known yet."""
        self._by_advertiser: dict[str, dict[str, Amounts]] = {}

    def __len__(self) -> int:
        """Return how many days of all advertisers together are known."""
        return sum(map(len, self._by_advertiser.values()))

    def learn(self, advertiser_id: str, window: Window, sums: DailySums) -> None:
        """Keep the sums of all days of a window, also of those without a row."""
        days = self._by_advertiser.setdefault(advertiser_id, {})
        for day in window.each_day():
            days[sys.intern(day.isoformat())] = sums.of(day)

    def of(self, advertiser_id: str, window: Window) -> list[tuple[date, Amounts]]:
        """Return the days of a window and their totals; empty unless all of them are known."""
        days = self._by_advertiser.get(advertiser_id, {})
        found = [(day, days.get(day.isoformat())) for day in window.each_day()]
        known = [(day, amounts) for day, amounts in found if amounts is not None]
        return known if len(known) == len(found) else []

    def forget(self, advertiser_id: str) -> None:
        """Drop what is known of an advertiser, to save memory."""
        self._by_advertiser.pop(advertiser_id, None)


def differences(
    days: Iterable[tuple[date, Amounts]], ads: DailySums, today: date
) -> list[Difference]:
    """Return the days on which the ads do not add up; each day comes with its advertiser's sums.

    `today` is the advertiser's.
    """
    found = [Difference(day, ads.of(day), advertiser) for day, advertiser in days]
    return [one for one in found if one.ads != one.advertiser and not _is_moving(one, today)]


def _is_moving(difference: Difference, today: date) -> bool:
    if (today - difference.day).days >= MOVING_DAYS:
        return False
    missing = difference.advertiser.spend - difference.ads.spend
    return missing <= difference.advertiser.spend * MOVING_TOLERANCE
