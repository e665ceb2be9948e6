"""Turns pages into rows: each row of a group once, and none missing.

Pages are offsets into a list that moves: an object created between two pages shifts a row onto
both, a deleted one hides a row from both (TikTok's listings are sorted by id, descending, and
reports are not sorted at all). So a row is known by its key, and a query whose totals moved, or
whose rows do not add up to the total, is read again.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator, Sequence

    from tap_tiktok_ads.fetch.look_ahead import Delivery, PageReader
    from tap_tiktok_ads.fetch.query import Query
    from tap_tiktok_ads.tiktok.rows import RawRow

READINGS: Final = 3
"""How often a query is read until its rows add up."""

ROWS_AT_ONCE: Final = 50
"""Decoded rows are emitted while the processor's cache still holds them."""

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class _Tally:
    """What the pages of one query said, and what they held."""

    totals: set[int] = field(default_factory=set)
    found: set[Hashable] = field(default_factory=set)
    pages: int = 0
    expected_pages: int = 0
    readings: int = 1

    def adds_up(self) -> bool:
        # A query that was split midway has pages left: its parts are tallied in its place.
        return self.pages < self.expected_pages or self.totals == {len(self.found)}


class RowReader:
    """Reads one group: use once.

    `decode` turns some rows of a page into what they mean, `key_of` tells them apart.
    `check(query, attempt)` is asked when a query is read to its end, and returns what to read in
    addition. `on_page(rows, is_last)` is told of each page.
    """

    def __init__(  # noqa: PLR0913 - what to read and whom to tell, all named
        self,
        reader: PageReader,
        group: int,
        *,
        key_of: Callable[[Any], Hashable],
        decode: Callable[[Sequence[RawRow]], list[Any]],
        check: Callable[[Query, int], Sequence[Query]] = lambda _query, _attempt: (),
        on_page: Callable[[int, bool], None] = lambda _rows, _is_last: None,
    ) -> None:
        """Read nothing yet."""
        self._reader = reader
        self._group = group
        self._key_of = key_of
        self._decode = decode
        self._check = check
        self._on_page = on_page
        self._emitted: set[Hashable] = set()
        self._lone_page: Sequence[RawRow] = ()
        self._tallies: dict[Query, _Tally] = {}
        self._place = -1
        self._attempts = 0

    def __iter__(self) -> Iterator[list[Any]]:
        """Yield the new rows in TikTok's order, at most ROWS_AT_ONCE together.

        Raises:
            TapError: the group failed; what was yielded before stays valid.
        """
        for delivery in self._reader.read(self._group):
            if delivery.place != self._place:
                self._begin(delivery)
            yield from self._new_rows(delivery)
            if delivery.is_last:
                self._end(delivery.planned)

    def _begin(self, delivery: Delivery) -> None:
        self._place = delivery.place
        self._attempts = 0
        self._tallies.clear()
        self._lone_page = ()
        if delivery.page.query.window is not None:
            self._emitted.clear()  # windows do not overlap: nothing comes twice

    def _new_rows(self, delivery: Delivery) -> Iterator[list[Any]]:
        page = delivery.page
        self._on_page(len(page.rows), delivery.is_last and not self._attempts)
        if self._is_lone(delivery):
            self._lone_page = page.rows
            yield from self._decoded(page.rows)
            return
        for rows in self._decoded(self._lone_page):
            self._emitted.update(map(self._key_of, rows))
        self._lone_page = ()
        tally = self._tallies.setdefault(page.query, _Tally())
        tally.totals.add(page.total_rows)
        tally.pages += 1
        if page.number == 1:
            tally.expected_pages = page.total_pages
        for rows in self._decoded(page.rows):
            yield self._unseen(rows, tally.found)

    def _is_lone(self, delivery: Delivery) -> bool:
        """Whether it is a whole window in one page: TikTok made that at one instant."""
        page = delivery.page
        is_only = delivery.is_last and not self._tallies and not self._attempts
        return is_only and page.query.window is not None and page.total_rows == len(page.rows)

    def _decoded(self, rows: Sequence[RawRow]) -> Iterator[list[Any]]:
        for start in range(0, len(rows), ROWS_AT_ONCE):
            yield self._decode(rows[start : start + ROWS_AT_ONCE])

    def _unseen(self, rows: list[Any], found: set[Hashable]) -> list[Any]:
        """Return the rows that were not emitted before, and note the keys of all."""
        unseen = []
        for row in rows:
            key = self._key_of(row)
            found.add(key)
            if key not in self._emitted:
                self._emitted.add(key)
                unseen.append(row)
        return unseen

    def _end(self, planned: Query) -> None:
        """Ask again for what moved while it was read, then for what is missing altogether."""
        moved = [query for query, tally in self._tallies.items() if not tally.adds_up()]
        again = [query for query in moved if self._may_read_again(query)]
        self._attempts += 1
        self._reader.again(
            self._group, self._place, again or self._check(planned, self._attempts), self._attempts
        )

    def _may_read_again(self, query: Query) -> bool:
        tally = self._tallies[query]
        if tally.readings == READINGS:
            logger.warning(
                "%s: TikTok counts %s rows and served %d, in each of %d readings",
                query,
                " or ".join(str(total) for total in sorted(tally.totals)),
                len(tally.found),
                READINGS,
            )
            return False
        logger.info("%s changed while it was read: reading it again", query)
        self._tallies[query] = _Tally(readings=tally.readings + 1)
        return True
