"""Sums the facts of ads into one row's numbers, today's and hours' shares exact to the unit."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from tests.emulator.catalogue.attributes import AD_GROUP, ADVERTISER, CAMPAIGN
from tests.emulator.catalogue.metric import WHOLE, Basis, Column
from tests.emulator.dataset.facts import REACH_DELAY, is_active, known_day
from tests.emulator.dataset.fractions import MONEY, rounded, with_fraction
from tests.emulator.dataset.local_days import LocalDay, local_day

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.emulator.dataset.objects import Ad
    from tests.emulator.report.groups import Group

Numbers = list[int]
"""One number per column."""

OVERLAP = {AD_GROUP: 90, CAMPAIGN: 85, ADVERTISER: 80}
"""People that several ads of a level reach are counted once: per cent left."""
OVERLAP_OF_CREATIVES = 95
OVERLAP_OF_DAYS = 60


class Measure:
    """Computes the given columns as far as `now` knows them.

    With `fractions` money is summed below the cent and rounded once, when a row is done.
    """

    def __init__(
        self, columns: Sequence[Column], level: str, now: datetime, *, fractions: bool = False
    ) -> None:
        self._columns = tuple(columns)
        self._level = level
        self._now = now
        self._reach = [i for i, c in enumerate(columns) if c.basis is Basis.REACH]
        self._fine = [i for i, c in enumerate(columns) if fractions and c.basis in MONEY]
        self._cents = [0] * len(self._columns)

    def day(self, group: Group, day: date, hour: int | None = None) -> Numbers:
        """A group's numbers of a local day, or of one clock hour of it."""
        return self._rounded(self._day(group, day, hour))

    def _day(self, group: Group, day: date, hour: int | None) -> Numbers:
        local = local_day(group.advertiser.account.zone, day)
        sums = self._cents.copy()
        for ad in group.ads:
            if is_active(ad, day, self._now, local):
                for i, number in enumerate(self._ad_day(ad, local, hour)):
                    sums[i] += number
        return self._once(sums, self._overlap(group))

    def days(self, group: Group, days: Sequence[date]) -> Numbers:
        """A group's numbers over several local days."""
        sums = self._cents.copy()
        for day in days:
            for i, number in enumerate(self._day(group, day, None)):
                sums[i] += number
        return self._rounded(self._once(sums, OVERLAP_OF_DAYS if len(days) > 1 else 100))

    def _ad_day(self, ad: Ad, local: LocalDay, hour: int | None) -> Numbers:
        facts = known_day(ad, local, self._now)
        numbers = [
            facts[basis] if share == WHOLE else facts[basis] * share // WHOLE
            for basis, share in self._columns
        ]
        for i in self._fine:
            basis, share = self._columns[i]
            numbers[i] = with_fraction(facts[basis], ad, local.day, basis) * share // WHOLE
        if hour is None and self._now >= local.end + REACH_DELAY and not _was_ended(ad, local):
            return numbers
        return self._part(ad, local, numbers, hour)

    def _part(self, ad: Ad, local: LocalDay, numbers: Numbers, hour: int | None) -> Numbers:
        """The share of the day that has passed, or one hour of it, hours summing to the day."""
        ended = ad.ended(self._now)
        until = min(self._now, ended) if ended else self._now
        begun = local.begun(until)
        late = local.begun(min(until, self._now - REACH_DELAY))
        return [
            _share(number, local, late if i in self._reach else begun, hour)
            for i, number in enumerate(numbers)
        ]

    def _rounded(self, sums: Numbers) -> Numbers:
        for i in self._fine:
            sums[i] = rounded(sums[i])
        return sums

    def _overlap(self, group: Group) -> int:
        if len(group.ads) == 1:
            return 100
        return OVERLAP.get(self._level, OVERLAP_OF_CREATIVES)

    def _once(self, sums: Numbers, percent: int) -> Numbers:
        if percent < 100:
            for i in self._reach:
                sums[i] = sums[i] * percent // 100
        return sums


def _was_ended(ad: Ad, local: LocalDay) -> bool:
    """Whether something was deleted within the day, so that the rest of it never happened."""
    deletions = (ad.deleted, ad.ad_group.deleted, ad.campaign.deleted)
    return any(d is not None and d < local.end for d in deletions)


def _share(number: int, local: LocalDay, begun: int, hour: int | None) -> int:
    whole = local.running[-1]
    if hour is None:
        return number * local.running[begun - 1] // whole if begun else 0
    if hour >= begun:
        return 0
    before = number * local.running[hour - 1] // whole if hour else 0
    return number * local.running[hour] // whole - before


def split(numbers: Numbers, weights: Sequence[int]) -> list[Numbers]:
    """Numbers divided by weights, the parts summing to the whole."""
    parts: list[Numbers] = []
    whole, running, given = sum(weights), 0, [0] * len(numbers)
    for weight in weights:
        running += weight
        due = [number * running // whole for number in numbers]
        parts.append([d - g for d, g in zip(due, given, strict=True)])
        given = due
    return parts


def days_between(start: date, end: date) -> list[date]:
    """Every day from start to end, both included."""
    return [start + timedelta(days=i) for i in range((end - start).days + 1)]
