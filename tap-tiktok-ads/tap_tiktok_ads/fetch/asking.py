"""Asks until every row has come, each once: all that is asked again is asked from here.

TikTok's first answer is not always the whole truth. What is asked next depends on it:

    the answer                          is followed by                         decided by
    too large, or not in time           smaller queries, see `smaller`         a thread, at once
    more metrics than TikTok takes      some at a time, the rows joined        a thread, at once
    its pages do not add up             the same query, at most READINGS       the reader, when
                                        times                                  all pages are read
    cut off at the 20,000 newest ads    queries by campaign or ad group        the reader, when
                                                                               pages add up
    ads do not add up to their          what Promote spent, then the window    the reader, when
    advertiser                          in ever smaller parts                  nothing is cut

Threads decide at once, so that the quota is used; the reader has the keys and the sums. What is
asked, what came and what is missing is kept in one `PlannedQuery` at a time; `reading` is the
reader. What it asks for comes on top of what it has: a refusal of that costs no row (`Unanswered`).
"""

from __future__ import annotations

import logging
import threading
from contextlib import nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING

from tap_tiktok_ads.errors import QueryTooLarge, Retryable, RunFailed, TikTokError
from tap_tiktok_ads.fetch.by_ids import queries_by_ids
from tap_tiktok_ads.fetch.page import Split, Unanswered
from tap_tiktok_ads.fetch.smaller import (
    MOST_ROWS_JOINED,
    half_of_the_metrics,
    is_about_one,
    metrics_per_request,
    pieces_to_join,
    smaller_queries,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tap_tiktok_ads.fetch.page import Page
    from tap_tiktok_ads.fetch.page_source import PageSource
    from tap_tiktok_ads.fetch.query import Query
    from tap_tiktok_ads.fetch.requested_names import RequestedNames

logger = logging.getLogger(__name__)


class Asking:
    """Asks for one page, on any thread, and for less where TikTok can't answer for so much."""

    def __init__(self, source: PageSource) -> None:
        """Ask nothing yet."""
        self._source = source
        self._joining = threading.Lock()

    def __call__(self, query: Query, number: int) -> Page | Split | Unanswered:
        """Return the page, or the smaller queries that replace the query.

        Raises:
            TapError: the page can't be had. Of an extra query only what passes, or ends the run:
                what is missing then can be had later, so the bookmark must stay.
        """
        try:
            return self._answer(query, number)
        except (RunFailed, Retryable):
            raise
        except TikTokError as error:
            if not query.is_extra:
                raise
            return Unanswered(query, error)

    def _answer(self, query: Query, number: int) -> Page | Split | Unanswered:
        if query.is_unlisted:
            return Unanswered(query)
        if query.ids_per_split:
            queries = queries_by_ids(self._source, query)
            is_answered = queries or is_about_one(query)
            return Split(queries) if is_answered else Unanswered(query)
        try:
            metrics = metrics_per_request(query)
            if len(metrics) > 1:
                return self._joined(query, metrics)
            return self._source.page(query, number)
        except QueryTooLarge as error:
            return self._smaller(query, error)

    def _joined(self, query: Query, metrics: Sequence[RequestedNames]) -> Page | Split:
        first = self._source.page(replace(query, names=metrics[0]), 1)
        if pieces := pieces_to_join(query, first.total_rows):
            return Split(pieces)
        # A day of very many rows is joined by one thread at a time: each holds all of its rows.
        with self._joining if first.total_rows > MOST_ROWS_JOINED else nullcontext():
            return self._source.joined(query, metrics, first)

    def _smaller(self, query: Query, error: QueryTooLarge) -> Page | Split:
        if queries := smaller_queries(query):
            logger.warning("%s; asking %s in %d parts", error, query, len(queries))
            return Split(queries)
        metrics = half_of_the_metrics(query)
        if not metrics:
            raise error
        try:
            logger.warning("%s; asking %s with half of the metrics at a time", error, query)
            return self._source.joined(query, metrics)
        except QueryTooLarge:
            queries = self._by_ids(query)
            if not queries:
                raise
            logger.warning("%s; asking %s in %d parts", error, query, len(queries))
            return Split(queries)

    def _by_ids(self, query: Query) -> list[Query]:
        """Ask in parts; empty also when TikTok refuses to list them: reports work without."""
        try:
            return queries_by_ids(self._source, query)
        except (RunFailed, Retryable):
            raise
        except TikTokError as error:
            logger.warning("%s can't be asked in parts: %s", query, error)
            return []
