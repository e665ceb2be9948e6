"""What is asked, what came, what is missing: decisions without threads or network."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from tap_tiktok_ads.fetch.page import Page
from tap_tiktok_ads.fetch.planned_query import PlannedQuery
from tap_tiktok_ads.fetch.totals import Amounts, Difference
from tap_tiktok_ads.tiktok.rows import encode_rows
from tests.tap.moving_list import FEBRUARY, listing, report

if TYPE_CHECKING:
    from tap_tiktok_ads.fetch.query import Query

DAY = date(2026, 2, 3)


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
    planned.read_again(planned.query)
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
    """A hundred campaigns at a time, then ten, then one, while each brings more to light."""
    planned = PlannedQuery(report(FEBRUARY))
    sizes = []
    for spend in ("0", "1", "2", "3"):
        planned.differences = missing(spend)
        search = planned.next_search()
        sizes.append(search and (search.window, search.ids_per_split))

    assert sizes == [(FEBRUARY, 100), (FEBRUARY, 10), (FEBRUARY, 1), None]


@pytest.mark.parametrize("second", [[], missing("1")])
def test_a_search_ends_when_it_adds_up_or_brings_nothing(second: list[Difference]) -> None:
    """No request is sent in vain."""
    planned = PlannedQuery(report(FEBRUARY))
    planned.differences = missing("1")

    assert planned.next_search() is not None
    planned.differences = second
    assert planned.next_search() is None
