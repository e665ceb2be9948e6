"""What comes back for one page of a query."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tap_tiktok_ads.errors import TikTokError
    from tap_tiktok_ads.fetch.query import Query
    from tap_tiktok_ads.tiktok.rows import RawRow


class Page(NamedTuple):
    """One page, counted from 1: its rows, undecoded, and the bytes they keep in memory.

    The totals are those of the whole query.
    """

    query: Query
    number: int
    total_pages: int
    total_rows: int
    rows: Sequence[RawRow]
    size: int
    is_truncated: bool = False


class Unanswered(NamedTuple):
    """Something asked on top of an answer that is there already did not bring more.

    `error` is why; None when there is nothing smaller to ask for.
    """

    query: Query
    error: TikTokError | None = None


class Split(NamedTuple):
    """The query can't be answered whole: these replace it, in order."""

    queries: Sequence[Query]
