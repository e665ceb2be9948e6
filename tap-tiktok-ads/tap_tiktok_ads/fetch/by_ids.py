"""Asks for a report by campaign, and for that of one campaign by ad group."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from tap_tiktok_ads.errors import Retryable, RunFailed, TikTokError
from tap_tiktok_ads.fetch.planned_query import READINGS
from tap_tiktok_ads.fetch.smaller import (
    id_fields,
    is_own_id,
    listings_of,
    split_by_ids,
    values_of,
)
from tap_tiktok_ads.tiktok.rows import decode_rows

if TYPE_CHECKING:
    from tap_tiktok_ads.fetch.page_source import PageSource
    from tap_tiktok_ads.fetch.query import Query


logger = logging.getLogger(__name__)


class _Listed(NamedTuple):
    """Ids, and whether they are as many as TikTok counts."""

    ids: tuple[str, ...]
    is_whole: bool = True


def queries_by_ids(source: PageSource, query: Query) -> list[Query]:
    """Return queries that ask for the same by campaign or ad group; empty if it can't be.

    The last one `is_unlisted` when TikTok does not list all that it counts.

    Raises:
        TapError: what there is can't be listed.
    """
    for id_field in id_fields(query):
        asked = values_of(query, id_field)
        listed = _Listed(asked) if asked else _listed(source, query, id_field)
        is_only_one = len(listed.ids) == 1 and not asked and is_own_id(query, id_field)
        if len(listed.ids) > 1 or is_only_one:
            queries = split_by_ids(query, id_field, listed.ids)
            return queries if listed.is_whole else [*queries, replace(query, is_unlisted=True)]
    return []


def _listed(source: PageSource, query: Query, id_field: str) -> _Listed:
    (usual, *others), name = listings_of(query, id_field)
    lists = [_read(source, usual, name), *(_read_if_allowed(source, one, name) for one in others)]
    ids = dict.fromkeys(one for listed in lists for one in listed.ids)
    return _Listed(tuple(ids), all(listed.is_whole for listed in lists))


def _read_if_allowed(source: PageSource, listing: Query, name: str) -> _Listed:
    """List reserved campaigns: when TikTok refuses that, the usual ones are known all the same."""
    try:
        return _read(source, listing, name)
    except (RunFailed, Retryable):
        raise
    except TikTokError as error:
        logger.warning("%s can't be listed whole: %s", listing, error)
        return _Listed((), is_whole=False)


def _read(source: PageSource, listing: Query, name: str) -> _Listed:
    """Read a list again until it is whole: objects come and go between its pages."""
    ids: dict[str, None] = {}
    for _ in range(READINGS):
        total, served = 0, dict[str, None]()
        for page in source.pages(listing):
            total = max(total, page.total_rows)
            rows = decode_rows(page.rows)
            served.update(dict.fromkeys(str(row[name]) for row in rows if row.get(name)))
        ids.update(served)
        if len(served) >= total:
            return _Listed(tuple(ids))
    return _Listed(tuple(ids), is_whole=False)
