"""Bookmarks in the SDK's layout of STATE."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tap_tiktok_ads.state import Bookmarks, readable_state
from tests.tap.singer_output import bookmarks_in, state_of

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)
texts = st.text(min_size=1, max_size=20)


def partition(advertiser_id: Any, value: Any) -> dict[str, Any]:
    return {"context": {"advertiser_id": advertiser_id}, "replication_key_value": value}


@given(st.dictionaries(texts, texts))
def test_what_is_set_is_in_the_state_and_read_back(values: dict[str, str]) -> None:
    """A bookmark that was set is found by the next run, in the SDK's layout."""
    state: dict[str, Any] = {}
    bookmarks = Bookmarks(state, "stat_time_day")
    for advertiser_id, value in values.items():
        bookmarks.set(advertiser_id, value)

    assert state["partitions"] == [
        {
            "context": {"advertiser_id": advertiser_id},
            "replication_key": "stat_time_day",
            "replication_key_value": value,
        }
        for advertiser_id, value in values.items()
    ]
    again = Bookmarks(state, "stat_time_day")
    assert {advertiser_id: again.get(advertiser_id) for advertiser_id in values} == values


def test_a_bookmark_that_is_set_twice_has_one_partition() -> None:
    """The later value replaces the earlier one, in its place."""
    state: dict[str, Any] = {}
    bookmarks = Bookmarks(state, "modify_time")
    for value in ("1", "2", "3"):
        bookmarks.set("7", value)
        bookmarks.set("8", value)

    full = {"bookmarks": {"ads": state}}
    assert bookmarks_in(full, "ads") == {"7": "3", "8": "3"}
    assert len(state["partitions"]) == 2


def test_an_advertiser_without_bookmark_has_none() -> None:
    """Before the first import there is no bookmark."""
    assert Bookmarks({}, "stat_time_day").get("7") is None


def test_the_first_of_two_partitions_counts() -> None:
    """Duplicate partitions, which the SDK refuses, become one."""
    state = {"partitions": [partition("7", "2026-03-01"), partition("7", "2026-03-09")]}
    bookmarks = Bookmarks(state, "stat_time_day")

    assert bookmarks.get("7") == "2026-03-01"
    assert len(state["partitions"]) == 1


def test_what_is_no_bookmark_is_dropped() -> None:
    """Markers, notes and partitions of nobody do not stay in STATE."""
    state: dict[str, Any] = {
        "replication_key_signpost": "2026-03-09",
        "partitions": [
            {**partition("7", "2026-03-01"), "progress_markers": {"Note": "…"}},
            {"context": {"campaign_id": "1"}, "replication_key_value": "2026-03-02"},
            partition("8", None),
            partition("9", ""),
            {"context": {"advertiser_id": "10"}},
        ],
    }
    Bookmarks(state, "stat_time_day")

    assert {"bookmarks": {"s": state}} == state_of("s", "stat_time_day", {"7": "2026-03-01"})


def test_an_id_that_was_a_number_is_text() -> None:
    """Ids are text, also where a state was edited by hand."""
    bookmarks = Bookmarks({"partitions": [partition(7, "2026-03-01")]}, "stat_time_day")

    assert bookmarks.get("7") == "2026-03-01"


@given(json_values)
def test_any_json_can_be_read_as_a_state(junk: Any) -> None:
    """Whatever JSON a state file holds, what is left of it can be read."""
    for state in (junk, {"bookmarks": junk}, {"bookmarks": {"ads": {"partitions": junk}}}):
        for stream_state in readable_state(state)["bookmarks"].values():
            Bookmarks(stream_state, "modify_time")


@pytest.mark.parametrize("stream", ["ads", "of_another_tap"])
def test_a_readable_state_stays_as_it_is(stream: str) -> None:
    """A state in the SDK's layout is left alone, streams of others included."""
    state = state_of(stream, "modify_time", {"7": "2026-03-01T00:00:00Z"})

    assert readable_state(state) == state


def test_a_held_bookmark_is_known_at_once_and_shown_when_released() -> None:
    """The stream goes on from it; STATE holds it when its rows are in a file."""
    state = {"partitions": [partition("7", "2026-03-01")]}
    bookmarks = Bookmarks(state, "stat_time_day", is_held=True)
    bookmarks.set("7", "2026-03-09", "2026-01-01")
    bookmarks.set("8", "2026-03-08")

    assert (bookmarks.get("7"), bookmarks.get("8")) == ("2026-03-09", "2026-03-08")
    assert bookmarks.first_day("7") == "2026-01-01"
    assert bookmarks_in({"bookmarks": {"s": state}}, "s") == {"7": "2026-03-01"}

    bookmarks.release()

    assert bookmarks_in({"bookmarks": {"s": state}}, "s") == {"7": "2026-03-09", "8": "2026-03-08"}
    assert state["partitions"][0]["first_day"] == "2026-01-01"
