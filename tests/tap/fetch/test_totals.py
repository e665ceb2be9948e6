"""Sums per day, what is known of the advertisers, and where ads do not add up."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tap_tiktok_ads.errors import Rejected, RunFailed
from tap_tiktok_ads.fetch.expected_totals import ExpectedTotals
from tap_tiktok_ads.fetch.totals import Amounts, DailySums, KnownTotals, differences
from tap_tiktok_ads.fetch.windows import Window

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tap_tiktok_ads.errors import TapError

TODAY = date(2026, 3, 10)
DAY = date(2026, 3, 1)
money = st.decimals(0, 10**6, places=2)


def sums(*amounts: tuple[date, str, int]) -> DailySums:
    found = DailySums()
    for day, spend, impressions in amounts:
        found.add([(f"{day} 00:00:00", Decimal(spend), impressions)])
    return found


def differing(
    ads: DailySums, advertiser: DailySums, first: date = DAY, last: date = TODAY
) -> list[date]:
    days = ((day, advertiser.of(day)) for day in Window(first, last).each_day())
    return [one.day for one in differences(days, ads, TODAY)]


@given(st.lists(st.tuples(money, st.integers(0, 10**6)), max_size=8))
def test_sums_are_exact(rows: list[tuple[Decimal, int]]) -> None:
    """Decimals are added as decimals, whatever the order."""
    one, other = DailySums(), DailySums()
    one.add([("2026-03-01", *row) for row in rows])
    for row in reversed(rows):
        other.add([("2026-03-01 00:00:00", *row)])

    assert one.of(DAY) == other.of(DAY)
    assert one.of(DAY).spend == sum((spend for spend, _ in rows), Decimal(0))


def test_equal_sums_do_not_differ() -> None:
    """Two ads of 1.10 and 2.20 are an advertiser of 3.30."""
    ads = sums((DAY, "1.10", 10), (DAY, "2.20", 5))

    assert differing(ads, sums((DAY, "3.30", 15))) == []


@pytest.mark.parametrize(("spend", "impressions"), [("3.28", 15), ("3.30", 14), ("0", 0)])
def test_a_settled_day_differs_by_more_than_rounding(spend: str, impressions: int) -> None:
    """Two cents of one row, an impression, or a whole day that is missing."""
    ads = sums((DAY, spend, impressions)) if impressions else DailySums()

    assert differing(ads, sums((DAY, "3.30", 15))) == [DAY]


@pytest.mark.parametrize(
    ("ads", "advertiser", "is_gap"),
    [
        (["0.01"] * 5, "0.02", False),  # five rows and one: three cents
        (["0.01"] * 5, "0.01", True),
        (["3.29"], "3.30", False),
        (["329"], "330", False),  # whole yen
        (["329"], "331", True),
        (["3.290"], "3.300", False),  # written with three decimals, rounded to two
        (["3.290"], "3.311", True),
    ],
)
def test_rows_that_are_rounded_one_by_one_differ_by_half_a_unit_each(
    ads: list[str], advertiser: str, *, is_gap: bool
) -> None:
    """A cent, or a yen: the finest digit that is written."""
    of_ads = sums(*((DAY, spend, 1) for spend in ads))

    assert bool(differing(of_ads, sums((DAY, advertiser, len(ads))))) is is_gap


@given(st.lists(st.tuples(st.decimals(0, 100, places=4), st.integers(1, 100)), min_size=1))
def test_rounding_row_by_row_is_never_a_gap_and_a_row_that_is_missing_always_is(
    rows: list[tuple[Decimal, int]],
) -> None:
    """Whatever the rows: impressions are whole, so no row hides behind the cents of others."""
    cent = Decimal("0.01")
    ads = [(DAY, str(spend.quantize(cent)), impressions) for spend, impressions in rows]
    spend = sum((spend for spend, _ in rows), Decimal(0)).quantize(cent)
    advertiser = sums((DAY, str(spend), sum(impressions for _, impressions in rows)))

    assert differing(sums(*ads), advertiser) == []
    assert differing(sums(*ads[1:]), advertiser) == [DAY]


@pytest.mark.parametrize("age", [0, 1])
def test_days_that_still_move_may_differ_slightly(age: int) -> None:
    """Spend of today and yesterday settles within 48 hours; a tenth is not slight."""
    day = TODAY - timedelta(days=age)

    assert differing(sums((day, "99.00", 990)), sums((day, "100.00", 1000))) == []
    assert differing(sums((day, "90.00", 900)), sums((day, "100.00", 1000))) == [day]


def test_only_the_days_asked_about_are_compared() -> None:
    """Other windows and other advertisers do not matter."""
    ads, advertiser = sums((DAY, "1", 1)), sums((DAY, "2", 2))

    assert differing(ads, advertiser, first=DAY + timedelta(days=1)) == []


def test_days_are_known_when_all_their_rows_have_passed() -> None:
    """A day without a row is known to be zero; a window with an unknown day is not known."""
    known = KnownTotals()
    known.learn("7", Window(DAY, TODAY), sums((DAY, "3.30", 15)))

    assert known.of("7", Window(DAY, DAY)) == [(DAY, Amounts(Decimal("3.30"), 15, 1))]
    assert [day for day, _ in known.of("7", Window(DAY, TODAY))] == [
        DAY + timedelta(days=number) for number in range(10)
    ]
    assert known.of("7", Window(DAY - timedelta(days=1), TODAY)) == []
    assert known.of("8", Window(DAY, DAY)) == []


def test_only_days_that_are_not_known_are_unknown() -> None:
    """In one window, since TikTok answers for thirty days as for one."""
    known = KnownTotals()
    known.learn("7", Window(DAY, TODAY), DailySums())
    before, after = DAY - timedelta(days=2), TODAY + timedelta(days=2)

    assert known.unknown("7", Window(before, TODAY)) == (before, DAY - timedelta(days=1))
    assert known.unknown("7", Window(before, after)) == (before, after)
    assert known.unknown("7", Window(DAY, TODAY)).days == 0
    assert known.unknown("8", Window(DAY, TODAY)) == (DAY, TODAY)


def test_what_is_forgotten_takes_no_room() -> None:
    """Days are counted over all advertisers."""
    known = KnownTotals()
    for advertiser_id in ("7", "8"):
        known.learn(advertiser_id, Window(DAY, TODAY), DailySums())
    assert len(known) == 20
    known.forget("7")
    assert len(known) == 10
    assert known.of("7", Window(DAY, DAY)) == []


def differing_days(expected: ExpectedTotals, ads: DailySums) -> list[date]:
    return [one.day for one in expected.differences(Window(DAY, DAY), ads) or ()]


def unread(*windows: Window, error: TapError | None = None) -> Iterator[tuple[Window, DailySums]]:
    for window in windows:
        yield window, sums((window.start, "3.30", 15))
    if error is not None:
        raise error


def test_totals_are_read_when_they_are_needed_and_once() -> None:
    """What was read is compared with, window by window, while later ones are on their way."""
    days = [DAY + timedelta(days=number) for number in range(3)]
    on_their_way = unread(*(Window(day, day) for day in days))
    expected = ExpectedTotals("7", TODAY, KnownTotals(), on_their_way)
    first = Window(DAY, DAY)

    assert [expected.read(first), expected.read(first)] == [None, None]
    assert next(on_their_way)[0].start == days[1]  # it was not read with the first
    assert expected.differences(first, sums((DAY, "3.30", 15))) == []
    assert differing_days(expected, DailySums()) == [DAY]


def test_one_window_may_need_several_of_the_totals() -> None:
    """The totals' windows may begin on other days than the ads'."""
    both = Window(DAY, DAY + timedelta(days=1))
    pieces = [Window(day, day) for day in both.each_day()]
    expected = ExpectedTotals("7", TODAY, KnownTotals(), unread(*pieces))

    assert expected.read(both) is None
    assert len(expected.differences(both, DailySums()) or ()) == 2


def test_totals_that_can_not_be_had_compare_with_nothing() -> None:
    """The reason is told once, and what came before it is not used."""
    error = Rejected("no")
    expected = ExpectedTotals("7", TODAY, KnownTotals(), unread(Window(DAY, DAY), error=error))
    both = Window(DAY, DAY + timedelta(days=1))

    assert [expected.read(both), expected.read(both)] == [error, None]
    assert expected.differences(both, DailySums()) is None


def test_what_stops_the_run_stops_it_here_too() -> None:
    """A revoked token is no reason to go on unchecked."""
    expected = ExpectedTotals("7", TODAY, KnownTotals(), unread(error=RunFailed("token")))

    with pytest.raises(RunFailed):
        expected.read(Window(DAY, DAY))
