"""`pixel/event/stats`: how many events each pixel received from browser and server."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.emulator.events.sender import OTHER_PIXEL, PIXEL, Sender, order
from tests.emulator.events.tokens import DEFAULT_TOKEN

DAY = {"start_date": "2026-03-01", "end_date": "2026-03-01"}


def ask(
    sender: Sender, pixels: object = (PIXEL,), days: object = None, token: str = DEFAULT_TOKEN
) -> dict[str, Any]:
    """Ask for the counts of some pixels, today by default."""
    return sender.stats(
        token,
        advertiser_id="7001112223334445556",
        pixel_ids=json.dumps(pixels),
        date_range=json.dumps(days or DAY),
    )


def test_the_total_is_the_sum_of_browser_and_server_events() -> None:
    """Standard and custom events have different name keys."""
    sender = Sender()
    sender.post(order("1"), order("2"), order("3", event="Renewed"))
    pixel = {"event_source_id": PIXEL, "events": [order("4")]}
    sender.admin("POST", "pixel", pixel)
    answer = ask(sender)
    assert (answer["code"], answer["message"]) == (0, "OK")
    (row,) = answer["data"]["list"]
    assert row == {
        "pixel_id": PIXEL,
        "statistics": [
            {
                "pixel_event_type": "CompletePayment",
                "attributed_count": 0,
                "preview_count": 0,
                "total_count": 3,
                "browser_event_total_count": 1,
                "server_event_total_count": 2,
            },
            {
                "custom_event_type": "Renewed",
                "attributed_count": 0,
                "preview_count": 0,
                "total_count": 1,
                "browser_event_total_count": 0,
                "server_event_total_count": 1,
            },
        ],
    }


@pytest.mark.parametrize(("counting", "count"), [("received", 2), ("stored", 1)])
def test_counts_are_before_or_after_deduplication(counting: str, count: int) -> None:
    """Which of the two TikTok gives is not known."""
    sender = Sender("--events-stats-counting", counting)
    sender.post(order(), order())
    (row,) = ask(sender)["data"]["list"]
    assert row["statistics"][0]["server_event_total_count"] == count


def test_only_the_days_and_pixels_asked_for_are_counted() -> None:
    """Days are UTC days of receipt; both ends are included."""
    sender = Sender()
    sender.post(order("1"))
    sender.post(order("1"), event_source_id=OTHER_PIXEL)
    sender.advance(days=1)
    sender.post(order("2"), order("3"))
    counted = []
    for days in (DAY, {**DAY, "end_date": "2026-03-02"}, {**DAY, "end_date": "2026-03-30"}):
        (row,) = ask(sender, days=days)["data"]["list"]
        counted.append(row["statistics"][0]["total_count"])
    assert counted == [1, 3, 3]
    rows = ask(sender, [OTHER_PIXEL, PIXEL])["data"]["list"]
    assert [row["pixel_id"] for row in rows] == [OTHER_PIXEL, PIXEL]


def test_a_pixel_without_events_has_no_statistics() -> None:
    """Test events are not counted either."""
    sender = Sender()
    sender.post(order(), test_event_code="T")
    assert ask(sender)["data"]["list"] == [{"pixel_id": PIXEL, "statistics": []}]


def test_with_keys_only_the_counts_are_the_same() -> None:
    """A big run can be reconciled too."""
    sender = Sender("--events-keep", "keys")
    sender.post(order())
    assert ask(sender)["data"]["list"][0]["statistics"][0]["total_count"] == 1


@pytest.mark.parametrize("name", ["advertiser_id", "pixel_ids", "date_range"])
def test_each_parameter_is_required(name: str) -> None:
    """The missing one is named."""
    query = {"advertiser_id": "7", "pixel_ids": f'["{PIXEL}"]', "date_range": json.dumps(DAY)}
    del query[name]
    answer = Sender().stats(**query)
    assert answer["code"] == 40002
    assert answer["message"] == f"Missing required field(s): {name}."


@pytest.mark.parametrize(
    ("pixels", "days"),
    [
        ([], DAY),
        ([PIXEL] * 11, DAY),
        (PIXEL, DAY),
        ([1], DAY),
        ([PIXEL], {"start_date": "2026-03-01"}),
        ([PIXEL], {**DAY, "end_date": "2026-02-28"}),
        ([PIXEL], {**DAY, "end_date": "2026-03-31"}),
        ([PIXEL], {**DAY, "end_date": "31.03.2026"}),
        ([PIXEL], "2026-03-01"),
    ],
)
def test_lists_and_ranges_are_checked(pixels: object, days: object) -> None:
    """One to ten pixels, one to thirty days, in TikTok's JSON spelling."""
    assert ask(Sender(), pixels, days)["code"] == 40002


def test_ten_pixels_and_thirty_days_are_inside_the_limits() -> None:
    """The documented limits are inclusive."""
    days = {"start_date": "2026-03-01", "end_date": "2026-03-30"}
    assert ask(Sender(), [PIXEL] * 10, days)["code"] == 0


def test_the_token_is_checked_as_for_sending() -> None:
    """Missing, unknown, or of another pixel."""
    sender = Sender()
    other = "other-pixel"
    sender.admin("POST", "tokens", {"grant": other, "event_source_ids": [OTHER_PIXEL]})
    assert [ask(sender, token=token)["code"] for token in ("", "unknown", other)] == [
        40104,
        40105,
        40001,
    ]
