"""One batch through ledger and delivery."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from target_tiktok_events.delivery.claimed_sending import ClaimedSender
from target_tiktok_events.errors import StorageError, Unreachable
from target_tiktok_events.ledger.ledger import Ledger, key_of
from target_tiktok_events.tiktok.outcomes import Ending, Outcome
from target_tiktok_events.tiktok.sending import BatchResult
from tests.target.made_events import endings_of, made_event, made_events

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from target_tiktok_events.mapping.events import Event

SENT = Outcome(Ending.SENT, "r")
REJECTED = Outcome(Ending.REJECTED, "r", 40002, "bad")


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """A ledger in a file."""
    opened = Ledger(f"sqlite:///{tmp_path}/ledger.db", "A", 60)
    yield opened
    opened.close()


class _Sender:
    """Sends everything but what is named."""

    def __init__(self, *rejected: str) -> None:
        self.rejected = set(rejected)
        self.sent: list[list[str]] = []

    def __call__(self, events: Sequence[Event]) -> BatchResult:
        self.sent.append([event.event_id for event in events])
        return BatchResult(
            [REJECTED if event.event_id in self.rejected else SENT for event in events]
        )


def _never(_seconds: float) -> bool:
    return False


def test_delivery_is_in_the_ledger_afterwards(ledger: Ledger) -> None:
    """What TikTok acknowledged is recorded before the outcome is reported."""
    events = made_events(3)
    report = ClaimedSender(_Sender("1"), ledger, _never).dispatch(events)
    assert endings_of(report.outcomes) == [Ending.SENT, Ending.REJECTED, Ending.SENT]
    assert ledger.find([key_of(event) for event in events]) == {
        key_of(events[0]),
        key_of(events[2]),
    }


def test_known_events_are_not_sent(ledger: Ledger) -> None:
    """A second dispatch of the same batch makes no request."""
    sender = _Sender()
    dispatcher = ClaimedSender(sender, ledger, _never)
    dispatcher.dispatch(made_events(3))
    report = dispatcher.dispatch(made_events(3))
    assert set(endings_of(report.outcomes)) == {Ending.FOUND}
    assert len(sender.sent) == 1


def test_same_order_twice_in_a_batch_is_sent_once(ledger: Ledger) -> None:
    """The second is found in the ledger, because the first is recorded by then."""
    sender = _Sender()
    report = ClaimedSender(sender, ledger, _never).dispatch([made_event("1"), made_event("1")])
    assert endings_of(report.outcomes) == [Ending.SENT, Ending.FOUND]
    assert sender.sent == [["1"]]


def test_second_version_of_a_refused_order_gets_its_chance(ledger: Ledger) -> None:
    """When the first of two records with one id is refused, the other is sent."""
    answers = [REJECTED, SENT]
    dispatcher = ClaimedSender(
        lambda events: BatchResult([answers.pop(0) for _ in events]), ledger, _never
    )
    report = dispatcher.dispatch([made_event("1"), made_event("1")])
    assert endings_of(report.outcomes) == [Ending.REJECTED, Ending.SENT]


def test_busy_event_is_waited_for(ledger: Ledger) -> None:
    """What another target is sending is waited for, and found when that one is done."""
    claim = ledger.claim([key_of(made_event("1"))])
    pauses: list[float] = []

    def other_ends(seconds: float) -> bool:
        pauses.append(seconds)
        ledger.confirm(dict.fromkeys(claim.ours, "other"))
        return False

    sender = _Sender()
    report = ClaimedSender(sender, ledger, other_ends).dispatch(made_events(3))
    assert endings_of(report.outcomes) == [Ending.SENT, Ending.FOUND, Ending.SENT]
    assert (sender.sent, len(pauses)) == ([["0", "2"]], 1)


def test_ending_run_does_not_wait_for_another_target(ledger: Ledger) -> None:
    """The event stays open then."""
    ledger.claim([key_of(made_event("1"))])
    report = ClaimedSender(_Sender(), ledger, lambda _seconds: True).dispatch([made_event("1")])
    assert report.outcomes == [None]
    assert isinstance(report.failure, Unreachable)


def test_failure_keeps_what_is_certain_and_frees_the_rest(ledger: Ledger) -> None:
    """Sent events are recorded although the batch failed; the others can be claimed again."""
    failure = Unreachable("gone")
    dispatcher = ClaimedSender(
        lambda _events: BatchResult([SENT, None, REJECTED], failure), ledger, _never
    )
    report = dispatcher.dispatch(made_events(3))
    assert report.failure is failure
    assert endings_of(report.outcomes) == [Ending.SENT, None, Ending.REJECTED]
    again = ledger.claim([key_of(event) for event in made_events(3)])
    assert (len(again.found), len(again.ours)) == (1, 2)


def test_no_batch_is_sent_after_a_failure(ledger: Ledger) -> None:
    """What refused one batch would refuse the next; the others are told to stop waiting."""
    told: list[bool] = []
    sent: list[int] = []

    def fail(events: Sequence[Event]) -> BatchResult:
        sent.append(len(events))
        return BatchResult([None] * len(events), Unreachable("gone"))

    dispatcher = ClaimedSender(fail, ledger, _never, lambda: told.append(True))
    reports = [dispatcher.dispatch(made_events(2)) for _ in range(3)]
    assert all(isinstance(report.failure, Unreachable) for report in reports)
    assert (sent, told) == ([2], [True])


def test_nothing_is_sent_when_the_ledger_fails(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a claim there is no request."""

    def full(_keys: object) -> None:
        message = "the disk is full"
        raise StorageError(message)

    monkeypatch.setattr(ledger, "claim", full)
    sender = _Sender()
    report = ClaimedSender(sender, ledger, _never).dispatch(made_events(2))
    assert isinstance(report.failure, StorageError)
    assert (sender.sent, report.outcomes) == ([], [None, None])


def test_two_targets_send_each_order_once(tmp_path: Path) -> None:
    """Two dispatchers with ledgers of their own on one database share a thousand orders."""
    url = f"sqlite:///{tmp_path}/ledger.db"
    sender = _Sender()
    ledgers = [Ledger(url, "A", 60) for _ in range(2)]
    pause = threading.Event().wait

    def run(ledger: Ledger, order: int) -> None:
        dispatcher = ClaimedSender(sender, ledger, lambda _seconds: pause(0.01))
        for start in range(0, 1000, 100)[::order]:
            dispatcher.dispatch(made_events(1000)[start : start + 100])

    threads = [
        threading.Thread(target=run, args=(ledger, order))
        for ledger, order in zip(ledgers, (1, -1), strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for ledger in ledgers:
        ledger.close()
    ids = [event_id for batch in sender.sent for event_id in batch]
    assert sorted(ids) == sorted(str(number) for number in range(1000))
