"""What is asked, what came, what is missing: decisions without threads or network."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from tap_tiktok_ads.errors import Rejected
from tap_tiktok_ads.fetch.page import Page, Unanswered
from tap_tiktok_ads.fetch.planned_query import PROMOTE, READINGS, Incomplete, PlannedQuery
from tap_tiktok_ads.fetch.requested_names import RequestedNames
from tap_tiktok_ads.fetch.smaller import narrowed, values_of
from tap_tiktok_ads.fetch.totals import Amounts, Difference
from tap_tiktok_ads.tiktok.rows import encode_rows
from tests.tap.moving_list import FEBRUARY, listing, report

if TYPE_CHECKING:
    from collections.abc import Hashable

    from tap_tiktok_ads.fetch.query import Query

DAY = date(2026, 2, 3)


def cut(query: Query) -> Page:
    return Page(query, 1, 1, 1, encode_rows([{"id": 1}]), 9, is_truncated=True)


def page(
    query: Query, rows: int, *, number: int = 1, of: int = 1, total: int | None = None
) -> Page:
    raw = encode_rows([{"id": one} for one in range(rows)])
    return Page(query, number, of, rows if total is None else total, raw, 9)


@pytest.mark.parametrize("rows", [0, 1, 1000])
def test_a_window_in_one_page_is_lone(rows: int) -> None:
    """TikTok made it at one instant: no key is needed."""
    planned = PlannedQuery(report(FEBRUARY))

    assert planned.is_lone(page(planned.query, rows))


def test_what_may_have_moved_is_not_lone() -> None:
    """A listing, one page of several, too few rows, a part of a window, a second reading."""
    window, objects = PlannedQuery(report(FEBRUARY)), PlannedQuery(listing())

    assert not objects.is_lone(page(objects.query, 2))
    assert not window.is_lone(page(window.query, 2, of=2, total=4))
    assert not window.is_lone(page(window.query, 2, total=3))
    assert not window.is_lone(page(report(FEBRUARY), 2))
    window.receive(page(window.query, 2, total=3))
    assert not window.is_lone(page(window.query, 3))


def test_pages_that_agree_and_hold_as_many_keys_add_up() -> None:
    """Nothing is read again."""
    planned = PlannedQuery(listing())
    planned.receive(page(planned.query, 2, of=2, total=3)).keys.update("ab")
    planned.receive(page(planned.query, 1, number=2, of=2, total=3)).keys.update("c")

    assert planned.moved() == []


@pytest.mark.parametrize(("keys", "second_total"), [("a", 2), ("ab", 3)])
def test_too_few_keys_or_two_totals_are_moved(keys: str, second_total: int) -> None:
    """A row is hidden, or the list has grown; read again, it starts from nothing."""
    planned = PlannedQuery(listing())
    planned.receive(page(planned.query, 1, of=2, total=2)).keys.update(keys)
    planned.receive(page(planned.query, 1, number=2, of=2, total=second_total))

    assert planned.moved() == [planned.query]
    assert planned.next_reading() == [planned.query]
    again = planned.receive(page(planned.query, 2))
    again.keys.update("ab")
    assert (planned.moved(), again.reading) == ([], 2)


def test_a_query_that_was_split_midway_is_not_read_again() -> None:
    """Pages that never came were replaced by those of its parts, which are looked at instead."""
    planned = PlannedQuery(report(FEBRUARY))
    planned.receive(page(planned.query, 1, of=3, total=3)).keys.update("a")
    part = report(FEBRUARY)
    planned.receive(page(part, 2)).keys.update("ab")

    assert planned.moved() == []


def missing(spend_found: str) -> list[Difference]:
    return [Difference(DAY, Amounts(Decimal(spend_found)), Amounts(Decimal(9)))]


def test_missing_rows_are_searched_for_in_ever_smaller_parts() -> None:
    """Promote, then a hundred campaigns at a time, then ten, then one, while each brings more."""
    planned = PlannedQuery(report(FEBRUARY))
    searches = []
    for spend in ("0", "0", "1", "2", "3"):
        planned.differences = missing(spend)
        search = planned.next_search()
        searches.append(search and (PROMOTE in search.filters, search.ids_per_split))

    assert searches == [(True, 0), (False, 100), (False, 10), (False, 1), None]


def test_a_search_ends_when_it_adds_up() -> None:
    """No request is sent in vain."""
    planned = PlannedQuery(report(FEBRUARY))
    planned.differences = missing("1")

    assert planned.next_search() is not None
    planned.differences = []
    assert planned.next_search() is None


def test_a_search_ends_when_it_brings_nothing() -> None:
    """Promote spends of its own: that it brought nothing says nothing of the others."""
    planned = PlannedQuery(report(FEBRUARY))
    planned.differences = missing("1")

    assert [planned.next_search() is None for _ in range(3)] == [False, False, True]


def test_an_answer_that_was_cut_off_is_asked_for_in_parts_once() -> None:
    """Its parts too, when they are cut off again."""
    planned = PlannedQuery(report(FEBRUARY))
    planned.receive(cut(planned.query))
    (parts,) = planned.next_cut()

    assert (parts.ids_per_split, parts.is_extra, parts.window) == (100, True, FEBRUARY)
    assert planned.next_cut() == []
    part = narrowed(parts, "campaign_ids", ["1"])
    planned.receive(cut(part))
    assert [values_of(one, "campaign_ids") for one in planned.next_cut()] == [("1",)]


def test_a_cut_that_can_not_be_completed_is_incomplete_unless_the_sums_agree() -> None:
    """Nobody knows which days lack rows: all of the window."""
    planned = PlannedQuery(report(FEBRUARY))
    planned.receive(cut(planned.query)).keys.add("a")
    planned.leave(Unanswered(planned.query))

    assert planned.incomplete() == Incomplete(list(FEBRUARY.each_day()))
    planned.compare([])
    assert planned.incomplete() is None
    planned.compare(None)
    assert planned.incomplete() is not None


def test_rows_that_were_counted_and_never_came_are_incomplete_unless_others_brought_them() -> None:
    """Of a listing there are no days to name."""
    planned = PlannedQuery(listing())
    planned.receive(page(planned.query, 2, total=3)).keys.update("ab")

    assert planned.incomplete() == Incomplete([])
    planned.receive(page(listing(), 1)).keys.update("b")
    assert planned.incomplete() == Incomplete([])
    planned.receive(page(listing(), 1)).keys.update("c")
    assert planned.incomplete() is None


def test_a_part_that_is_refused_when_it_is_read_again_is_left() -> None:
    """Nothing came of that reading, which is no error."""
    planned = PlannedQuery(report(FEBRUARY))
    part = replace(report(FEBRUARY), is_extra=True)
    planned.receive(page(part, 1, total=2)).keys.update("a")
    assert planned.next_reading() == [part]
    planned.leave(Unanswered(part, Rejected("no")))

    assert planned.next_reading() == []
    assert planned.incomplete() == Incomplete(list(FEBRUARY.each_day()))


@pytest.mark.parametrize(("keys", "is_incomplete"), [("abc", False), ("ab", True)])
def test_a_list_that_grows_lacks_what_it_counted_all_along(
    keys: str, *, is_incomplete: bool
) -> None:
    """An object that is created while its list is read is no gap: the next run sees it."""
    planned = PlannedQuery(listing())
    planned.receive(page(planned.query, 2, of=2, total=3)).keys.update(keys)
    planned.receive(page(planned.query, 1, number=2, of=2, total=4))

    assert planned.moved() == [planned.query]
    assert (planned.incomplete() is not None) is is_incomplete


def test_a_list_is_given_up_after_some_readings_and_said_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A list that never adds up does not keep a run for ever."""
    planned = PlannedQuery(listing())
    readings = []
    for _ in range(READINGS + 1):
        planned.receive(page(planned.query, 2, total=3)).keys.update("ab")
        readings.append(len(planned.next_reading()))

    assert readings == [1, 1, 0, 0]
    assert sum("in each of 3 readings" in one for one in caplog.messages) == 1


def test_sums_without_what_is_compared_are_no_sums() -> None:
    """An advertiser may be refused a metric: nothing is known to be missing then."""
    names = RequestedNames("metrics", ["spend", "impressions", "clicks"])
    planned = PlannedQuery(replace(report(FEBRUARY), names=names))
    assert (planned.refused(), planned.lacking()) == (None, None)

    names.forget({"spend"})
    assert "refused spend" in str(planned.refused())
    assert "refused spend" in str(planned.lacking())


def test_the_keys_of_a_second_query_are_kept_apart() -> None:
    """While there is one query its keys are all that was seen; then each has its own."""
    seen: set[Hashable] = set()
    planned = PlannedQuery(report(FEBRUARY))
    part = report(FEBRUARY)
    first = planned.receive(page(planned.query, 1, of=2, total=2), seen)
    first.keys.update("ab")
    assert seen == {"a", "b"}

    planned.receive(page(part, 1), seen).keys.add("c")
    seen.add("c")

    assert first.keys == {"a", "b"}
    assert planned.receive(page(part, 1), seen).keys == {"c"}
