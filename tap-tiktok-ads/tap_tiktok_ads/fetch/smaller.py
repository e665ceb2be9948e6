"""How a query is cut when TikTok can't answer it whole; pure.

TikTok blocks an app that repeats a slow query, so what is too large or too slow is never asked
for again as it was. First the window is halved, then the page, then the metrics, then it is asked
for by campaign, at last by ad group.
Source: TikTok's pages "Run a synchronous report" and "Performance".
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from tap_tiktok_ads.fetch.query import Query
from tap_tiktok_ads.fetch.requested_names import RequestedNames, as_json

if TYPE_CHECKING:
    from collections.abc import Sequence

SMALL_PAGE_SIZE: Final = 50

MAX_METRICS: Final = 100
"""TikTok refuses a report with more (TikTok's page "Run a synchronous report")."""

IDS_PER_FILTER: Final = 100
"""TikTok refuses longer id filters (code 40011)."""

ID_FIELDS: Final = ("campaign_ids", "adgroup_ids")
"""What a report can be narrowed to, the larger objects first."""

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
    return [] if query.window is None else query.names.halves() or []


def metrics_per_request(query: Query) -> list[RequestedNames]:
    """Return the names for requests whose rows are joined: one when TikTok takes them all."""
    return [query.names] if query.window is None else query.names.chunks(MAX_METRICS)


def ids_in(query: Query, id_field: str) -> tuple[str, ...]:
    """Return the ids that a query is narrowed to; empty when it is not."""
    return dict(query.filters).get(id_field, ())


def narrowed(query: Query, id_field: str, ids: Sequence[str]) -> Query:
    """Ask only for what belongs to these campaigns or ad groups, at most 100 of them."""
    others = tuple(entry for entry in query.filters if entry[0] != id_field)
    return replace(query, filters=(*others, (id_field, tuple(ids))), ids_per_split=0)


def listing_of(query: Query, id_field: str) -> tuple[Query, str]:
    """Return the query that lists all ids a report can be narrowed to, and their column."""
    path, name = _LISTINGS[id_field]
    filtering: dict[str, Any] = {"primary_status": "STATUS_ALL"}
    campaigns = ids_in(query, "campaign_ids")
    if id_field != "campaign_ids" and campaigns:
        filtering["campaign_ids"] = list(campaigns)
    params = {"filtering": as_json(filtering)}
    return Query(path, query.advertiser_id, RequestedNames("fields", [name]), params), name


def split_by_ids(query: Query, id_field: str, ids: Sequence[str]) -> list[Query]:
    """Cut into at least two queries, each of as many ids as `ids_per_split` or TikTok allows."""
    most = query.ids_per_split or IDS_PER_FILTER
    size = min(most, (len(ids) + 1) // 2)
    return [
        narrowed(query, id_field, ids[start : start + size]) for start in range(0, len(ids), size)
    ]
