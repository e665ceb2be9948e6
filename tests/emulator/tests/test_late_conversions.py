"""How a day's numbers change as time goes on."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from tests.emulator.tests.asking import TODAY

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.emulator.tests.asking import Asking

GROWING = ("conversion", "result", "complete_payment", "total_complete_payment_rate")
FIXED = ("impressions", "clicks", "real_time_conversion", "video_play_actions")


@pytest.fixture
def asking(start: Callable[..., Asking]) -> Asking:
    """A local TikTok whose clock this test moves."""
    return start()


def _day(asking: Asking, now: str, day: str) -> dict[str, Decimal]:
    """An advertiser's numbers of a day as known at an instant."""
    asking.tiktok.set_now(now)
    (row,) = asking.rows(
        "AUCTION_ADVERTISER",
        metrics=[*GROWING, *FIXED, "spend", "reach"],
        start_date=day,
        end_date=day,
    )
    return {name: Decimal(value) for name, value in row["metrics"].items()}


def test_conversions_grow_within_the_window_and_then_stand_still(asking: Asking) -> None:
    """Point 25: each week more, after 28 days nothing any more."""
    day = "2026-11-10"
    weeks = [
        _day(asking, f"{date}T12:00:00Z", day)
        for date in ("2026-11-12", "2026-11-16", "2026-11-23", "2026-12-01", "2026-12-08")
    ]
    for name in GROWING:
        numbers = [numbers[name] for numbers in weeks]
        assert numbers == sorted(set(numbers)), name
    end = _day(asking, "2026-12-09T08:00:00Z", day)  # 28 days after midnight in Los Angeles
    later = _day(asking, "2027-02-01T12:00:00Z", day)
    assert end == later
    assert end["conversion"] >= weeks[-1]["conversion"]


def test_delivery_does_not_change_once_the_day_is_over(asking: Asking) -> None:
    """Point 25: impressions, clicks and real-time conversions never move back in time."""
    first = _day(asking, "2026-11-12T12:00:00Z", "2026-11-10")
    later = _day(asking, "2026-12-20T12:00:00Z", "2026-11-10")
    assert {name: first[name] for name in FIXED} == {name: later[name] for name in FIXED}


def test_spend_settles_within_two_days(asking: Asking) -> None:
    """Point 25: it may rise a little in the 48 hours after the day, then no more."""
    day = "2026-11-10"  # over at 08:00 UTC of the 11th
    early = _day(asking, "2026-11-11T09:00:00Z", day)["spend"]
    settled = _day(asking, "2026-11-13T08:00:00Z", day)["spend"]
    assert early < settled < early * Decimal("1.02")
    assert _day(asking, "2027-01-01T00:00:00Z", day)["spend"] == settled


def test_people_reached_are_known_sixteen_hours_later(asking: Asking) -> None:
    """Point 25: until then reach counts the earlier hours only."""
    day = "2026-11-10"
    reach = [
        _day(asking, instant, day)["reach"]
        for instant in ("2026-11-10T20:00:00Z", "2026-11-11T12:00:00Z", "2026-11-12T00:00:00Z")
    ]
    assert reach[0] == 0 < reach[1] < reach[2]
    assert _day(asking, "2027-01-01T00:00:00Z", day)["reach"] == reach[2]


def test_today_is_partial_and_begins_at_local_midnight(asking: Asking) -> None:
    """A day has no row before it begins where the advertiser is, and grows by the hour."""
    asking.tiktok.set_now("2026-11-20T07:59:00Z")
    assert asking.rows("AUCTION_ADVERTISER", start_date=TODAY) == []
    hours = [
        _day(asking, f"2026-11-20T{hour:02d}:00:00Z", TODAY)["impressions"]
        for hour in (8, 12, 18, 23)
    ]
    assert hours == sorted(set(hours))
    assert hours[0] > 0


def test_zones_with_half_hours_begin_their_days_at_half_past(asking: Asking) -> None:
    """In Kolkata the 21st begins at 18:30 UTC of the 20th."""
    kolkata = asking.tiktok.advertiser_ids[3]
    rows = []
    for instant in ("2026-11-20T18:29:00Z", "2026-11-20T18:30:00Z"):
        asking.tiktok.set_now(instant)
        rows.append(
            asking.rows(
                "AUCTION_ADVERTISER",
                advertiser_id=kolkata,
                start_date="2026-11-21",
                end_date="2026-11-21",
            )
        )
    assert [len(found) for found in rows] == [0, 1]
