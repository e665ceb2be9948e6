"""Refusals on command: the way to test how a sender finds the event that spoils a batch."""

from __future__ import annotations

import pytest

from tests.emulator.events.sender import OTHER_PIXEL, Sender, order

ORDERS = [order(str(number)) for number in range(4)]


def test_an_event_can_be_refused_wherever_it_stands() -> None:
    """For ever, with its position in the message; the others pass without it."""
    sender = Sender()
    sender.admin("POST", "refuse", {"event_ids": ["2"]})
    answers = [sender.post(*ORDERS), sender.post(ORDERS[2]), sender.post(ORDERS[0], ORDERS[3])]
    assert [answer["code"] for answer in answers] == [40002, 40002, 0]
    assert answers[0]["message"] == "data.2.properties: Invalid value"
    assert answers[1]["message"] == "data.0.properties: Invalid value"
    assert sender.summary["stored"] == 2


def test_the_message_follows_the_style_of_paths() -> None:
    """So that a sender must halve the batch to find the event."""
    sender = Sender("--events-path-style", "bare")
    sender.admin("POST", "refuse", {"event_ids": ["2"]})
    assert sender.post(*ORDERS)["message"] == "Invalid value for properties: invalid value."


def test_the_first_of_several_events_is_named() -> None:
    """As with events that are really wrong."""
    sender = Sender()
    sender.admin("POST", "refuse", {"event_ids": ["3", "1"]})
    assert sender.post(*ORDERS)["message"].startswith("data.1.")
    assert sender.post(*ORDERS[2:])["message"].startswith("data.1.")
    assert sender.post(ORDERS[0], ORDERS[2])["code"] == 0


def test_code_and_message_can_be_given() -> None:
    """The position can be part of the message."""
    sender = Sender()
    script = {"event_ids": ["1"], "code": 40063, "message": "row {index}"}
    sender.admin("POST", "refuse", script)
    answer = sender.post(*ORDERS)
    assert (answer["code"], answer["message"]) == (40063, "row 1")


def test_a_code_can_come_for_one_pixel_and_some_requests_only() -> None:
    """Then the pixel's requests pass; those of others always did."""
    sender = Sender()
    script = {"event_source_id": OTHER_PIXEL, "code": 40132, "times": 2}
    sender.admin("POST", "refuse", script)
    assert sender.post(ORDERS[0])["code"] == 0
    codes = [sender.post(event, event_source_id=OTHER_PIXEL)["code"] for event in ORDERS[:3]]
    assert codes == [40132, 40132, 0]


def test_the_nth_request_can_be_refused() -> None:
    """Those before and after pass."""
    sender = Sender()
    sender.admin("POST", "refuse", {"request": 3, "code": 50000})
    assert [sender.post(event)["code"] for event in ORDERS] == [0, 0, 50000, 0]


def test_a_really_wrong_event_is_refused_before_a_script_counts() -> None:
    """The script waits for a request with nothing wrong in it."""
    sender = Sender()
    sender.admin("POST", "refuse", {"code": 50000, "times": 1})
    assert [sender.post(event)["code"] for event in (1, ORDERS[0])] == [40002, 50000]


def test_a_refused_request_does_not_count_for_partial_success() -> None:
    """That is for accepted requests."""
    sender = Sender()
    sender.admin("POST", "refuse", {"times": 1})
    sender.admin("POST", "partial", {"request": 1})
    assert [sender.post(event)["code"] for event in ORDERS[:3]] == [40002, 20001, 0]


def test_clearing_forgets_the_script() -> None:
    """The next test starts without it."""
    sender = Sender()
    sender.admin("POST", "refuse", {})
    sender.admin("DELETE")
    assert sender.post(order())["code"] == 0


def test_a_script_that_cannot_be_is_refused() -> None:
    """A misspelt script is an error of the test, not silence."""
    with pytest.raises(ValueError, match="event_id"):
        Sender().admin("POST", "refuse", {"event_id": ["1"]})
