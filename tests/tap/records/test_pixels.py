"""What TikTok says of pixels, read: pure."""

from __future__ import annotations

from typing import Any

import pytest

from tap_tiktok_ads.records.pixels import (
    UNNAMED,
    EventCounts,
    count_columns,
    counts_of,
    with_event_names,
)


@pytest.mark.parametrize(
    ("row", "event", "is_custom"),
    [
        ({"pixel_event_type": "Purchase"}, "Purchase", False),
        ({"pixel_event_type": "SHOPPING", "custom_event_type": None}, "SHOPPING", False),
        ({"custom_event_type": "Renewed"}, "Renewed", True),
        ({"pixel_event_type": None, "custom_event_type": ""}, UNNAMED, True),
    ],
)
def test_an_event_has_the_one_name_that_it_is_given(
    row: dict[str, Any], event: str, *, is_custom: bool
) -> None:
    """Standard and custom events have different keys; without a name it still counts."""
    assert list(counts_of([{"pixel_id": 7, "statistics": [row]}])) == [
        EventCounts("7", event, is_custom, row)
    ]


@pytest.mark.parametrize("statistics", [[], None, "none", [None]])
def test_a_pixel_without_statistics_has_no_counts(statistics: object) -> None:
    """TikTok may leave the list out."""
    assert list(counts_of([{"pixel_id": "7", "statistics": statistics}])) == []


def test_a_name_that_comes_twice_is_one_event() -> None:
    """A custom event may be called as TikTok calls a standard one: their counts are added up."""
    twice = [
        {"pixel_event_type": "SHOPPING", "total_count": 3, "server_event_total_count": 3},
        {"custom_event_type": "SHOPPING", "total_count": "2", "browser_event_total_count": 2},
    ]

    (found,) = counts_of([{"pixel_id": "7", "statistics": twice}])

    assert (found.event, found.is_custom_event) == ("SHOPPING", False)
    counts = count_columns(found.row, pytest.fail)
    assert (counts["total_count"], counts["server_count"], counts["browser_count"]) == (5, 3, 2)


def test_a_count_that_is_no_whole_number_is_null_and_told() -> None:
    """Whole numbers in text are numbers; what is missing is null without a word."""
    told: list[str] = []

    counts = count_columns({"total_count": "12", "browser_event_total_count": "many"}, told.append)

    assert counts == {
        "total_count": 12,
        "browser_count": None,
        "server_count": None,
        "attributed_count": None,
        "preview_count": None,
    }
    assert told == ["browser_count"]


def test_the_events_of_a_pixel_are_named_by_their_type() -> None:
    """Else by the name that a person gave; all the rest is kept beside."""
    events = [
        {"event_type": "COMPLETE_PAYMENT", "name": "paid"},
        {"custom_event_type": "Renewed"},
        {"name": "by hand"},
        {},
    ]
    found = with_event_names({"pixel_id": "7", "events": events})

    assert found["events"] == ["COMPLETE_PAYMENT", "Renewed", "by hand", UNNAMED]
    assert found["event_details"] == events
    assert with_event_names({})["events"] is None
