"""What one ad did on one local day, as far as `now` can know it.

A pure function of the ad's key, the day and the instant: nothing is stored. All numbers are
whole (money in cents), so that sums over any grouping agree exactly.

Time changes a day three ways. Today is partial, hour by hour. Spend settles upwards within 48
hours. What is credited to the day of the click (conversions, purchases, their values) keeps
growing until 28 days after the day's end, then stands still.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from hashlib import blake2b
from struct import Struct
from typing import TYPE_CHECKING

from tests.emulator.catalogue.metric import Basis

if TYPE_CHECKING:
    from tests.emulator.dataset.local_days import LocalDay
    from tests.emulator.dataset.objects import Ad

Facts = list[int]
"""One number per Basis."""

ATTRIBUTION = timedelta(days=28)
SETTLING = timedelta(hours=48)
REACH_DELAY = timedelta(hours=16)
QUARTER = timedelta(minutes=15)
WINDOW_QUARTERS = ATTRIBUTION // QUARTER

IDLE_PERCENT = 7
GROWING = (
    Basis.CONVERSIONS,
    Basis.RESULTS,
    Basis.DEEP_RESULTS,
    Basis.WEB_PURCHASES,
    Basis.WEB_VALUE,
    Basis.INSTALLS,
    Basis.APP_PURCHASES,
    Basis.APP_VALUE,
)

_numbers = Struct("<12H").unpack
_MASK = (1 << 64) - 1


def is_active(ad: Ad, day: date, now: datetime, local: LocalDay) -> bool:
    """Whether the ad has facts on a day at all: most days of its life, never before its review."""
    if now < local.begin or not ad.first_day <= day <= (ad.last_day or date.max):
        return False
    ended = ad.ended(now)
    if ended is not None and ended < local.begin:
        return False
    mixed = (ad.key ^ day.toordinal() * 0x9E3779B97F4A7C15) * 0xBF58476D1CE4E5B9 & _MASK
    return (mixed >> 40) % 100 >= IDLE_PERCENT


def full_day(ad: Ad, day: date) -> Facts:
    """The facts of the whole day once everything is settled and attributed."""
    numbers = _numbers(blake2b(b"%d/%d" % (ad.key, day.toordinal()), digest_size=24).digest())
    facts = [0] * len(Basis)
    weekend = 120 if day.weekday() >= 5 else 100
    spend = ad.daily_cents * weekend * (5_000 + numbers[0] % 10_000) // 1_000_000
    impressions = 200 + spend * 1_000 // (300 + numbers[1] % 900)
    clicks = impressions * (80 + numbers[2] % 300) // 10_000
    facts[Basis.SPEND] = spend
    facts[Basis.IMPRESSIONS] = impressions
    facts[Basis.CLICKS] = clicks
    facts[Basis.PLAYS] = impressions * (8_500 + numbers[3] % 1_000) // 10_000
    facts[Basis.WATCH_TIME] = facts[Basis.PLAYS] * (120 + numbers[4] % 500)
    facts[Basis.REACH] = impressions * (6_500 + numbers[5] % 2_500) // 10_000
    _convert(ad, facts, clicks * (500 + numbers[6] % 2_000) // 10_000, numbers)
    return facts


def _convert(ad: Ad, facts: Facts, conversions: int, numbers: tuple[int, ...]) -> None:
    """Fill in what follows a click, by the campaign's objective."""
    objective = ad.campaign.objective
    if objective in {"RF_REACH", "TOPVIEW_REACH"}:
        facts[Basis.RESULTS] = facts[Basis.RESULTS_NOW] = facts[Basis.REACH]
        return
    facts[Basis.CONVERSIONS] = conversions
    facts[Basis.CONVERSIONS_NOW] = conversions * 97 // 100
    facts[Basis.RESULTS] = facts[Basis.CLICKS] if objective == "TRAFFIC" else conversions
    facts[Basis.RESULTS_NOW] = facts[Basis.RESULTS] * 97 // 100
    value = 2_000 + numbers[7] % 9_000
    if objective == "APP_PROMOTION":
        purchases = conversions * 40 // 100
        facts[Basis.INSTALLS] = conversions
        facts[Basis.INSTALLS_NOW] = facts[Basis.CONVERSIONS_NOW]
        facts[Basis.DEEP_RESULTS] = purchases
        facts[Basis.APP_PURCHASES] = purchases
        facts[Basis.APP_VALUE] = purchases * value + numbers[8] % 100 * bool(purchases)
    else:
        purchases = conversions * 80 // 100
        facts[Basis.WEB_VISITS] = facts[Basis.CLICKS] * 92 // 100
        facts[Basis.WEB_PURCHASES] = purchases
        facts[Basis.WEB_VALUE] = purchases * value + numbers[8] % 100 * bool(purchases)


def known_day(ad: Ad, local: LocalDay, now: datetime) -> Facts:
    """The whole day's facts as far as settlement and attribution have come by `now`."""
    facts = full_day(ad, local.day)
    if now < local.end + ATTRIBUTION:
        known = credited(local, now)
        for basis in GROWING:
            facts[basis] = facts[basis] * known // 10_000
    if now < local.end + SETTLING:
        facts[Basis.SPEND] -= facts[Basis.SPEND] * (ad.key % 150) // 10_000
    return facts


def credited(local: LocalDay, now: datetime) -> int:
    """How much of a day's conversions is credited by `now`, in 1/10,000; fast first, then slow."""
    missing = max(0, min(WINDOW_QUARTERS, (local.end + ATTRIBUTION - now) // QUARTER))
    return 10_000 - 5_000 * missing * missing // (WINDOW_QUARTERS * WINDOW_QUARTERS)
