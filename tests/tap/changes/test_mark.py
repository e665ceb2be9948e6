"""The mark of a store in STATE: believed as long as nobody edits the bookmarks beside it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tap_tiktok_ads.changes.mark import IN_STATE, Mark, MarkInState, mark_in, sealed

MARK = Mark("a1", 3, 7)
BOOKMARKS = {"daily_metrics": {"partitions": [{"context": {"advertiser_id": "7"}}]}}


def state_with(mark: Any) -> dict[str, Any]:
    """What the tap writes, as a loader hands it back."""
    state: dict[str, Any] = json.loads(json.dumps(sealed({"bookmarks": BOOKMARKS, IN_STATE: mark})))
    return state


def test_a_mark_comes_back_as_it_was_written() -> None:
    """The order of keys is the loader's affair."""
    state = state_with(MARK.in_state())

    assert mark_in(state) == MARK
    assert mark_in(json.loads(json.dumps(state, sort_keys=True))) == MARK


def test_a_state_with_edited_bookmarks_has_no_mark() -> None:
    """Who sets a bookmark back wants rows again."""
    state = state_with(MARK.in_state())
    state["bookmarks"]["daily_metrics"]["partitions"].clear()

    assert mark_in(state) is None


@pytest.mark.parametrize(
    "told",
    [None, "text", {}, {"id": "a1", "generation": "3", "settled": 7}, {"id": "a1", "settled": 7}],
)
def test_what_is_no_mark_is_none(told: Any) -> None:
    """Somebody's text in its place is no error."""
    assert mark_in(state_with(told)) is None


def test_a_run_without_a_store_ends_the_mark() -> None:
    """It emits rows that the store will not know; null survives a merge of states."""
    given = state_with(MARK.in_state())
    state: dict[str, Any] = {"bookmarks": {}}

    assert MarkInState(state, given, has_store=False).began_with is None
    assert state[IN_STATE] is None


def test_a_state_without_a_mark_stays_without() -> None:
    """Nothing of a store is in the STATE of who has none."""
    state: dict[str, Any] = {"bookmarks": {}}
    MarkInState(state, {"bookmarks": {}}, has_store=False)

    assert sealed(state) == {"bookmarks": {}}
