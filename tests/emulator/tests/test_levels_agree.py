"""Sums agree between levels, hours, breakdowns and the truth."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from tests.emulator.tests.asking import LEVELS, TODAY, everything
from tests.emulator.truth import SUMS

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.emulator.tests.asking import Asking

SPAN = {"start_date": "2026-10-22", "end_date": TODAY}
METRICS = [*SUMS, "likes", "video_watched_2s", "initiate_checkout", "registration", "billed_cost"]
KEYS = {
    "AUCTION_AD": "ad",
    "AUCTION_ADGROUP": "ad_group",
    "AUCTION_CAMPAIGN": "campaign",
    "AUCTION_ADVERTISER": "advertiser",
}


def _by_day(rows: list[dict[str, Any]]) -> dict[str, Counter[str]]:
    """Sums per day in cents and counts."""
    days: dict[str, Counter[str]] = {}
    for row in rows:
        day = days.setdefault(row["dimensions"]["stat_time_day"][:10], Counter())
        for name, value in row["metrics"].items():
            day[name] += int(value.replace(".", ""))
    return days


@pytest.mark.parametrize("position", [0, 1, 2, 3, 5])
def test_all_levels_sum_up_to_the_truth(reading: Asking, position: int) -> None:
    """Point 24: ad, ad group, campaign and advertiser agree exactly, day by day."""
    advertiser_id = reading.tiktok.advertiser_ids[position]
    truth = reading.tiktok.truth(advertiser_id, **SPAN)
    sums = {}
    for level in LEVELS:
        rows = reading.rows(
            level,
            advertiser_id=advertiser_id,
            metrics=METRICS,
            filtering=everything(level),
            **SPAN,
        )
        assert len(rows) == truth["rows"][KEYS[level]]["with_deleted"]
        sums[level] = _by_day(rows)
    assert len(sums["AUCTION_AD"]) >= 29
    assert all(found == sums["AUCTION_AD"] for found in sums.values())
    for day, numbers in truth["days"].items():
        expected = {name: int(value.replace(".", "")) for name, value in numbers.items()}
        assert {name: sums["AUCTION_AD"][day][name] for name in SUMS} == expected


def test_deleted_objects_are_the_only_difference(reading: Asking) -> None:
    """Point 19: without the status filter campaigns undercount the advertiser, which has none."""
    whole = _by_day(reading.rows("AUCTION_ADVERTISER", metrics=["spend"], **SPAN))
    plain = _by_day(reading.rows("AUCTION_CAMPAIGN", metrics=["spend"], **SPAN))
    assert all(plain[day]["spend"] <= whole[day]["spend"] for day in plain)
    assert sum(d["spend"] for d in plain.values()) < sum(d["spend"] for d in whole.values())


def test_people_reached_are_not_summed(reading: Asking) -> None:
    """Point 24: reach of an ad group is less than its ads', never more than impressions."""
    metrics = ["reach", "impressions"]
    ads = _by_day(reading.rows(metrics=metrics, **SPAN, filtering=everything("AUCTION_AD")))
    advertiser = _by_day(reading.rows("AUCTION_ADVERTISER", metrics=metrics, **SPAN))
    for day in sorted(ads)[:-2]:
        assert 0 < advertiser[day]["reach"] < ads[day]["reach"] < ads[day]["impressions"]


@pytest.mark.parametrize("day", ["2026-11-05", TODAY])
@pytest.mark.parametrize("level", LEVELS)
def test_hours_sum_up_to_the_day(reading: Asking, level: str, day: str) -> None:
    """Point 24: for a day that is over and for the one that runs."""
    one_day = {"start_date": day, "end_date": day, "filtering": everything(level)}
    hours = reading.rows(
        level, dimensions=[LEVELS[level], "stat_time_hour"], metrics=METRICS, **one_day
    )
    whole = reading.rows(level, metrics=METRICS, **one_day)
    sums: dict[str, Counter[str]] = {}
    for row in hours:
        assert row["dimensions"]["stat_time_hour"].startswith(day)
        found = sums.setdefault(row["dimensions"][LEVELS[level]], Counter())
        for name, value in row["metrics"].items():
            found[name] += int(value.replace(".", ""))
    assert sums == {
        row["dimensions"][LEVELS[level]]: Counter(
            {name: int(value.replace(".", "")) for name, value in row["metrics"].items()}
        )
        for row in whole
    }


@pytest.mark.parametrize(
    ("report_type", "breakdowns"),
    [
        ("BASIC", ["country_code"]),
        ("AUDIENCE", ["gender"]),
        ("AUDIENCE", ["gender", "age"]),
        ("AUDIENCE", ["placement"]),
    ],
)
def test_breakdowns_sum_up_to_the_whole(
    reading: Asking, report_type: str, breakdowns: list[str]
) -> None:
    """The parts of a breakdown lose and gain nothing."""
    metrics = ["spend", "impressions", "clicks", "conversion"]
    parts = reading.rows(
        report_type=report_type, dimensions=["ad_id", "stat_time_day", *breakdowns], metrics=metrics
    )
    assert _by_day(parts) == _by_day(reading.rows(metrics=metrics))


def test_days_are_those_of_the_advertiser(start: Callable[..., Asking]) -> None:
    """Point 24: at one instant Auckland is a day ahead of Los Angeles."""
    asking = start()
    asking.tiktok.set_now("2026-11-21T05:30:00Z")
    latest = []
    for position in (0, 1, 5):
        rows = asking.rows(
            "AUCTION_ADVERTISER",
            advertiser_id=asking.tiktok.advertiser_ids[position],
            start_date="2026-11-15",
            end_date="2026-11-30",
        )
        latest.append(max(row["dimensions"]["stat_time_day"] for row in rows)[:10])
    assert latest == ["2026-11-20", "2026-11-21", "2026-11-21"]
    asking.tiktok.set_now("2026-11-21T11:00:00Z")
    auckland = asking.tiktok.advertiser_ids[5]
    rows = asking.rows(
        "AUCTION_ADVERTISER",
        advertiser_id=auckland,
        start_date="2026-11-15",
        end_date="2026-11-30",
    )
    assert max(row["dimensions"]["stat_time_day"] for row in rows)[:10] == "2026-11-22"
