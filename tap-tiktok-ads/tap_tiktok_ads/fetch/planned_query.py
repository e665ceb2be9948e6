"""One planned query: what is asked, what came, and what is still missing. No I/O.

Pages are offsets into a list that moves: an object created between two pages shifts a row onto
both, a deleted one hides a row from both (TikTok's listings are sorted by id, descending, and
reports are not sorted at all). So rows are known by their keys, and what came of a query adds up
when its pages agree on one total and as many keys were found.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Final, NamedTuple

from tap_tiktok_ads.errors import Rejected
from tap_tiktok_ads.fetch.smaller import IDS_PER_FILTER
from tap_tiktok_ads.fetch.totals import DailySums
from tap_tiktok_ads.reports.daily_reports import COMPARED
from tap_tiktok_ads.reports.report import Filter

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence
    from datetime import date

    from tap_tiktok_ads.errors import TikTokError
    from tap_tiktok_ads.fetch.page import Page, Unanswered
    from tap_tiktok_ads.fetch.query import Query
    from tap_tiktok_ads.fetch.totals import Difference
    from tap_tiktok_ads.tiktok.rows import RawRow

READINGS: Final = 3
"""How often a query is read until its rows add up."""

PROMOTE: Final = Filter("campaign_system_origins", ("PROMOTE",))

IDS_PER_SEARCH: Final = (IDS_PER_FILTER, 10, 1)
"""In how many campaigns at a time a window is searched for missing rows, one after the other."""


logger = logging.getLogger(__name__)


class Incomplete(NamedTuple):
    """Rows are known to be missing, of a report on these days; objects have no days."""

    days: Sequence[date]


@dataclass(slots=True)
class Received:
    """What the pages of one query said in one reading, and the keys of the rows they held."""

    reading: int = 1
    totals: set[int] = field(default_factory=set)
    keys: set[Hashable] = field(default_factory=set)
    pages: int = 0
    expected_pages: int = 0
    is_cut: bool = False
    is_given_up: bool = False

    def add(self, page: Page) -> None:
        """Note what a page says of its query."""
        self.totals.add(page.total_rows)
        self.pages += 1
        self.is_cut |= page.is_truncated
        if page.number == 1:
            self.expected_pages = page.total_pages

    def adds_up(self) -> bool:
        """Say whether every row has come.

        A query that was split midway has pages left: what came of its parts is looked at instead.
        """
        return self._was_split() or self.totals == {len(self.keys)}

    def lacking(self) -> int:
        """Return how many rows are missing of those that every page counted.

        What is created while a list is read is counted by its last pages only.
        """
        return 0 if self._was_split() else max(0, min(self.totals) - len(self.keys))

    def _was_split(self) -> bool:
        return self.pages < max(1, self.expected_pages)


@dataclass(slots=True, eq=False)
class PlannedQuery:
    """A listing, or one window of a report, with all that was asked in its place.

    `differences` are the days that do not add up, known when the query `is_compared`; `unchecked`
    is why there is nothing to compare with. `unsearched` is why what is missing could not be
    asked for. `is_cut` when an answer that TikTok cut off could not be completed.
    """

    query: Query
    received: dict[Query, Received] = field(default_factory=dict)
    lone_page: Sequence[RawRow] = ()
    sums: DailySums = field(default_factory=DailySums)
    differences: Sequence[Difference] = ()
    is_compared: bool = False
    unchecked: TikTokError | None = None
    unsearched: TikTokError | None = None
    is_cut: bool = False
    _cut: set[Query] = field(default_factory=set)
    _searches: int = 0
    _spend_before: Decimal = Decimal(-1)

    def is_lone(self, page: Page) -> bool:
        """Say whether a page is a whole window: TikTok made it at one instant."""
        is_first = page.query is self.query and not self.received
        is_whole = page.total_pages <= 1 and page.total_rows == len(page.rows)
        is_whole = is_whole and not page.is_truncated
        return is_first and is_whole and page.query.window is not None

    def receive(self, page: Page, seen: set[Hashable] | None = None) -> Received:
        """Note a page, and return what has come of its query, for the keys of its rows.

        While a window has one query only, its keys are all that was `seen`: they are kept once.
        """
        received = self.received.get(page.query)
        if received is None:
            for one in self.received.values():
                if one.keys is seen:
                    one.keys = set(one.keys)
            is_first = not self.received and self.query.window is not None
            keys = seen if is_first and seen is not None and not seen else set()
            received = self.received[page.query] = Received(keys=keys)
        received.add(page)
        return received

    def moved(self) -> list[Query]:
        """Return the queries whose rows do not add up."""
        return [query for query, received in self.received.items() if not received.adds_up()]

    def next_reading(self) -> list[Query]:
        """Forget what moved while it was read, and return it, to be asked for once more."""
        moved = [query for query in self.moved() if not self.received[query].is_given_up]
        return [query for query in moved if self._may_read_again(query)]

    def _may_read_again(self, query: Query) -> bool:
        received = self.received[query]
        if received.reading < READINGS:
            logger.info("%s changed while it was read: reading it again", query)
            self.received[query] = Received(reading=received.reading + 1)
            return True
        received.is_given_up = True
        logger.warning(
            "%s: TikTok counts %s rows and served %d, in each of %d readings",
            query,
            " or ".join(str(total) for total in sorted(received.totals)),
            len(received.keys),
            READINGS,
        )
        return False

    def next_cut(self) -> list[Query]:
        """Return how to ask for what answers were cut off, once for each.

        Parts can be cut off again: they are asked for in smaller parts then.
        """
        cut = [
            query
            for query, received in self.received.items()
            if received.is_cut and query.window is not None and query not in self._cut
        ]
        self._cut.update(cut)
        return [replace(query, ids_per_split=IDS_PER_FILTER, is_extra=True) for query in cut]

    def leave(self, unanswered: Unanswered) -> None:
        """Note that something asked on top did not bring more."""
        self.unsearched = unanswered.error or self.unsearched
        if not self._searches:  # what is asked for before is what was cut off
            self.is_cut = True

    def lacking(self) -> TikTokError | None:
        """Say why its sums are no sums: rows are missing, or TikTok refuses what is summed up."""
        if self.incomplete() is not None:
            return Rejected(f"{self.query} counts more rows than it serves")
        return self.refused()

    def refused(self) -> TikTokError | None:
        """Say which metrics are refused that ads and advertiser are compared by."""
        names = sorted(COMPARED.difference(self.query.names.names))
        return Rejected(f"{self.query} is refused {' and '.join(names)}") if names else None

    def compare(self, differences: Sequence[Difference] | None) -> None:
        """Take the days that do not add up; None when nobody knows."""
        self.is_compared = differences is not None
        self.differences = differences or ()

    def next_search(self) -> Query | None:
        """Return how to search for what is missing; None when it is all there, or in vain.

        First for what Promote spent: TikTok leaves it out of reports of objects, and counts it for
        the advertiser. Then in ever smaller parts, as long as each search brings more to light.
        """
        if not self.differences:
            return None
        self._searches += 1
        if self._searches == 1:
            return replace(self.query, filters=(*self.query.filters, PROMOTE), is_extra=True)
        parts = self._searches - 2
        spend = sum((one.ads.spend for one in self.differences), start=Decimal(0))
        brought_more = spend > self._spend_before
        self._spend_before = spend
        if not brought_more or parts == len(IDS_PER_SEARCH):
            return None
        return replace(self.query, ids_per_split=IDS_PER_SEARCH[parts], is_extra=True)

    def incomplete(self) -> Incomplete | None:
        """Return what is known to be missing; None when nothing is.

        Sums that agree with the advertiser's outweigh that an answer was cut off. Rows that TikTok
        counts and never served are missing in any case.
        """
        window = self.query.window
        if self.differences:
            return Incomplete([one.day for one in self.differences])
        if window is not None and self.is_cut and not self.is_compared:
            return Incomplete(list(window.each_day()))
        short = self._short()
        windows = {query.window for query in short if query.window is not None}
        days = {day for one in windows for day in one.each_day()}
        return Incomplete(sorted(days)) if short else None

    def _short(self) -> list[Query]:
        """Return the queries whose rows never came in full, unless others brought them."""
        short = {query: one for query, one in self.received.items() if one.lacking()}
        lacking = sum(one.lacking() for one in short.values())
        there = _keys(short.values())
        brought = len(_keys(self.received.values()) - there)
        return list(short) if lacking > brought else []


def _keys(received: Iterable[Received]) -> set[Hashable]:
    found: set[Hashable] = set()
    return found.union(*(one.keys for one in received))
