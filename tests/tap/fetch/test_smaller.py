"""How a query is cut into smaller ones."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tap_tiktok_ads.fetch.query import PAGE_SIZE, listing_queries
from tap_tiktok_ads.fetch.requested_names import RequestedNames
from tap_tiktok_ads.fetch.smaller import (
    IDS_PER_FILTER,
    narrowed,
    smaller_queries,
    split_by_ids,
    values_of,
)
from tap_tiktok_ads.fetch.windows import Window
from tests.tap.scripted_client import DAY, report

WINDOW = Window(DAY, DAY.replace(day=30))


def test_a_window_is_asked_for_in_halves() -> None:
    """What is smaller covers the same days with the same names, oldest first."""
    parts = smaller_queries(report(days=30))

    assert [part.window for part in parts] == list(WINDOW.halves() or ())
    assert {part.names for part in parts} == {parts[0].names}


def test_a_single_day_is_asked_for_in_smaller_pages_and_then_no_further() -> None:
    """Halving ends: a day, then smaller pages, then nothing smaller."""
    day = report(page_size=PAGE_SIZE)
    (smaller_pages,) = smaller_queries(day)

    assert smaller_pages.window == day.window
    assert smaller_pages.page_size < PAGE_SIZE
    assert smaller_queries(smaller_pages) == []


def test_a_listing_is_asked_for_in_smaller_pages() -> None:
    """A listing has no days to halve."""
    query, _ = listing_queries(
        "/ad/get/", "7", RequestedNames("fields", ["ad_id"]), include_deleted=True
    )
    (smaller,) = smaller_queries(query)

    assert smaller.request(1) == {**query.request(1), "page_size": "50"}


@pytest.mark.parametrize("ids", [["1"], ["1", "2", "3"]])
def test_a_query_can_be_narrowed_to_campaigns(ids: list[str]) -> None:
    """The ids join the filter that is there; narrowing again replaces them."""
    query = narrowed(narrowed(report(), "campaign_ids", ["99"]), "campaign_ids", ids)

    filtering = json.loads(query.request(1)["filtering"])
    assert [(one["field_name"], json.loads(one["filter_value"])) for one in filtering] == [
        ("ad_status", ["STATUS_ALL"]),
        ("campaign_ids", ids),
    ]
    assert values_of(query, "campaign_ids") == tuple(ids)


@given(st.integers(2, 450), st.sampled_from([0, 1, 10, 100]))
def test_a_split_by_campaigns_names_each_once_and_few_at_a_time(count: int, most: int) -> None:
    """At least two queries, none with more ids than asked for or allowed, none asked in parts."""
    ids = [str(number) for number in range(count)]
    queries = split_by_ids(replace(report(), ids_per_split=most), "campaign_ids", ids)

    parts = [values_of(query, "campaign_ids") for query in queries]
    assert [one for part in parts for one in part] == ids
    assert len(parts) >= 2
    assert max(map(len, parts)) <= (most or IDS_PER_FILTER)
    assert {query.ids_per_split for query in queries} == {0}


@given(st.integers(1, 30))
def test_halving_ends_at_single_days_that_cover_the_window(days: int) -> None:
    """Whatever is too large again and again, every day is asked for once, oldest first."""

    def smallest(window_days: int) -> list[Window]:
        pending, found = [report(days=window_days)], []
        while pending:
            query = pending.pop(0)
            smaller = smaller_queries(query)
            pending[:0] = smaller
            if not smaller and query.window is not None:
                found.append(query.window)
        return found

    assert [one.start for one in smallest(days)] == [DAY.replace(day=n + 1) for n in range(days)]
    assert {one.days for one in smallest(days)} == {1}
