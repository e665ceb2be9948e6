"""Sums per advertiser and local day, and whether ads add up to their advertiser.

TikTok leaves rows out without saying so: it looks at the 20,000 newest ads only, and hides
deleted ones by default. The report at advertiser level counts everything.

Ads may differ from their advertiser by rounding: TikTok rounds the spend of each row by itself, to
the smallest unit that it writes. So each row, the advertiser's too, is off by half a unit at most,
and so many halves are no gap (`rounding`). Impressions are whole numbers and must agree, so a
row that hides behind the rounding of spend is found all the same.
"""

from __future__ import annotations

import sys
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from tap_tiktok_ads.fetch.windows import DAY, Window

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

MOVING_DAYS: Final = 3
"""Days that still move between two requests: the last hour of a day settles within 48 hours."""

MOVING_TOLERANCE: Final = Decimal("0.02")

MOVING_SPEND: Final = 1
MOVING_IMPRESSIONS: Final = 20
"""What may be added between two requests to a day that has just begun: 2 % of it is nothing yet."""

SMALLEST_UNIT: Final = -2
"""As a power of ten: amounts are rounded to cents even where they are written as `20.000`."""


class Amounts(NamedTuple):
    """What is compared: spend in the advertiser's currency, and impressions, of so many rows."""

    spend: Decimal = Decimal(0)
    impressions: int = 0
    rows: int = 0


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
        self._by_day: dict[str, list[Any]] = {}  # by YYYY-MM-DD, and by each spelling that came

    def add(self, rows: Iterable[tuple[str, Decimal, int]]) -> None:
        """Add rows: the day, as text that begins with YYYY-MM-DD, spend and impressions."""
        by_day = self._by_day
        for day, spend, impressions in rows:
            found = by_day.get(day)
            if found is None:
                found = by_day[day] = by_day.setdefault(day[:10], list(NOTHING))
            found[0] += spend
            found[1] += impressions
            found[2] += 1

    def of(self, day: date) -> Amounts:
        """Return the sums of a day; zero when no row passed."""
        return Amounts(*self._by_day.get(day.isoformat(), NOTHING))


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

    def unknown(self, advertiser_id: str, window: Window) -> Window:
        """Return the smallest window with all days of a window that are not known.

        It holds no day when all are known.
        """
        known = self._by_advertiser.get(advertiser_id, {})
        days = [day for day in window.each_day() if day.isoformat() not in known]
        return Window(days[0], days[-1]) if days else Window(window.end + DAY, window.end)

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
    return [one for one in found if not _adds_up(one, today)]


def rounding(ads: Amounts, advertiser: Amounts) -> Decimal:
    """Return by how much spend may differ although nothing is missing: half a unit per row.

    The unit is the finest that is written: whole yen, cents. A sum of decimals keeps the digits
    of its finest part.
    """
    finest = min(_exponent(ads.spend), _exponent(advertiser.spend))
    unit = Decimal(1).scaleb(max(finest, SMALLEST_UNIT))
    return unit * (ads.rows + advertiser.rows) / 2


def _exponent(amount: Decimal) -> int:
    exponent = amount.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0  # neither NaN nor infinite: see amounts_of


def _adds_up(difference: Difference, today: date) -> bool:
    ads, advertiser = difference.ads, difference.advertiser
    missing, rounded = advertiser.spend - ads.spend, rounding(ads, advertiser)
    unseen = advertiser.impressions - ads.impressions
    if (today - difference.day).days >= MOVING_DAYS:
        return abs(missing) <= rounded and not unseen
    spend_moved = max(advertiser.spend * MOVING_TOLERANCE + rounded, Decimal(MOVING_SPEND))
    impressions_moved = max(advertiser.impressions * MOVING_TOLERANCE, Decimal(MOVING_IMPRESSIONS))
    return missing <= spend_moved and unseen <= impressions_moved
