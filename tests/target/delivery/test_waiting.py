"""Events that wait to be looked up."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from target_tiktok_events.delivery.waiting import LOOK_UP_AT_ONCE, WaitingEvents
from tests.target.made_events import made_event, made_events

NO_LEDGER: Any = SimpleNamespace(find=lambda _keys: set())


def test_usual_events_wait_for_a_thousand() -> None:
    """One look-up for all of them."""
    waiting = WaitingEvents([NO_LEDGER])
    events = made_events(LOOK_UP_AT_ONCE)
    due = [not waiting.join(event) and waiting.add(event) for event in events]
    assert due == [False] * (LOOK_UP_AT_ONCE - 1) + [True]


def test_large_events_do_not_wait_for_a_thousand() -> None:
    """Orders of thousands of line items take a few megabytes together, not a gigabyte."""
    waiting = WaitingEvents([NO_LEDGER])
    events = [made_event(str(number), padding=900_000) for number in range(10)]
    due = [not waiting.join(event) and waiting.add(event) for event in events]
    assert due.index(True) == 4
    waiting.clear()
    assert not waiting.add(events[0])
