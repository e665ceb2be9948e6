"""Turns pages into rows: each row of a group once, and none missing.

Pages are offsets into a list that moves: an object created between two pages shifts a row onto
both, a deleted one hides a row from both (TikTok's listings are sorted by id, descending, and
reports are not sorted at all). So a row is known by its key, and a query whose totals moved, or
whose rows do not add up to the total, is read again.
"""

from __future__ import annotations

import json
import logging
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import msgspec

from tap_tiktok_ads.errors import NamesRefused, QueryTooLarge, Retryable
from tap_tiktok_ads.pages import Page, Split

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator

    from tap_tiktok_ads.client import Client
    from tap_tiktok_ads.pages import PageReader
    from tap_tiktok_ads.queries import Query

Row = dict[str, Any]

READINGS: Final = 3
"""How often a query is read until its rows add up."""

logger = logging.getLogger(__name__)


class _PageInfo(msgspec.Struct):
    page: int = 1
    total_number: int = 0
    total_page: int = 0


class _PageData(msgspec.Struct):
    page_info: _PageInfo
    list: msgspec.Raw = msgspec.Raw(b"[]")


_decode_data = msgspec.json.Decoder(_PageData).decode
_decode_rows = msgspec.json.Decoder(list[Row], float_hook=Decimal).decode


class PageFetcher:
    """Fetches one page; leaves out refused names and splits what is too large."""

    def __init__(self, client: Client) -> None:
        """Fetch through `client`, from any thread."""
        self._client = client

    def __call__(self, query: Query, number: int) -> Page | Split:
        """Return the page, or the smaller queries that replace the query.

        Raises:
            TapError: the page can't be had.
        """
        while True:
            asked = query.names.text
            try:
                return self._fetch(query, number)
            except NamesRefused as error:
                query.names.leave_out(error, asked)
            except QueryTooLarge as error:
                smaller = query.smaller()
                if not smaller:
                    raise
                logger.warning("%s; asking %s in %d parts", error, query, len(smaller))
                return Split(smaller)

    def _fetch(self, query: Query, number: int) -> Page:
        envelope = self._client.get(query.path, query.request(number), query.advertiser_id)
        try:
            data = _decode_data(envelope.data)
        except msgspec.DecodeError:
            message = f"{query} has no page_info"
            raise Retryable(message, request_id=envelope.request_id) from None
        info = data.page_info
        return Page(query, number, info.total_page, info.total_number, bytes(data.list))


def decode_rows(rows: bytes) -> list[Row]:
    """Decode a page's JSON list; decimals stay exact, half an emoji stays half an emoji."""
    try:
        return _decode_rows(rows)
    except (msgspec.DecodeError, UnicodeDecodeError):
        text = rows.decode("utf-8", "surrogatepass")
        decoded: list[Row] = json.loads(text, parse_float=Decimal, strict=False)
        return decoded


class RowReader:
    """Reads one group: use once."""

    def __init__(
        self,
        reader: PageReader,
        group: int,
        key_of: Callable[[Any], Hashable],
        decode: Callable[[bytes], list[Any]],
    ) -> None:
        """Turn pages into rows with `decode` and tell the rows apart by `key_of`."""
        self._reader = reader
        self._group = group
        self._key_of = key_of
        self._decode = decode
        self._emitted: set[Hashable] = set()
        self._found: set[Hashable] = set()
        self._totals: set[int] = set()
        self._query: Query | None = None
        self._reading = 1

    def __iter__(self) -> Iterator[Any]:
        """Yield the rows in TikTok's order.

        Raises:
            TapError: the group failed; what was yielded before stays valid.
        """
        for page in self._reader.read(self._group):
            if page.query is not self._query:
                self._begin(page.query)
            yield from self._new_rows(page)
            if page.total_pages > 1 and page.number == page.total_pages:
                self._check(page)

    def _begin(self, query: Query) -> None:
        earlier = self._query and self._query.window
        if query.window and earlier and query.window.start > earlier.end:
            self._emitted.clear()  # days do not overlap: nothing can come twice
        self._query = query
        self._reading = 1
        self._found = set()
        self._totals = set()

    def _new_rows(self, page: Page) -> Iterator[Any]:
        rows = self._decode(page.rows)
        if page.query.window and page.total_pages <= 1 and not self._emitted:
            yield from rows  # a whole window in one page: TikTok made it at one instant
            return
        self._totals.add(page.total_rows)
        for row in rows:
            key = self._key_of(row)
            self._found.add(key)
            if key not in self._emitted:
                self._emitted.add(key)
                yield row

    def _check(self, page: Page) -> None:
        if self._totals == {len(self._found)}:
            return
        if self._reading < READINGS:
            logger.info("%s changed while it was read: reading it again", page.query)
            self._reader.again(self._group, page.query, self._reading)
            self._reading += 1
            self._found = set()
            self._totals = set()
            return
        logger.warning(
            "%s: TikTok counts %s rows and served %d, in each of %d readings",
            page.query,
            " or ".join(str(total) for total in sorted(self._totals)),
            len(self._found),
            READINGS,
        )
