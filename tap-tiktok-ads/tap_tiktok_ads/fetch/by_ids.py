"""Asks for a report by campaign, and for that of one campaign by ad group."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tap_tiktok_ads.fetch.smaller import (
    id_fields,
    is_own_id,
    listings_of,
    split_by_ids,
    values_of,
)

if TYPE_CHECKING:
    from tap_tiktok_ads.fetch.page_source import PageSource
    from tap_tiktok_ads.fetch.query import Query


def queries_by_ids(source: PageSource, query: Query) -> list[Query]:
    """Return queries that ask for the same by campaign or ad group; empty if it can't be.

    Raises:
        TapError: what there is can't be listed.
    """
    for id_field in id_fields(query):
        asked = values_of(query, id_field)
        ids = asked or _all_ids(source, query, id_field)
        is_only_one = len(ids) == 1 and not asked and is_own_id(query, id_field)
        if len(ids) > 1 or is_only_one:
            return split_by_ids(query, id_field, ids)
    return []


def _all_ids(source: PageSource, query: Query, id_field: str) -> tuple[str, ...]:
    listings, name = listings_of(query, id_field)
    found = (str(row[name]) for listing in listings for row in source.all_rows(listing))
    return tuple(dict.fromkeys(found))
