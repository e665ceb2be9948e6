"""Reads the answers in order, each row once, and asks for what they lack; see `asking`."""

from __future__ import annotations

import logging
from collections import deque
from typing import TYPE_CHECKING, Any, Final

from tap_tiktok_ads.fetch.look_ahead import LookAhead
from tap_tiktok_ads.fetch.page import Unanswered
from tap_tiktok_ads.fetch.planned_query import PlannedQuery
from tap_tiktok_ads.fetch.row_format import DIGEST

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence

    from tap_tiktok_ads.fetch.expected_totals import ExpectedTotals
    from tap_tiktok_ads.fetch.page import Page, Split
    from tap_tiktok_ads.fetch.query import Query
    from tap_tiktok_ads.fetch.quota import Quota
    from tap_tiktok_ads.fetch.row_format import RowFormat
    from tap_tiktok_ads.tiktok.rows import RawRow

ROWS_AT_ONCE: Final = 50
"""Decoded rows are emitted while the processor's cache still holds them."""

logger = logging.getLogger(__name__)


class Reading:
    """Reads the queries of all advertisers, one group each, in order; `close` it."""

    def __init__(
        self,
        ask: Callable[[Query, int], Page | Split | Unanswered],
        groups: Sequence[Sequence[Query]],
        row_format: RowFormat,
        workers: int,
        quota: Quota | None = None,
    ) -> None:
        """Begin to ask, on threads: usually `ask` is an `Asking`."""
        self._groups = groups
        self._format = row_format
        self._unfinished = 0
        self._ahead = LookAhead(ask, workers, quota)
        self._ahead.start(groups)

    def close(self) -> None:
        """Ask for nothing more, and let the threads end."""
        self._ahead.close()

    def windows(
        self, group: int, expected: ExpectedTotals | None = None
    ) -> Iterator[tuple[PlannedQuery, Iterable[list[Any]]]]:
        """Yield each planned query of a group, and its rows: at most ROWS_AT_ONCE together.

        Rows come in TikTok's order, each once. When they have been read to the end, the planned
        query says what stays different from `expected`. Groups are read in order; one that is
        passed over, or was left before its end, is dropped.

        Raises:
            TapError: the group failed; what was yielded before stays valid.
        """
        for passed_over in range(self._unfinished, group):
            self._ahead.skip(passed_over)
        self._unfinished = group
        seen: set[Hashable] = set()
        for place, query in enumerate(self._groups[group]):
            if query.window is not None:
                seen = set()  # windows do not overlap: nothing comes twice
            planned = PlannedQuery(query)
            rows = self._rows((group, place), planned, seen, expected)
            yield planned, rows
            deque(rows, maxlen=0)  # what was left unread: the next query begins where this ends
        self._unfinished = group + 1
        if self._unfinished == len(self._groups):
            self.close()

    def _rows(
        self,
        where: tuple[int, int],
        planned: PlannedQuery,
        seen: set[Hashable],
        expected: ExpectedTotals | None,
    ) -> Iterator[list[Any]]:
        amounts_of = self._format.amounts_of
        while True:
            for page in self._ahead.pages(*where):
                if isinstance(page, Unanswered):
                    planned.leave(page)
                    continue
                for rows in self._new_rows(page, planned, seen):
                    if amounts_of is not None:
                        planned.sums.add(map(amounts_of, rows))
                    yield rows
            queries = self._next_queries(planned, expected)
            if not queries:
                return
            self._ahead.add(*where, queries)

    def _new_rows(
        self, page: Page, planned: PlannedQuery, seen: set[Hashable]
    ) -> Iterator[list[Any]]:
        if planned.is_lone(page):
            planned.lone_page = page.rows
            yield from self._decoded(page.rows)  # no keys: that would be work for nothing
            return
        key_of = self._format.key_of
        for rows in self._decoded(planned.lone_page):
            seen.update(hash(key_of(row)) & DIGEST for row in rows)
        planned.lone_page = ()
        keys = planned.receive(page, seen).keys
        for rows in self._decoded(page.rows):
            yield self._unseen(rows, keys, seen)

    def _decoded(self, rows: Sequence[RawRow]) -> Iterator[list[Any]]:
        for start in range(0, len(rows), ROWS_AT_ONCE):
            yield self._format.decode(rows[start : start + ROWS_AT_ONCE])

    def _unseen(self, rows: list[Any], keys: set[Hashable], seen: set[Hashable]) -> list[Any]:
        """Return the rows that did not come before, and note the keys of all."""
        unseen = []
        key_of = self._format.key_of
        for row in rows:
            key = hash(key_of(row)) & DIGEST
            if key not in seen:
                seen.add(key)
                unseen.append(row)
            keys.add(key)  # of a window with one query it is the same set
        return unseen

    def _next_queries(
        self, planned: PlannedQuery, expected: ExpectedTotals | None
    ) -> Sequence[Query]:
        """Return what moved while it was read, else how to search for what is missing."""
        if moved := planned.next_reading():
            return moved
        if cut := planned.next_cut():
            logger.info("TikTok cut %s off: asking in parts", planned.query)
            return cut
        window = planned.query.window
        if expected is None or window is None:
            return []
        planned.unchecked = expected.read(window) or planned.refused() or planned.unchecked
        if planned.unchecked is not None:
            return []
        planned.compare(expected.differences(window, planned.sums))
        search = planned.next_search()
        return [] if search is None else [search]
