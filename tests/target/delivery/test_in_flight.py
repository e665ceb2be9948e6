"""Batches that were posted and are not settled."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from target_tiktok_events.delivery.batches import Batch
from target_tiktok_events.delivery.in_flight import InFlight
from target_tiktok_events.delivery.interruption import Interruption
from target_tiktok_events.delivery.workers import Workers
from target_tiktok_events.errors import Terminated, Unreachable
from target_tiktok_events.tiktok.outcomes import BatchResult, Ending, Outcome
from tests.target.made_events import made_event

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from target_tiktok_events.mapping.events import Event


class _Sender:
    """Answers with the id of the first event, when its gate is open."""

    def __init__(self) -> None:
        self.gates = {str(number): threading.Event() for number in range(4)}

    def __call__(self, events: Sequence[Event]) -> BatchResult:
        event_id = events[0].event_id
        assert self.gates[event_id].wait(10)
        if event_id == "3":
            raise ZeroDivisionError
        return BatchResult([Outcome(Ending.SENT, event_id)])


def _batch(number: int) -> Batch:
    return Batch(number, [made_event(str(number))])


def _request_of(result: BatchResult | None) -> str | None:
    if result is None or result.outcomes[0] is None:
        return None
    return result.outcomes[0].request_id


@pytest.fixture
def sender() -> _Sender:
    """Sends what its gates let through."""
    return _Sender()


@pytest.fixture
def workers(sender: _Sender) -> Iterator[Workers]:
    """Two threads."""
    made = Workers(2)
    yield made
    for gate in sender.gates.values():
        gate.set()
    made.close()


def test_results_come_in_the_order_of_the_batches(sender: _Sender, workers: Workers) -> None:
    """The second is done first, and waits for its turn."""
    in_flight = InFlight(sender, workers, 2, Interruption())
    in_flight.post(_batch(0))
    assert not in_flight.is_full
    in_flight.post(_batch(1))
    sender.gates["1"].set()
    assert (in_flight.is_full, in_flight.first, in_flight.oldest_is_done) == (True, 0, False)
    sender.gates["0"].set()
    taken = [in_flight.take_oldest() for _ in range(2)]
    assert [(batch.first, _request_of(result)) for batch, result in taken] == [(0, "0"), (1, "1")]
    assert (len(in_flight), in_flight.first, in_flight.oldest_is_done) == (0, None, False)


def test_batch_without_a_result_stays(sender: _Sender, workers: Workers) -> None:
    """Neither a signal nor a defect of a worker lets STATE pass the batch."""
    interruption = Interruption()
    in_flight = InFlight(sender, workers, 2, interruption)
    in_flight.post(_batch(3))
    interruption.by_signal(15)
    with pytest.raises(Terminated):
        in_flight.take_oldest()
    sender.gates["3"].set()
    while not in_flight.oldest_is_done:
        pass
    with pytest.raises(ZeroDivisionError):
        in_flight.take_oldest()
    assert (len(in_flight), in_flight.first) == (1, 3)


def test_all_are_taken_with_what_came_in_time(sender: _Sender, workers: Workers) -> None:
    """What is done has its result, what hangs has none; nothing is left in flight."""
    in_flight = InFlight(sender, workers, 4, Interruption())
    sender.gates["0"].set()
    in_flight.post(_batch(0))
    while not in_flight.oldest_is_done:
        pass
    for number in (1, 2):
        in_flight.post(_batch(number))
    taken = [(batch.first, _request_of(result)) for batch, result in in_flight.take_all(0.05)]
    assert taken == [(0, "0"), (1, None), (2, None)]
    assert not in_flight


def test_batch_that_failed_because_a_signal_ended_its_wait_ends_by_the_signal(
    workers: Workers,
) -> None:
    """Exit code 143 and not 4: nobody's outage ended the run. The batch stays for `take_all`."""
    interruption = Interruption()

    def send(events: Sequence[Event]) -> BatchResult:
        assert interruption.pause(10)
        return BatchResult([None] * len(events), Unreachable("TikTok did not take it"))

    in_flight = InFlight(send, workers, 3, interruption)
    in_flight.post(_batch(0))
    interruption.by_signal(15)
    while not in_flight.oldest_is_done:
        pass
    with pytest.raises(Terminated):
        in_flight.take_oldest()
    assert in_flight.first == 0
