"""Old and future events: four answers each, off by default."""

from __future__ import annotations

import pytest

from tests.emulator.events.sender import START, Sender, order

NOW = int(START.timestamp())
DAY = 86_400
OLD = order("old", event_time=NOW - 28 * DAY - 1)
FUTURE = order("future", event_time=NOW + 601)
EDGES = (
    order("oldest", event_time=NOW - 28 * DAY),
    order("latest", event_time=NOW + 600),
)


def test_no_age_matters_by_default() -> None:
    """TikTok states no limit."""
    sender = Sender()
    assert sender.post(OLD, FUTURE, order(event_time=1_000_000_000))["code"] == 0
    assert sender.summary["unmatched"] == 0


@pytest.mark.parametrize(("rule", "event"), [("age", OLD), ("future", FUTURE)])
def test_an_event_can_be_accepted_but_never_matched(rule: str, event: dict[str, object]) -> None:
    """It is stored, marked, and worth nothing."""
    sender = Sender(f"--events-{rule}-rule", "unmatched")
    assert sender.post(event, *EDGES)["code"] == 0
    assert [kept["matched"] for kept in sender.kept()] == [False, True, True]
    assert sender.summary["unmatched"] == 1


@pytest.mark.parametrize(
    ("rule", "event", "problem"),
    [("age", OLD, "Event is too old"), ("future", FUTURE, "Event is in the future")],
)
def test_an_event_can_refuse_the_request(rule: str, event: dict[str, object], problem: str) -> None:
    """The message names its position; nothing is stored."""
    sender = Sender(f"--events-{rule}-rule", "refuse")
    answer = sender.post(*EDGES, event)
    assert answer["code"] == 40002
    assert answer["message"] == f"data.2.event_time: {problem}"
    assert sender.summary["stored"] == 0
    assert sender.post(*EDGES)["code"] == 0


@pytest.mark.parametrize(("rule", "event"), [("age", OLD), ("future", FUTURE)])
def test_an_event_can_fail_alone(rule: str, event: dict[str, object]) -> None:
    """20001 names it, the others are stored."""
    sender = Sender(f"--events-{rule}-rule", "partial")
    answer = sender.post(EDGES[0], event, EDGES[1])
    assert answer["code"] == 20001
    assert [row["order_in_batch"] for row in answer["data"]["failed_events"]] == [1]
    assert [kept["event"]["event_id"] for kept in sender.kept()] == ["oldest", "latest"]


def test_a_rule_looks_at_its_own_side_only() -> None:
    """Old events do not concern the future rule, and the other way round."""
    assert Sender("--events-future-rule", "refuse").post(OLD)["code"] == 0
    assert Sender("--events-age-rule", "refuse").post(FUTURE)["code"] == 0


def test_the_limits_can_be_moved() -> None:
    """Seven days and one minute instead of 28 and ten."""
    sender = Sender("--events-age-rule", "refuse", "--events-future-rule", "refuse")
    sender.admin("POST", "options", {"max_age_days": 7, "max_future_minutes": 1})
    assert sender.post(EDGES[0])["code"] == 40002
    assert sender.post(EDGES[1])["code"] == 40002
    assert sender.post(order(event_time=NOW - 7 * DAY))["code"] == 0


def test_the_rules_follow_the_clock() -> None:
    """An order grows too old while it waits."""
    sender = Sender("--events-age-rule", "refuse")
    assert sender.post(EDGES[0])["code"] == 0
    sender.advance(seconds=1)
    assert sender.post(EDGES[0])["code"] == 40002
