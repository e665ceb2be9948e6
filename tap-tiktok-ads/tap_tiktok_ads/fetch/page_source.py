"""Gets one page of a query from TikTok, by one request or by several whose rows are joined."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING, Final

from tap_tiktok_ads.errors import NamesRefused, Rejected, Retryable
from tap_tiktok_ads.fetch.joining import PartialRows, have_the_same_rows, join_rows
from tap_tiktok_ads.fetch.page import Page
from tap_tiktok_ads.fetch.requested_names import RequestedNames
from tap_tiktok_ads.tiktok.envelope import PageInfo

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tap_tiktok_ads.fetch.query import Query
    from tap_tiktok_ads.tiktok.client import Client, RequestCount
    from tap_tiktok_ads.tiktok.envelope import Envelope, Payload

COMMON: Final = ("spend", "impressions")
"""What every report has: TikTok's own default (its page "Run a synchronous report")."""


class PageSource:
    """Gets pages on any thread. Names that TikTok refuses are learned and left out."""

    def __init__(self, client: Client, counts: Mapping[str, RequestCount] | None = None) -> None:
        """Ask through `client`; requests are counted in `counts`, by advertiser."""
        self._client = client
        self._counts = counts or {}

    def page(self, query: Query, number: int) -> Page:
        """Return a page of a query, counted from 1.

        Raises:
            TapError: the page can't be had.
        """
        while True:
            asked = query.names.text
            try:
                envelope = self._get(query, number)
                break
            except NamesRefused as error:
                if query.is_extra:
                    raise  # the names are good for all that is not asked on top of it
                if not error.refused and not error.legal:
                    error.refused = self._refused_unnamed(query, error)
                query.names.leave_out(error, asked)
        data = envelope.data
        info = data.page_info if data and query.is_paged else _one_page(data)
        if data is None or info is None:
            raise Retryable(f"{query} has no page_info", request_id=envelope.request_id)
        return Page(
            query,
            number,
            info.total_page,
            info.total_number,
            data.rows or (),
            envelope.size,
            is_truncated=envelope.is_truncated,
        )

    def joined(
        self, query: Query, metrics: Sequence[RequestedNames], first: Page | None = None
    ) -> Page:
        """Ask for some of the metrics at a time, and join the rows into one page.

        All are asked for once more when rows came or went between the requests. The page has fewer
        rows than it counts when pages of one request did not bring all of its rows. `first` is
        the first page of the first metrics, if it is there.

        Raises:
            TapError: a page can't be had.
        """
        parts, before = self._parts(query, metrics, first), []
        if not have_the_same_rows(parts):
            before = [part.keys() for part in parts]
            parts.clear()
            parts = self._parts(query, metrics)
        is_truncated = any(part.is_truncated for part in parts)
        rows, total = join_rows(parts, before)
        size = sum(memoryview(row).nbytes for row in rows)
        return Page(query, 1, 1, total, rows, size, is_truncated)

    def _parts(
        self, query: Query, metrics: Sequence[RequestedNames], first: Page | None = None
    ) -> list[PartialRows]:
        parts: list[PartialRows] = []
        for names in metrics:
            parts.append(PartialRows(self.pages(replace(query, names=names), first)))
            first = None
        return parts

    def pages(self, query: Query, first: Page | None = None) -> Iterator[Page]:
        """Yield all pages, one after the other; `first` is the first one, if it is there.

        Raises:
            TapError: a page can't be had.
        """
        page = first or self.page(query, 1)
        yield page
        for number in count(2):
            if number > page.total_pages:
                return
            page = self.page(query, number)
            yield page

    def _get(self, query: Query, number: int) -> Envelope:
        advertiser_id = query.advertiser_id
        counted = self._counts.get(advertiser_id)
        return self._client.get(query.path, query.request(number), advertiser_id, counted)

    def _refused_unnamed(self, query: Query, error: NamesRefused) -> frozenset[str]:
        """Find the metrics that TikTok refuses without naming them; empty when it is none alone.

        That takes a request per metric or two. Where TikTok refuses the report as such they would
        be for nothing, of each advertiser and window: so two common metrics are tried first.

        Raises:
            Rejected: the report is refused whatever its metrics are.
        """
        common = [RequestedNames("metrics", [name]) for name in COMMON]
        if all(self._find_refused(query, names) for names in common):
            raise Rejected(error.message, code=error.code, request_id=error.request_id)
        halves = query.names.halves() or [query.names]
        return frozenset().union(*(self._find_refused(query, half) for half in halves))

    def _find_refused(self, query: Query, names: RequestedNames) -> frozenset[str]:
        """Find what is refused of these names, by halving them."""
        probe = replace(query, names=names, page_size=1)
        try:
            self._get(probe, 1)
        except NamesRefused as error:
            halves = names.halves()
            if error.refused or halves is None:
                return error.refused or frozenset(names.names)
            return frozenset().union(*(self._find_refused(query, half) for half in halves))
        return frozenset()


def _one_page(data: Payload | None) -> PageInfo | None:
    """Count what is answered without pages; None when it is no list."""
    return PageInfo(len(data.rows), 1) if data and data.rows is not None else None
