"""How a query is cut when TikTok can't answer it whole; pure.

TikTok blocks an app that repeats a slow query, so what is too large or too slow is never asked
for again as it was. First the window is halved, then the page, then the metrics, then it is asked
for by campaign, at last by ad group.
Source: TikTok's pages "Run a synchronous report" and "Performance".
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from tap_tiktok_ads.fetch.query import listing_queries
from tap_tiktok_ads.fetch.requested_names import RequestedNames
from tap_tiktok_ads.reports.report import Filter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tap_tiktok_ads.fetch.query import Query

SMALL_PAGE_SIZE: Final = 50

MAX_METRICS: Final = 100
"""TikTok refuses a report with more (TikTok's page "Run a synchronous report")."""

IDS_PER_FILTER: Final = 100
"""TikTok refuses longer id filters (code 40011)."""

ID_FIELDS: Final = {
    "AUCTION_AD": ("campaign_ids", "adgroup_ids"),
    "AUCTION_ADGROUP": ("campaign_ids", "adgroup_ids"),
    "AUCTION_CAMPAIGN": ("campaign_ids",),
}
"""What a report can be narrowed to by its level, the larger objects first.

Never to what is smaller than a row: it would sum up a part of its object.
"""

_OWN_ID: Final = {"AUCTION_ADGROUP": "adgroup_ids", "AUCTION_CAMPAIGN": "campaign_ids"}
"""What the rows of a level are about; a report of ads is never narrowed to one ad."""

MOST_ROWS_JOINED: Final = 2_000
"""So many rows are joined at once, kept as text: 5 KB each with 150 metrics."""

_LISTINGS: Final = {
    "campaign_ids": ("/campaign/get/", "campaign_id"),
    "adgroup_ids": ("/adgroup/get/", "adgroup_id"),
}


def smaller_queries(query: Query) -> list[Query]:
    """Return queries that ask for less, in order; empty when there is nothing to cut.

    A window is halved. What has no days to halve is asked for in smaller pages, once.
    """
    if query.window and (halves := query.window.halves()):
        return [replace(query, window=half) for half in halves]
    if query.page_size > SMALL_PAGE_SIZE:
        return [replace(query, page_size=SMALL_PAGE_SIZE)]
    return []


def half_of_the_metrics(query: Query) -> list[RequestedNames]:
    """Return the names for two requests whose rows are joined; empty when it can't be."""
    return query.names.halves() or [] if query.is_report else []


def metrics_per_request(query: Query) -> list[RequestedNames]:
    """Return the names for requests whose rows are joined: one when TikTok takes them all."""
    return query.names.chunks(MAX_METRICS) if query.is_report else [query.names]


def values_of(query: Query, field: str) -> tuple[str, ...]:
    """Return what a report is narrowed to by one of its filters; empty when it is not."""
    return next((one.values for one in query.filters if one.field == field), ())


def narrowed(query: Query, id_field: str, ids: Sequence[str]) -> Query:
    """Ask only for what belongs to these campaigns or ad groups, at most 100 of them."""
    others = tuple(one for one in query.filters if one.field != id_field)
    return replace(query, filters=(*others, Filter(id_field, tuple(ids))), ids_per_split=0)


def id_fields(query: Query) -> tuple[str, ...]:
    """Return what a query can be narrowed to; nothing for listings and the advertisers' report."""
    return ID_FIELDS.get(_level(query), ()) if query.is_report else ()


def is_own_id(query: Query, id_field: str) -> bool:
    """Say whether each row of a report is about one such object."""
    return _OWN_ID.get(_level(query)) == id_field


def is_about_one(query: Query) -> bool:
    """Say whether a report is about one object whose rows they are: nothing of it can be cut."""
    level = _level(query)
    return level == "AUCTION_ADVERTISER" or len(values_of(query, _OWN_ID.get(level, ""))) == 1


def _level(query: Query) -> str:
    return query.params.get("data_level", "")


def listings_of(query: Query, id_field: str) -> tuple[list[Query], str]:
    """Return the queries that list all ids a report can be narrowed to, and their column.

    Reserved (TopView) campaigns too: listings show them on request only, reports always. Those of
    Promote, when the report is about them.
    """
    path, name = _LISTINGS[id_field]
    queries = listing_queries(
        path,
        query.advertiser_id,
        RequestedNames("fields", [name]),
        include_deleted=True,
        campaign_ids=() if id_field == "campaign_ids" else values_of(query, "campaign_ids"),
        origins=values_of(query, "campaign_system_origins"),
    )
    return queries, name


def pieces_to_join(query: Query, rows: int) -> list[Query]:
    """Cut a window of so many rows into windows whose rows are few enough to be joined.

    Empty when they are few enough already, or in one day.
    """
    window = query.window
    if window is None or rows <= MOST_ROWS_JOINED or window.days == 1:
        return []
    days = max(1, window.days * MOST_ROWS_JOINED // rows)
    return [replace(query, window=piece) for piece in window.pieces(days)]


def split_by_ids(query: Query, id_field: str, ids: Sequence[str]) -> list[Query]:
    """Cut into at least two queries, each of as many ids as `ids_per_split` or TikTok allows.

    One id gives one query.
    """
    most = query.ids_per_split or IDS_PER_FILTER
    size = min(most, max(1, (len(ids) + 1) // 2))
    return [
        narrowed(query, id_field, ids[start : start + size]) for start in range(0, len(ids), size)
    ]
