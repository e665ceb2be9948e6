"""Partial success (20001) in every shape, and the limit of requests per second."""

from __future__ import annotations

from typing import Any

import pytest

from tests.emulator.events.sender import OTHER_PIXEL, PIXEL, Sender, order

ORDERS = [order(str(number)) for number in range(4)]


def stored_ids(sender: Sender) -> list[str]:
    """The event ids stored, in the order of receipt."""
    return [kept["event"]["event_id"] for kept in sender.kept()]


def test_scripted_events_fail_and_the_others_are_stored() -> None:
    """The answer lists the positions that failed."""
    sender = Sender()
    script = {"indexes": [3, 1], "error_code": 40002, "error_message": "Bad"}
    sender.admin("POST", "partial", script)
    answer = sender.post(*ORDERS)
    assert answer["code"] == 20001
    assert answer["data"] == {
        "failed_events": [
            {"order_in_batch": 1, "error_code": 40002, "error_message": "Bad"},
            {"order_in_batch": 3, "error_code": 40002, "error_message": "Bad"},
        ]
    }
    assert stored_ids(sender) == ["0", "2"]
    assert sender.summary["left_out"] == 2


def test_what_failed_can_be_sent_again() -> None:
    """It is no duplicate, and the whole batch again stores just the rest."""
    sender = Sender()
    sender.admin("POST", "partial", {"indexes": [1]})
    sender.post(*ORDERS)
    assert sender.post(*ORDERS)["code"] == 0
    assert stored_ids(sender) == ["0", "2", "3", "1"]
    assert sender.summary["duplicates"] == 3


@pytest.mark.parametrize(
    ("shape", "data"),
    [
        ("list", {"failed_events": [{"order_in_batch": 2, "error_code": 7, "error_message": "e"}]}),
        ("nested", {"result": {"errors": [{"index": 2, "code": 7, "message": "e"}]}}),
        ("empty", {}),
        ("null", None),
        ("missing", "missing"),
    ],
)
def test_the_body_of_a_partial_success_has_five_shapes(shape: str, data: object) -> None:
    """No source shows the real one: a sender must survive each."""
    sender = Sender("--events-success-data", "null")
    script = {"indexes": [2], "shape": shape, "error_code": 7, "error_message": "e"}
    sender.admin("POST", "partial", script)
    answer = sender.post(*ORDERS)
    assert answer["code"] == 20001
    assert answer.get("data", "missing") == data
    assert stored_ids(sender) == ["0", "1", "3"]


def test_positions_can_count_from_one() -> None:
    """Where TikTok begins to count is not known; what is stored does not change."""
    sender = Sender()
    sender.admin("POST", "partial", {"indexes": [0], "base": 1})
    assert sender.post(*ORDERS)["data"]["failed_events"][0]["order_in_batch"] == 1
    assert stored_ids(sender) == ["1", "2", "3"]


def test_failed_positions_are_listed_in_order() -> None:
    """However they were scripted."""
    sender = Sender()
    wanted = [64, 5, 33, 0]
    sender.admin("POST", "partial", {"indexes": wanted})
    answer = sender.post(*(order(str(number)) for number in range(65)))
    listed = [row["order_in_batch"] for row in answer["data"]["failed_events"]]
    assert listed == [0, 5, 33, 64]


def test_the_nth_next_request_can_be_chosen() -> None:
    """Refused requests do not count."""
    sender = Sender()
    sender.admin("POST", "partial", {"request": 2, "indexes": [0]})
    codes = [sender.post(event)["code"] for event in (ORDERS[0], 1, ORDERS[1], ORDERS[2])]
    assert codes == [0, 40002, 20001, 0]
    assert stored_ids(sender) == ["0", "2"]


def test_a_script_is_played_as_often_as_it_says() -> None:
    """Once by default, `times` times, or for ever with null."""
    for script, codes in (
        ({}, [20001, 0, 0]),
        ({"times": 2}, [20001, 20001, 0]),
        ({"times": None}, [20001, 20001, 20001]),
    ):
        sender = Sender()
        sender.admin("POST", "partial", script)
        assert [sender.post(order())["code"] for _ in range(3)] == codes


def test_two_scripts_are_played_one_after_the_other() -> None:
    """Scripts for the first and the third request do not disturb each other."""
    sender = Sender()
    for number in (1, 3):
        sender.admin("POST", "partial", {"request": number, "indexes": [0]})
    assert [sender.post(event)["code"] for event in ORDERS] == [20001, 0, 20001, 0]


def test_the_first_of_two_scripts_for_all_is_played_first() -> None:
    """The second waits its turn and loses none of its times."""
    sender = Sender()
    for code in (1, 2):
        sender.admin("POST", "partial", {"indexes": [0], "error_code": code})
    answers = [sender.post(event) for event in ORDERS[:3]]
    rows = [answer["data"]["failed_events"][0]["error_code"] for answer in answers[:2]]
    assert rows == [1, 2]
    assert answers[2]["code"] == 0


def test_a_script_can_follow_an_event_id() -> None:
    """A poison event fails wherever it stands, alone too, and nothing else does."""
    sender = Sender()
    sender.admin("POST", "partial", {"event_ids": ["2"], "times": None})
    assert sender.post(*ORDERS)["code"] == 20001
    assert sender.post(ORDERS[0])["code"] == 0
    assert sender.post(ORDERS[2])["code"] == 20001
    assert stored_ids(sender) == ["0", "1", "3"]


def test_a_script_can_be_for_one_pixel() -> None:
    """Another pixel's requests are not touched and not counted."""
    sender = Sender()
    sender.admin("POST", "partial", {"event_source_id": OTHER_PIXEL, "indexes": [0]})
    assert sender.post(order())["code"] == 0
    assert sender.post(order(), event_source_id=OTHER_PIXEL)["code"] == 20001


def test_positions_beyond_the_batch_fail_nothing() -> None:
    """The answer is still 20001, with an empty list: nobody knows that TikTok never does it."""
    sender = Sender()
    sender.admin("POST", "partial", {"indexes": [4, -1]})
    answer = sender.post(*ORDERS)
    assert (answer["code"], answer["data"]) == (20001, {"failed_events": []})
    assert len(stored_ids(sender)) == 4


@pytest.mark.parametrize(
    "script", [{"shape": "odd"}, {"indexes": "1"}, {"index": [1]}, {"request": "1"}]
)
def test_a_script_that_cannot_be_is_refused(script: dict[str, Any]) -> None:
    """A misspelt script is an error of the test, not silence."""
    with pytest.raises(ValueError, match=r".+"):
        Sender().admin("POST", "partial", script)


def test_too_many_requests_for_one_pixel_are_40100() -> None:
    """Two a second: the third is refused, nothing of it is stored, a second later there is room."""
    sender = Sender("--events-pixel-qps", "2")
    answers = [sender.post(event) for event in ORDERS[:3]]
    assert [answer["code"] for answer in answers] == [0, 0, 40100]
    assert answers[2]["message"] == "Too many requests. Please retry in some time."
    sender.seconds += 0.5
    assert [sender.post(ORDERS[2])["code"] for _ in range(2)] == [0, 40100]
    sender.advance(seconds=10)
    assert [sender.post(ORDERS[3])["code"] for _ in range(3)] == [0, 0, 40100]
    assert stored_ids(sender) == ["0", "1", "2", "3"]


def test_the_limit_is_counted_per_pixel() -> None:
    """Another pixel has a bucket of its own."""
    sender = Sender("--events-pixel-qps", "1")
    ids = [PIXEL, OTHER_PIXEL, PIXEL]
    assert [sender.post(order(), event_source_id=i)["code"] for i in ids] == [0, 0, 40100]


def test_the_code_of_a_throttled_pixel_is_a_switch() -> None:
    """40132 is TikTok's code for a pixel's limit."""
    sender = Sender("--events-pixel-qps", "1", "--events-pixel-qps-code", "40132")
    sender.post(order())
    answer = sender.post(order())
    assert answer["code"] == 40132
    assert answer["message"] == "The request QPS is limited by pixel_code's value."


def test_a_limit_below_one_a_second_lets_the_first_request_pass() -> None:
    """One request every two seconds."""
    sender = Sender("--events-pixel-qps", "0.5")
    assert [sender.post(order())["code"] for _ in range(2)] == [0, 40100]
    sender.seconds += 2
    assert sender.post(order())["code"] == 0


def test_setting_the_clock_back_does_not_close_the_bucket() -> None:
    """Time that goes backwards takes nothing away."""
    sender = Sender("--events-pixel-qps", "2")
    sender.post(order())
    sender.advance(days=-1)
    assert sender.post(order())["code"] == 0
