"""One batch through ledger and delivery."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from target_tiktok_events.delivery.claimed_sending import ClaimedSender
from target_tiktok_events.delivery.interruption import Interruption
from target_tiktok_events.errors import StorageError, Unreachable
from target_tiktok_events.ledger.claims import key_of
from target_tiktok_events.ledger.ledger import Ledger
from target_tiktok_events.tiktok.outcomes import BatchResult, Ending, Outcome
from tests.target.made_events import endings_of, made_event, made_events

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from target_tiktok_events.mapping.events import Event

SENT = Outcome(Ending.SENT, "r")
REJECTED = Outcome(Ending.REJECTED, "r", 40002, "bad")


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """A ledger in a file."""
    opened = Ledger(f"sqlite:///{tmp_path}/ledger.db", "A", 28 * 24 * 60)
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


class _Pauses(Interruption):
    """Pauses that cost no time, and do something instead."""

    def __init__(self, instead: Callable[[float], bool]) -> None:
        super().__init__()
        self._instead = instead

    def pause(self, seconds: float) -> bool:
        return self._instead(seconds)


def test_delivery_is_in_the_ledger_afterwards(ledger: Ledger) -> None:
    """What TikTok acknowledged is recorded before the outcome is resulted."""
    events = made_events(3)
    result = ClaimedSender(_Sender("1"), ledger, Interruption()).send(events)
    assert endings_of(result.outcomes) == [Ending.SENT, Ending.REJECTED, Ending.SENT]
    assert ledger.find([key_of(event) for event in events]) == {
        key_of(events[0]),
        key_of(events[2]),
    }


def test_known_events_are_not_sent(ledger: Ledger) -> None:
    """The same batch again makes no request."""
    sender = _Sender()
    claimed = ClaimedSender(sender, ledger, Interruption())
    claimed.send(made_events(3))
    result = claimed.send(made_events(3))
    assert set(endings_of(result.outcomes)) == {Ending.FOUND}
    assert len(sender.sent) == 1


def test_same_order_twice_in_a_batch_is_sent_once(ledger: Ledger) -> None:
    """The second is found in the ledger, because the first is recorded by then."""
    sender = _Sender()
    result = ClaimedSender(sender, ledger, Interruption()).send([made_event("1"), made_event("1")])
    assert endings_of(result.outcomes) == [Ending.SENT, Ending.FOUND]
    assert sender.sent == [["1"]]


def test_second_version_of_a_refused_order_gets_its_chance(ledger: Ledger) -> None:
    """When the first of two records with one id is refused, the other is sent."""
    answers = [REJECTED, SENT]
    claimed = ClaimedSender(
        lambda events: BatchResult([answers.pop(0) for _ in events]), ledger, Interruption()
    )
    result = claimed.send([made_event("1"), made_event("1")])
    assert endings_of(result.outcomes) == [Ending.REJECTED, Ending.SENT]


def test_busy_event_is_waited_for(ledger: Ledger) -> None:
    """What another target is sending is waited for, and found when that one is done."""
    claim = ledger.claim([key_of(made_event("1"))])
    pauses: list[float] = []

    def other_ends(seconds: float) -> bool:
        pauses.append(seconds)
        ledger.confirm(dict.fromkeys(claim.ours, "other"))
        return False

    sender = _Sender()
    result = ClaimedSender(sender, ledger, _Pauses(other_ends)).send(made_events(3))
    assert endings_of(result.outcomes) == [Ending.SENT, Ending.FOUND, Ending.SENT]
    assert (sender.sent, len(pauses)) == ([["0", "2"]], 1)


def test_ending_run_does_not_wait_for_another_target(ledger: Ledger) -> None:
    """The event stays open then."""
    ledger.claim([key_of(made_event("1"))])
    ending = _Pauses(lambda _seconds: True)
    result = ClaimedSender(_Sender(), ledger, ending).send([made_event("1")])
    assert result.outcomes == [None]
    assert isinstance(result.failure, Unreachable)


def test_failure_keeps_what_is_certain_and_frees_the_rest(ledger: Ledger) -> None:
    """Sent events are recorded although the batch failed; the others can be claimed again."""
    failure = Unreachable("gone")
    claimed = ClaimedSender(
        lambda _events: BatchResult([SENT, None, REJECTED], failure), ledger, Interruption()
    )
    result = claimed.send(made_events(3))
    assert result.failure is failure
    assert endings_of(result.outcomes) == [Ending.SENT, None, Ending.REJECTED]
    again = ledger.claim([key_of(event) for event in made_events(3)])
    assert (len(again.found), len(again.ours)) == (1, 2)


@pytest.fixture
def clock(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The ledger's clock: one number, in Unix seconds."""
    now = [1_760_000_000.0]
    monkeypatch.setattr(ledger, "_now", lambda: now[0])
    return now


def test_what_tiktok_may_have_is_not_sent_again_after_two_days(
    ledger: Ledger, clock: list[float]
) -> None:
    """The connection broke, and the next run comes too late: each is reported, the rest is sent."""
    broken = BatchResult([SENT, None, None], Unreachable("cut"), frozenset([1]))
    ClaimedSender(lambda _events: broken, ledger, Interruption()).send(made_events(3))
    clock[0] += 50 * 3600
    sender = _Sender()
    result = ClaimedSender(sender, ledger, Interruption()).send(made_events(3))
    assert endings_of(result.outcomes) == [Ending.FOUND, Ending.REJECTED, Ending.SENT]
    assert sender.sent == [["2"]]
    assert result.outcomes[1] is not None
    assert "Events Manager" in result.outcomes[1].reason


def test_what_tiktok_may_have_is_sent_again_in_time(ledger: Ledger, clock: list[float]) -> None:
    """Within two days TikTok recognises the repetition."""
    broken = BatchResult([None], Unreachable("cut"), frozenset([0]))
    ClaimedSender(lambda _events: broken, ledger, Interruption()).send(made_events(1))
    clock[0] += 40 * 3600
    result = ClaimedSender(_Sender(), ledger, Interruption()).send(made_events(1))
    assert endings_of(result.outcomes) == [Ending.SENT]


def test_replay_sends_what_is_uncertain(ledger: Ledger, clock: list[float]) -> None:
    """Somebody has looked it up and wants it sent; afterwards it is found like any delivery."""
    broken = BatchResult([None], Unreachable("cut"), frozenset([0]))
    ClaimedSender(lambda _events: broken, ledger, Interruption()).send(made_events(1))
    clock[0] += 50 * 3600
    replay = ClaimedSender(_Sender(), ledger, Interruption(), even_uncertain=True)
    assert endings_of(replay.send(made_events(1)).outcomes) == [Ending.SENT]
    again = ClaimedSender(_Sender(), ledger, Interruption()).send(made_events(1))
    assert endings_of(again.outcomes) == [Ending.FOUND]


def test_same_uncertain_order_twice_in_a_batch_is_reported_twice(
    ledger: Ledger, clock: list[float]
) -> None:
    """Each record has an ending of its own."""
    ledger.leave_noted(claim := ledger.claim([key_of(made_event("1"))]), claim.ours)
    clock[0] += 50 * 3600
    sender = _Sender()
    result = ClaimedSender(sender, ledger, Interruption()).send([made_event("1"), made_event("1")])
    assert endings_of(result.outcomes) == [Ending.REJECTED] * 2
    assert sender.sent == []


def test_no_batch_is_sent_after_a_failure(ledger: Ledger) -> None:
    """What refused one batch would refuse the next; the others are told to stop waiting."""
    interruption = Interruption()
    sent: list[int] = []

    def fail(events: Sequence[Event]) -> BatchResult:
        sent.append(len(events))
        return BatchResult([None] * len(events), Unreachable("gone"))

    claimed = ClaimedSender(fail, ledger, interruption)
    results = [claimed.send(made_events(2)) for _ in range(3)]
    assert all(isinstance(result.failure, Unreachable) for result in results)
    assert (sent, interruption.pause(0)) == ([2], True)


def test_nothing_is_sent_when_the_ledger_fails(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a claim there is no request."""

    def full(_keys: object, **_options: object) -> None:
        message = "the disk is full"
        raise StorageError(message)

    monkeypatch.setattr(ledger, "claim", full)
    sender = _Sender()
    result = ClaimedSender(sender, ledger, Interruption()).send(made_events(2))
    assert isinstance(result.failure, StorageError)
    assert (sender.sent, result.outcomes) == ([], [None, None])


def test_two_targets_send_each_order_once(tmp_path: Path) -> None:
    """Two senders with ledgers of their own on one database share a thousand orders."""
    url = f"sqlite:///{tmp_path}/ledger.db"
    sender = _Sender()
    ledgers = [Ledger(url, "A", 60) for _ in range(2)]
    pause = threading.Event().wait

    def run(ledger: Ledger, order: int) -> None:
        claimed = ClaimedSender(sender, ledger, _Pauses(lambda _seconds: pause(0.01)))
        for start in range(0, 1000, 100)[::order]:
            claimed.send(made_events(1000)[start : start + 100])

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
