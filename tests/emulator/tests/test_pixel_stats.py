"""`/pixel/event/stats/`: how many events each pixel had, from browsers and from servers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.emulator.dataset.pixels import FIRST_ID, IDS_PER_ADVERTISER
from tests.emulator.defaults import PIXEL_CODE
from tests.emulator.events.sender import START, order
from tests.emulator.tests.asking import TODAY, post_events

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.emulator.tests.asking import Asking

    Start = Callable[..., Asking]

STATS = "/pixel/event/stats/"
PIXEL = str(FIRST_ID)
DAY = {"start_date": TODAY, "end_date": TODAY}


def _query(asking: Asking, **changes: Any) -> dict[str, Any]:
    advertiser_id = asking.tiktok.advertiser_ids[0]
    return {"advertiser_id": advertiser_id, "pixel_ids": [PIXEL], "date_range": DAY, **changes}


def _statistics(asking: Asking, **changes: Any) -> list[dict[str, Any]]:
    """The statistics of the one pixel asked for."""
    (row,) = asking.data(STATS, **_query(asking, **changes))["list"]
    assert set(row) == {"pixel_id", "statistics"}
    statistics: list[dict[str, Any]] = row["statistics"]
    return statistics


def _counts(asking: Asking, **changes: Any) -> dict[str, tuple[int, int]]:
    """Browser and server counts by name."""
    return {
        item.get("pixel_event_type") or item["custom_event_type"]: (
            item["browser_event_total_count"],
            item["server_event_total_count"],
        )
        for item in _statistics(asking, **changes)
    }


def test_the_total_is_the_sum_of_browser_and_server_events(start: Start) -> None:
    """Standard and custom events have different name keys, and no row has a date."""
    asking = start("--quiet-sites")
    post_events(asking, order("1"), order("2"), order("3", event="Renewed"))
    browser = {"event_source_id": PIXEL_CODE, "events": [order("4")]}
    asking.tiktok.admin("POST", "events/pixel", browser)
    paid, custom = _statistics(asking)
    assert paid["pixel_event_type"] == "CompletePayment"
    assert "custom_event_type" not in paid
    assert paid["total_count"] == 3
    assert (paid["browser_event_total_count"], paid["server_event_total_count"]) == (1, 2)
    assert custom["custom_event_type"] == "Renewed"
    assert "pixel_event_type" not in custom


def test_a_sites_browser_events_are_made_up_the_same_each_time(
    reading: Asking, start: Start
) -> None:
    """They add up over days, and grow while the day is young."""
    days = [f"2026-11-{day:02}" for day in range(1, 11)]
    each = [
        _counts(reading, date_range={"start_date": day, "end_date": day})["ViewContent"][0]
        for day in days
    ]
    span = {"start_date": days[0], "end_date": days[-1]}
    assert _counts(reading, date_range=span)["ViewContent"] == (sum(each), 0)
    assert len(set(each)) > 5
    asking = start()
    noon = _counts(asking)["ViewContent"]
    assert noon == _counts(reading)["ViewContent"]
    asking.tiktok.forward(36_000)
    assert _counts(asking)["ViewContent"] > noon


def test_credit_to_ads_grows_for_a_week(start: Start) -> None:
    """It never exceeds the total, and stands still after seven days."""
    asking = start()
    credited = []
    for _ in range(10):
        (paid, *_) = [s for s in _statistics(asking) if s.get("pixel_event_type") == "ViewContent"]
        assert paid["attributed_count"] + paid["preview_count"] <= paid["total_count"]
        credited.append(paid["attributed_count"])
        asking.tiktok.forward(86_400)
    assert credited == sorted(credited)
    assert credited[0] < credited[6]
    assert len(set(credited[7:])) == 1


def test_what_a_test_lets_browsers_send_replaces_what_is_made_up(start: Start) -> None:
    """On all days of the event; other events stay made up."""
    asking = start()
    browser = {"event_source_id": PIXEL_CODE, "events": [order("4"), order("5")]}
    asking.tiktok.admin("POST", "events/pixel", browser)
    counts = _counts(asking)
    assert counts["CompletePayment"] == (2, 0)
    assert counts["AddToCart"][0] > 0


def test_on_a_silent_day_browsers_send_nothing(start: Start) -> None:
    """The pixel is broken there; servers go on."""
    asking = start()
    silent = {"advertiser_id": asking.tiktok.advertiser_ids[0], "silent": [TODAY]}
    asking.tiktok.admin("POST", "pixels", {**silent, "code": PIXEL_CODE})
    post_events(asking, order())
    assert _counts(asking) == {"CompletePayment": (0, 1)}
    yesterday = {"start_date": "2026-11-19", "end_date": "2026-11-19"}
    assert _counts(asking, date_range=yesterday)["CompletePayment"][0] > 0


@pytest.mark.parametrize(("counting", "count"), [("received", 2), ("stored", 1)])
def test_counts_are_before_or_after_deduplication(start: Start, counting: str, count: int) -> None:
    """Which of the two TikTok gives is not known."""
    asking = start("--quiet-sites", "--events-stats-counting", counting)
    post_events(asking, order(), order())
    assert _counts(asking) == {"CompletePayment": (0, count)}


@pytest.mark.parametrize(("day", "counted"), [("receipt", TODAY), ("event_time", "2026-03-01")])
def test_events_count_on_the_day_of_receipt_or_on_their_own(
    start: Start, day: str, counted: str
) -> None:
    """Which of the two TikTok takes is not known; both are UTC days."""
    asking = start("--quiet-sites", "--events-stats-day", day)
    post_events(asking, order(event_time=int(START.timestamp())))
    found = {
        on: _counts(asking, date_range={"start_date": on, "end_date": on})
        for on in (TODAY, "2026-03-01")
    }
    assert [on for on, counts in found.items() if counts] == [counted]


def test_only_the_days_and_pixels_asked_for_are_counted(start: Start) -> None:
    """Both ends are included, and rows come in the order of the question."""
    asking = start("--quiet-sites", "--pixels", "2")
    post_events(asking, order("1"))
    asking.tiktok.forward(86_400)
    post_events(asking, order("2"), order("3"))
    for last, count in ((TODAY, 1), ("2026-11-21", 3), ("2026-12-19", 3)):
        span = {**DAY, "end_date": last}
        assert _counts(asking, date_range=span) == {"CompletePayment": (0, count)}
    both = [str(FIRST_ID + 1), PIXEL]
    rows = asking.data(STATS, **_query(asking, pixel_ids=both))["list"]
    assert [row["pixel_id"] for row in rows] == both
    assert rows[0]["statistics"] == []


def test_a_test_event_is_not_counted(start: Start) -> None:
    """A pixel without events has no statistics; with dedup keys only, the counts are the same."""
    asking = start("--quiet-sites", "--events-keep", "keys")
    post_events(asking, order(), test_event_code="TEST1")
    assert _statistics(asking) == []
    post_events(asking, order())
    assert _counts(asking) == {"CompletePayment": (0, 1)}


def test_names_can_be_those_that_ads_are_optimised_for(start: Start) -> None:
    """Some have seen SHOPPING where others see CompletePayment."""
    asking = start("--quiet-sites", "--pixel-event-names", "optimization")
    post_events(asking, order(), order("2", event="Search"))
    assert set(_counts(asking)) == {"SHOPPING", "Search"}


@pytest.mark.parametrize("name", ["advertiser_id", "pixel_ids", "date_range"])
def test_each_parameter_is_required(reading: Asking, name: str) -> None:
    """The missing one is named."""
    query = _query(reading)
    del query[name]
    assert reading.refusal(STATS, **query) == (40002, f'"{name}" is required, but missing.')


@pytest.mark.parametrize(
    ("pixels", "days"),
    [
        ([], DAY),
        ([PIXEL] * 11, DAY),
        ([1], DAY),
        ([PIXEL_CODE], DAY),
        ([PIXEL], {"start_date": TODAY}),
        ([PIXEL], {**DAY, "end_date": "2026-11-19"}),
        ([PIXEL], {**DAY, "end_date": "2026-12-20"}),
        ([PIXEL], {**DAY, "end_date": "31.03.2026"}),
        ([PIXEL], [TODAY, TODAY]),
    ],
)
def test_lists_and_ranges_are_checked(reading: Asking, pixels: object, days: object) -> None:
    """One to ten pixel ids, no codes, one to thirty days, in TikTok's JSON spelling."""
    assert reading.refusal(STATS, **_query(reading, pixel_ids=pixels, date_range=days))[0] == 40002


def test_a_plain_id_is_refused_in_tiktoks_words(reading: Asking) -> None:
    """It has to be a JSON array, even of one."""
    refused = reading.refusal(STATS, **_query(reading, pixel_ids=PIXEL))
    assert refused == (40002, "pixel_ids: Field must be set to array")


def test_ten_pixels_and_thirty_days_are_inside_the_limits(start: Start) -> None:
    """The documented limits are inclusive."""
    asking = start("--pixels", "10")
    ids = [str(FIRST_ID + index) for index in range(10)]
    span = {"start_date": "2026-10-22", "end_date": TODAY}
    assert len(asking.data(STATS, **_query(asking, pixel_ids=ids, date_range=span))["list"]) == 10


def test_another_advertisers_pixel_is_refused(reading: Asking) -> None:
    """Pixels belong under their advertiser."""
    foreign = str(FIRST_ID + IDS_PER_ADVERTISER)
    refused = reading.refusal(STATS, **_query(reading, pixel_ids=[PIXEL, foreign]))
    assert refused == (40001, f"No permission to operate pixel: {foreign}")
