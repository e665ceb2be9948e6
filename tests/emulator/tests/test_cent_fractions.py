"""Sums that differ because each row is rounded by itself."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from tests.emulator.process import LocalTikTok
from tests.emulator.tests.asking import LEVELS, TODAY, Asking, everything

if TYPE_CHECKING:
    from collections.abc import Iterator

SPAN = {"start_date": "2026-10-22", "end_date": TODAY}
MONEY = ("spend", "total_complete_payment_rate")
METRICS = [*MONEY, "impressions", "complete_payment"]
HALF_A_CENT = Decimal("0.005")


@pytest.fixture(scope="module")
def fractions() -> Iterator[Asking]:
    """A local TikTok whose ads spend fractions of a cent."""
    with LocalTikTok("--today", TODAY, "--cent-fractions") as tiktok:
        yield Asking(tiktok)


def _rows(asking: Asking, level: str, **changes: Any) -> list[dict[str, Any]]:
    settings = {"metrics": METRICS, "filtering": everything(level), **SPAN, **changes}
    return asking.rows(level, **settings)


def _by_day(rows: list[dict[str, Any]], metric: str) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for row in rows:
        day = row["dimensions"]["stat_time_day"][:10]
        sums[day] = sums.get(day, Decimal()) + Decimal(row["metrics"][metric])
    return sums


def _sorted(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=str)


@pytest.mark.parametrize("metric", MONEY)
@pytest.mark.parametrize("level", ["AUCTION_AD", "AUCTION_ADGROUP", "AUCTION_CAMPAIGN"])
def test_rows_differ_from_their_advertiser_by_half_a_cent_each_at_most(
    fractions: Asking, level: str, metric: str
) -> None:
    """On most days they do differ, in both directions, and the advertiser's day rounds once."""
    rows = _rows(fractions, level)
    found = _by_day(rows, metric)
    whole = _by_day(_rows(fractions, "AUCTION_ADVERTISER"), metric)
    counts = Counter(row["dimensions"]["stat_time_day"][:10] for row in rows)
    gaps = {day: found[day] - whole[day] for day in whole}
    assert all(abs(gaps[day]) <= HALF_A_CENT * (counts[day] + 1) for day in gaps)
    assert min(gaps.values()) < 0 < max(gaps.values())


def test_an_ads_own_days_are_those_without_fractions(fractions: Asking, reading: Asking) -> None:
    """A fraction is less than half a cent, so that a day that is over rounds to the same."""
    over = {"end_date": "2026-11-10"}
    assert _sorted(_rows(fractions, "AUCTION_AD", **over)) == _sorted(
        _rows(reading, "AUCTION_AD", **over)
    )


@pytest.mark.parametrize("level", LEVELS)
def test_counts_add_up_exactly_all_the_same(fractions: Asking, reading: Asking, level: str) -> None:
    """Only money has fractions."""
    for metric in ("impressions", "complete_payment"):
        assert _by_day(_rows(fractions, level), metric) == _by_day(_rows(reading, level), metric)


def test_the_truth_is_the_advertisers_day(fractions: Asking) -> None:
    """The yardstick rounds once a day, as the row of the advertiser does."""
    truth = fractions.tiktok.truth(fractions.tiktok.advertiser_ids[0], **SPAN)
    for metric in MONEY:
        found = _by_day(_rows(fractions, "AUCTION_ADVERTISER"), metric)
        assert {day: f"{amount:.2f}" for day, amount in found.items()} == {
            day: numbers[metric] for day, numbers in truth["days"].items()
        }
        assert f"{sum(found.values()):.2f}" == truth["total"][metric]


def test_several_days_in_one_row_are_rounded_once(fractions: Asking) -> None:
    """A row without a time dimension is as near to the exact amount as one day is."""
    gaps = []
    for advertiser_id in fractions.tiktok.advertiser_ids[:4]:
        whose = {"advertiser_id": advertiser_id}
        days = _by_day(_rows(fractions, "AUCTION_ADVERTISER", **whose), "spend")
        one = _rows(fractions, "AUCTION_ADVERTISER", dimensions=["advertiser_id"], **whose)[0]
        gaps.append(abs(Decimal(one["metrics"]["spend"]) - sum(days.values())))
        assert gaps[-1] <= HALF_A_CENT * (len(days) + 1)
    assert any(gaps)
