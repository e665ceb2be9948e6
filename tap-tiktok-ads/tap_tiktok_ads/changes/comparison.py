"""Compares the rows of one advertiser in one stream with those that were emitted before."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from tap_tiktok_ads.changes.by_age import Changes
from tap_tiktok_ads.changes.digests import Digests, digest_of
from tap_tiktok_ads.changes.kept import NO_DAY, Kept

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tap_tiktok_ads.changes.store import ChangeStore


class Row(NamedTuple):
    """A row as it is compared: its day as YYYY-MM-DD or NO_DAY, its key, its content as JSON.

    `amounts` are its spend and conversions, None where the stream does not have both.
    """

    day: str
    key: str
    content: bytes
    amounts: tuple[Decimal, Decimal] | None = None


class _Day:
    """The rows of one day: those of before, and those that come now."""

    __slots__ = ("before", "conversions", "digests", "has_amounts", "is_known", "rows", "spend")

    def __init__(self, before: Kept | None) -> None:
        self.is_known = before is not None
        self.before = before or Kept(b"")
        self.digests = Digests(self.before.digests)
        self.rows = 0
        self.spend = self.conversions = Decimal(0)
        self.has_amounts = False

    def kept(self, *, is_whole: bool) -> Kept:
        """Return what is to be kept; sums of some of the rows say nothing."""
        digests = self.digests.packed()
        if is_whole and self.has_amounts:
            return Kept(digests, self.spend, self.conversions)
        return Kept(digests)

    def changes(self) -> Changes:
        """Return what changed on a whole day that was known before."""
        changes = Changes(self.rows, self.digests.emitted)
        before = self.before
        if self.has_amounts and before.spend is not None and before.conversions is not None:
            changes.spend = self.spend - before.spend
            changes.conversions = self.conversions - before.conversions
        return changes


class Comparison:
    """Says which rows are to be emitted, window by window: `begin`, `changed` …, `settle`.

    `emits_all`: every row is, and is kept for the next run. `is_held`: rows go to files, so that
    what was settled counts when the store is told to `release` it.
    """

    def __init__(
        self,
        store: ChangeStore,
        stream: str,
        advertiser_id: str,
        *,
        emits_all: bool = False,
        is_held: bool = False,
    ) -> None:
        """Load nothing yet."""
        self._store = store
        self._whose = stream, advertiser_id
        self._emits_all = emits_all
        self._is_held = is_held
        self._days: dict[str, _Day] = {}
        self._is_in_doubt = False

    def begin(self, first: str = NO_DAY, last: str = NO_DAY) -> None:
        """Load the digests of a window, all at once."""
        kept = self._store.load(*self._whose, first, last)
        self._days = {day: _Day(one) for day, one in kept.items()}
        self._is_in_doubt = False

    def changed(self, rows: Iterable[Row]) -> list[int]:
        """Return the places of the rows that are to be emitted; they have to be.

        Before the first of a window the store forgets its days: whatever happens from now on,
        nobody takes what it held for what has arrived.
        """
        places = []
        days, emits_all = self._days, self._emits_all
        for place, row in enumerate(rows):
            day = days.get(row.day) or self._add_day(row.day)
            day.rows += 1
            if row.amounts is not None:
                day.spend += row.amounts[0]
                day.conversions += row.amounts[1]
                day.has_amounts = True
            key, content = digest_of(row.key.encode(errors="replace")), digest_of(row.content)
            if emits_all or not day.digests.has(key, content):
                day.digests.add(key, content)
                places.append(place)
        if places and not self._is_in_doubt:
            self._doubt()
        return places

    def settle(
        self, today: date | None = None, *, is_whole: bool = True, keep_from: str = NO_DAY
    ) -> dict[int, Changes]:
        """Keep what was emitted since `begin`, now that all of it was; return changes by age.

        `today` is what ages are counted from, None where there are no days. Not `is_whole`: rows
        are missing, so that nothing is said of the days. Days before `keep_from` are forgotten.
        """
        ages: dict[int, Changes] = {}
        if is_whole and today is not None and not self._emits_all:
            for name, day in self._days.items():
                if day.is_known:
                    age = (today - date.fromisoformat(name)).days
                    ages.setdefault(age, Changes()).add(day.changes())
        if self._is_in_doubt:
            kept = {name: day.kept(is_whole=is_whole) for name, day in self._days.items()}
            self._store.settle(*self._whose, kept, is_held=self._is_held, keep_from=keep_from)
        self._days, self._is_in_doubt = {}, False
        return ages

    def _add_day(self, day: str) -> _Day:
        """Return a day that is not known, or lies outside of the window."""
        added = self._days[day] = _Day(self._store.load(*self._whose, day, day).get(day))
        if self._is_in_doubt:
            self._doubt()
        return added

    def _doubt(self) -> None:
        known = [name for name, day in self._days.items() if day.is_known]
        if known:
            self._store.forget(*self._whose, known)
        self._is_in_doubt = True
