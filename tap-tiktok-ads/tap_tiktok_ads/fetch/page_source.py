"""Fetches one page, and asks for less where TikTok can't answer for so much.

TikTok blocks an app that repeats a slow query, so what is too large or too slow is asked in
parts: first the window is halved, then the metrics, then the campaigns. An answer that TikTok
cut off at the 20,000 newest objects is asked in parts by campaign, then by ad group.
Source: TikTok's pages "Run a synchronous report" and "Performance".
"""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from tap_tiktok_ads.errors import NamesRefused, QueryTooLarge, Retryable
from tap_tiktok_ads.fetch.look_ahead import Page, Split
from tap_tiktok_ads.fetch.query import MAX_METRICS, Query, RequestedNames, as_json
from tap_tiktok_ads.tiktok.rows import decode_rows, encode_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tap_tiktok_ads.tiktok.client import Client, RequestCount
    from tap_tiktok_ads.tiktok.envelope import Envelope
    from tap_tiktok_ads.tiktok.rows import Row

IDS_PER_FILTER: Final = 100
"""TikTok refuses longer id filters (code 40011)."""

_LISTINGS: Final = {
    "campaign_ids": ("/campaign/get/", "campaign_id"),
    "adgroup_ids": ("/adgroup/get/", "adgroup_id"),
}

logger = logging.getLogger(__name__)


class PageFetcher:
    """Fetches pages from any thread."""

    def __init__(
        self,
        client: Client,
        tally_of: Callable[[str], RequestCount | None] = lambda _advertiser_id: None,
    ) -> None:
        """Fetch through `client`; `tally_of(advertiser_id)` is where requests are counted."""
        self._client = client
        self._tally_of = tally_of

    def __call__(self, query: Query, number: int) -> Page | Split:
        """Return the page, or the smaller queries that replace the query.

        Raises:
            TapError: the page can't be had.
        """
        if query.ids_per_part:
            return Split(self._by_ids(query, query.ids_per_part))
        try:
            parts = query.names.parts(MAX_METRICS) if query.window else []
            page = self._joined(query, parts) if len(parts) > 1 else self._fetch(query, number)
        except QueryTooLarge as error:
            return self._in_parts(query, error)
        if page.is_truncated and (queries := self._by_ids(query)):
            logger.info("TikTok cut %s off; asking in %d parts", query, len(queries))
            return Split(queries)
        return page

    def _fetch(self, query: Query, number: int) -> Page:
        while True:
            asked = query.names.text
            try:
                envelope = self._get(query, number)
                break
            except NamesRefused as error:
                if not error.refused and not error.legal:
                    error.refused = self._find_refused(query, query.names)
                query.names.leave_out(error, asked)
        data = envelope.data
        if data is None or data.page_info is None:
            raise Retryable(f"{query} has no page_info", request_id=envelope.request_id)
        info = data.page_info
        return Page(
            query,
            number,
            info.total_page,
            info.total_number,
            data.rows or (),
            envelope.size,
            is_truncated=envelope.is_truncated,
        )

    def _get(self, query: Query, number: int) -> Envelope:
        advertiser_id = query.advertiser_id
        request, tally = query.request(number), self._tally_of(advertiser_id)
        return self._client.get(query.path, request, advertiser_id, tally)

    def _find_refused(self, query: Query, names: RequestedNames) -> frozenset[str]:
        """Find the metrics that TikTok refuses without naming them, by halving the list."""
        probe = replace(query, names=names, page_size=1)
        try:
            self._get(probe, 1)
        except NamesRefused as error:
            halves = names.halves()
            if error.refused or halves is None:
                return error.refused or frozenset(names.names)
            return frozenset().union(*(self._find_refused(query, half) for half in halves))
        return frozenset()

    def _in_parts(self, query: Query, error: QueryTooLarge) -> Page | Split:
        smaller = query.smaller()
        if smaller:
            logger.warning("%s; asking %s in %d parts", error, query, len(smaller))
            return Split(smaller)
        halves = query.names.halves()
        if query.window is None or halves is None:
            raise error
        try:
            logger.warning("%s; asking %s with half of the metrics at a time", error, query)
            return self._joined(query, halves)
        except QueryTooLarge:
            parts = self._by_ids(query)
            if not parts:
                raise
            logger.warning("%s; asking %s in %d parts", error, query, len(parts))
            return Split(parts)

    def _joined(self, query: Query, parts: Sequence[RequestedNames]) -> Page:
        """Ask for some of the metrics at a time, and join the rows.

        The parts are read whole, because TikTok does not sort them alike.
        """
        rows: dict[str, Row] = {}
        for names in parts:
            for row in self._all_rows(query, names):
                known = rows.setdefault(as_json(row["dimensions"]), row)
                known["metrics"] = {**known["metrics"], **row["metrics"]}
        encoded = encode_rows(list(rows.values()))
        return Page(query, 1, 1, len(rows), encoded, sum(memoryview(row).nbytes for row in encoded))

    def _all_rows(self, query: Query, names: RequestedNames) -> Iterator[Row]:
        narrow = replace(query, names=names)
        number, last = 1, 1
        while number <= last:
            page = self._fetch(narrow, number)
            yield from decode_rows(page.rows)
            number, last = number + 1, page.total_pages

    def _by_ids(self, query: Query, most: int = IDS_PER_FILTER) -> list[Query]:
        """Split by campaign, and the query of one campaign by ad group; empty if it can't be."""
        if query.window is None:
            return []
        for id_field, parent in (("campaign_ids", None), ("adgroup_ids", "campaign_ids")):
            ids = query.ids(id_field)
            if len(ids) == 1:
                continue
            if not ids:
                ids = self._list_ids(query, id_field, query.ids(parent) if parent else ())
            if len(ids) > 1:
                return [query.narrowed(id_field, chunk) for chunk in _chunks(ids, most)]
        return []

    def _list_ids(self, query: Query, id_field: str, parents: Sequence[str]) -> tuple[str, ...]:
        path, name = _LISTINGS[id_field]
        filtering: dict[str, Any] = {"primary_status": "STATUS_ALL"}
        if parents:
            filtering["campaign_ids"] = list(parents)
        listing = Query(
            path,
            query.advertiser_id,
            RequestedNames("fields", [name]),
            {"filtering": as_json(filtering)},
        )
        rows = self._all_rows(listing, listing.names)
        return tuple(dict.fromkeys(str(row[name]) for row in rows))


def _chunks(ids: Sequence[str], most: int) -> list[Sequence[str]]:
    """Cut into at least two parts of at most `most` ids."""
    size = min(most, (len(ids) + 1) // 2)
    return [ids[start : start + size] for start in range(0, len(ids), size)]
