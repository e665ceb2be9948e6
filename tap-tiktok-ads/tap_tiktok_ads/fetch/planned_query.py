"""One planned query: what is asked, what came, and what is still missing. No I/O.

Pages are offsets into a list that moves: an object created between two pages shifts a row onto
both, a deleted one hides a row from both (TikTok's listings are sorted by id, descending, and
reports are not sorted at all). So rows are known by their keys, and what came of a query adds up
when its pages agree on one total and as many keys were found.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from tap_tiktok_ads.fetch.smaller import IDS_PER_FILTER
from tap_tiktok_ads.fetch.totals import DailySums

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from tap_tiktok_ads.errors import TikTokError
    from tap_tiktok_ads.fetch.page import Page
    from tap_tiktok_ads.fetch.query import Query
    from tap_tiktok_ads.fetch.totals import Difference
    from tap_tiktok_ads.tiktok.rows import RawRow

READINGS: Final = 3
"""How often a query is read until its rows add up."""

IDS_PER_SEARCH: Final = (IDS_PER_FILTER, 10, 1)
"""In how many campaigns at a time a window is searched for missing rows, one after the other."""


@dataclass(slots=True)
class Received:
    """What the pages of one query said in one reading, and the keys of the rows they held."""

    reading: int = 1
    totals: set[int] = field(default_factory=set)
    keys: set[Hashable] = field(default_factory=set)
    pages: int = 0
    expected_pages: int = 0

    def add(self, page: Page) -> None:
        """Note what a page says of its query."""
        self.totals.add(page.total_rows)
        self.pages += 1
        if page.number == 1:
            self.expected_pages = page.total_pages

    def adds_up(self) -> bool:
        """Say whether every row has come.

        A query that was split midway has pages left: what came of its parts is looked at instead.
        """
        return self.pages < self.expected_pages or self.totals == {len(self.keys)}


@dataclass(slots=True, eq=False)
class PlannedQuery:
    """A listing, or one window of a report, with all that was asked in its place.

    `differences` are the days that do not add up. They are not known when the query is
    `unchecked`: why there is nothing to compare with.
    """

    query: Query
    received: dict[Query, Received] = field(default_factory=dict)
    lone_page: Sequence[RawRow] = ()
    sums: DailySums = field(default_factory=DailySums)
    differences: Sequence[Difference] = ()
    unchecked: TikTokError | None = None
    _searches: int = 0
    _spend_before: Decimal = Decimal(-1)

    def is_lone(self, page: Page) -> bool:
        """Say whether a page is a whole window: TikTok made it at one instant."""
        is_first = page.query is self.query and not self.received
        is_whole = page.total_pages <= 1 and page.total_rows == len(page.rows)
        return is_first and is_whole and page.query.window is not None

    def receive(self, page: Page) -> Received:
        """Note a page, and return what has come of its query, for the keys of its rows."""
        received = self.received.setdefault(page.query, Received())
        received.add(page)
        return received

    def moved(self) -> list[Query]:
        """Return the queries whose rows do not add up."""
        return [query for query, received in self.received.items() if not received.adds_up()]

    def read_again(self, query: Query) -> Query:
        """Forget what came of a query, to ask for it once more."""
        self.received[query] = Received(reading=self.received[query].reading + 1)
        return query

    def next_search(self) -> Query | None:
        """Return how to search for what is missing, in ever smaller parts; None when in vain.

        It goes on as long as each search brings more to light.
        """
        spend = sum((one.ads.spend for one in self.differences), start=Decimal(0))
        brought_more = spend > self._spend_before
        self._spend_before = spend
        if not self.differences or not brought_more or self._searches == len(IDS_PER_SEARCH):
            return None
        self._searches += 1
        return replace(self.query, ids_per_split=IDS_PER_SEARCH[self._searches - 1])
