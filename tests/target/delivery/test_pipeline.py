"""Events in their order to batches, dead letters and STATE in the same order."""

from __future__ import annotations

import threading
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from target_tiktok_events.config.dead_letter_limit import DeadLetterLimit
from target_tiktok_events.delivery.batches import BatchBuilder
from target_tiktok_events.delivery.endings import Endings
from target_tiktok_events.delivery.in_flight import InFlight
from target_tiktok_events.delivery.interruption import Interruption
from target_tiktok_events.delivery.pipeline import Pipeline
from target_tiktok_events.delivery.report import Summary
from target_tiktok_events.delivery.source_batches import SourceBatches
from target_tiktok_events.delivery.state_gate import StateGate
from target_tiktok_events.delivery.state_output import StateOutput
from target_tiktok_events.delivery.stopped_sources import StoppedSources
from target_tiktok_events.delivery.waiting import LOOK_UP_AT_ONCE, WaitingEvents
from target_tiktok_events.delivery.workers import Workers
from target_tiktok_events.errors import Stopped, StorageError, Terminated, Unreachable
from target_tiktok_events.mapping.events import LeftOut, Refused
from target_tiktok_events.tiktok.outcomes import BatchResult, Ending, Outcome
from tests.target.made_events import ADDRESSEE, made_event, made_events

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from target_tiktok_events.mapping.events import Event

SENT = Outcome(Ending.SENT, "r")
REJECTED = Outcome(Ending.REJECTED, "r", 40002, "bad")


class _Rig:
    """A pipeline whose surroundings are lists; batches wait for `gates` if there are any."""

    def __init__(
        self,
        batch_size: int = 10,
        workers: int = 2,
        max_in_flight: int = 3,
        notes_endings: int = 0,
        sources: int = 1,
    ) -> None:
        self.log: list[str] = []
        self.noted: list[tuple[str, str]] = []
        self.notes_endings = bool(notes_endings)
        self.known: set[str] = set()
        self.rejected: set[str] = set()
        self.failing: dict[str, Exception] = {}
        self.gates: dict[str, threading.Event] = {}
        self.posted: list[list[str]] = []
        self.now = 0.0
        self.disk_is_full = False
        self.ledger_is_down = False
        self.interruption = Interruption()
        self.workers = Workers(workers)
        self.letters: list[Any] = []
        self.summary = Summary("sent", [f"C{number}" for number in range(sources)])
        self.pipeline = self._pipeline(batch_size, max_in_flight, sources)

    def _pipeline(self, batch_size: int, max_in_flight: int, sources: int) -> Pipeline:
        fakes: Any = SimpleNamespace(
            find=self._find,
            append=self._append,
            sync=lambda: self.log.append("sync"),
            note=lambda event, ending: self.noted.append((event.event_id, ending)),
        )
        gate = StateGate(self.summary, DeadLetterLimit("none"))
        return Pipeline(
            WaitingEvents([fakes] * sources, lambda: self.now),
            SourceBatches([BatchBuilder(batch_size, 100_000, 50) for _ in range(sources)]),
            InFlight(self._send, self.workers, max_in_flight, self.interruption),
            Endings(
                self.summary,
                fakes,
                [ADDRESSEE] * sources,
                StoppedSources([f"C{number}" for number in range(sources)]),
                fakes if self.notes_endings else None,
            ),
            StateOutput(fakes, gate, lambda state: self.log.append(state.decode())),
        )

    def _find(self, keys: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
        if self.ledger_is_down:
            message = "no answer"
            raise StorageError(message)
        return {key for key in keys if key[1] in self.known}

    def _append(self, letter: Any) -> None:
        if self.disk_is_full:
            message = "no space"
            raise StorageError(message)
        self.letters.append(letter)
        self.log.append(f"dead {letter.record_key}")

    def _send(self, events: Sequence[Event]) -> BatchResult:
        first = events[0].event_id
        if first in self.gates:
            assert self.gates[first].wait(10)
        self.posted.append([event.event_id for event in events])
        if first in self.failing:
            failure = self.failing[first]
            if isinstance(failure, Stopped):
                return BatchResult([None] * len(events), failure)
            if isinstance(failure, Unreachable):
                return BatchResult([SENT, REJECTED, *[None] * (len(events) - 2)], failure)
            raise failure
        return BatchResult([REJECTED if e.event_id in self.rejected else SENT for e in events])

    def admit(self, events: Sequence[Event], state_every: int = 0) -> None:
        for number, event in enumerate(events, 1):
            self.pipeline.admit(event)
            if state_every and number % state_every == 0:
                self.pipeline.checkpoint(str(number).encode())

    def admit_and_close(self, events: Sequence[Event], state_every: int) -> None:
        self.admit(events, state_every)
        self.pipeline.close()

    def tick_and_admit_for_ever(self) -> None:
        while True:
            self.pipeline.tick()
            self.pipeline.admit(made_event("more"))

    def checkpoint_for_ever(self) -> None:
        while True:
            self.pipeline.checkpoint(b"1")

    @property
    def states(self) -> list[int]:
        return [int(line) for line in self.log if line.isdigit()]


@pytest.fixture
def make_rig() -> Iterator[Callable[..., _Rig]]:
    """Makes rigs and ends their threads."""
    made: list[_Rig] = []

    def make(**options: int) -> _Rig:
        made.append(_Rig(**options))
        return made[-1]

    yield make
    for rig in made:
        for gate in rig.gates.values():
            gate.set()
        rig.workers.close()


def test_every_event_is_posted_once_in_full_batches(make_rig: Callable[..., _Rig]) -> None:
    """2,005 events make 200 full batches and one of five."""
    rig = make_rig()
    rig.admit(made_events(2005))
    rig.pipeline.close()
    ids = sorted(int(event_id) for batch in rig.posted for event_id in batch)
    assert ids == list(range(2005))
    assert sorted(len(batch) for batch in rig.posted) == [5, *[10] * 200]
    assert rig.summary.endings[Ending.SENT] == 2005


def test_known_events_are_left_out_of_batches(make_rig: Callable[..., _Rig]) -> None:
    """What the ledger knows does not thin out the requests."""
    rig = make_rig(batch_size=100)
    rig.known = {str(number) for number in range(0, 1000, 2)}
    rig.admit(made_events(1000))
    rig.pipeline.close()
    assert [len(batch) for batch in sorted(rig.posted)] == [100] * 5
    assert rig.summary.endings[Ending.FOUND] == 500


def test_state_never_passes_a_batch_in_flight(make_rig: Callable[..., _Rig]) -> None:
    """With the first batch still open no STATE goes out, though later batches are done."""
    rig = make_rig(batch_size=500, workers=2, max_in_flight=3)
    rig.gates["0"] = threading.Event()
    rig.admit(made_events(1000), state_every=100)
    while len(rig.posted) < 1:
        rig.pipeline.checkpoint(b"1000")
    assert (rig.posted[0][0], rig.states) == ("500", [])
    rig.gates["0"].set()
    rig.pipeline.close()
    assert rig.states[-1] == 1000
    assert rig.states == sorted(rig.states)


def test_state_goes_out_with_each_settled_batch(make_rig: Callable[..., _Rig]) -> None:
    """A long run writes many STATEs, none of them before its events."""
    rig = make_rig(batch_size=100, workers=1, max_in_flight=1)
    rig.admit(made_events(3000), state_every=100)
    rig.pipeline.close()
    assert len(rig.states) >= 20
    assert rig.states[-1] == 3000


def test_small_states_do_not_make_small_batches(make_rig: Callable[..., _Rig]) -> None:
    """A STATE after every record leaves the requests full."""
    rig = make_rig(batch_size=100)
    rig.admit(made_events(1000), state_every=1)
    rig.pipeline.close()
    assert [len(batch) for batch in rig.posted] == [100] * 10


def test_dead_letters_are_synced_before_state(make_rig: Callable[..., _Rig]) -> None:
    """Refused and rejected records are on the disk when a STATE says they have ended."""
    rig = make_rig()
    rig.rejected = {"1"}
    rig.admit(made_events(3))
    rig.pipeline.refuse(Refused("orders", "order_id=x", "map", "no time"))
    rig.pipeline.leave_out(LeftOut("orders", "consent"))
    rig.pipeline.checkpoint(b"5")
    rig.pipeline.close()
    assert rig.log == ["dead order_id=x", "dead order_id=1", "sync", "5"]
    assert (rig.letters[1].stage, rig.letters[1].code) == ("api", 40002)


def test_state_of_an_empty_input_goes_out(make_rig: Callable[..., _Rig]) -> None:
    """Nothing to send is nothing to wait for."""
    rig = make_rig()
    rig.pipeline.checkpoint(b"1")
    rig.pipeline.close()
    assert rig.log == ["sync", "1"]


def test_too_large_event_is_a_dead_letter_and_no_request(make_rig: Callable[..., _Rig]) -> None:
    """An event that no request has room for names the setting; the others go."""
    rig = make_rig()
    rig.admit([made_event("0"), made_event("big", padding=100_000), made_event("2")])
    rig.pipeline.close()
    assert rig.posted == [["0", "2"]]
    assert (rig.letters[0].stage, "max_batch_bytes" in rig.letters[0].reason) == ("api", True)


def test_failure_keeps_state_before_the_failed_batch(make_rig: Callable[..., _Rig]) -> None:
    """Batches before it advance STATE, it and those behind do not; nothing is buried for it."""
    rig = make_rig(batch_size=100, workers=1, max_in_flight=20)
    rig.failing["300"] = Unreachable("gone")
    rig.admit(made_events(1000), state_every=50)
    with pytest.raises(Unreachable):
        rig.pipeline.close()
    rig.pipeline.abandon(5)
    assert rig.states[-1] == 300
    assert rig.letters == []
    with pytest.raises(Unreachable):
        rig.pipeline.close()


def test_what_a_failed_run_delivered_is_counted(make_rig: Callable[..., _Rig]) -> None:
    """The table of a failed run says what TikTok took, behind the failure, too."""
    rig = make_rig(batch_size=100, workers=2, max_in_flight=20)
    rig.failing["300"] = Unreachable("gone")
    rig.admit(made_events(1000))
    with pytest.raises(Unreachable):
        rig.pipeline.close()
    rig.pipeline.abandon(5)
    posted = sum(len(batch) for batch in rig.posted) - 99
    assert rig.summary.endings[Ending.SENT] <= posted
    assert rig.summary.endings[Ending.SENT] >= 301


def test_unexpected_error_of_a_worker_reaches_the_records(make_rig: Callable[..., _Rig]) -> None:
    """A defect on a worker's thread ends the run and freezes STATE."""
    rig = make_rig(batch_size=100)
    rig.failing["0"] = ZeroDivisionError()
    rig.admit(made_events(500), state_every=100)
    with pytest.raises(ZeroDivisionError):
        rig.pipeline.close()
    rig.pipeline.abandon(1)
    assert rig.states == []


def test_signal_ends_the_wait_for_tiktok(make_rig: Callable[..., _Rig]) -> None:
    """A run that waits for a slow answer ends on a signal; what comes in time still counts."""
    rig = make_rig(batch_size=100, workers=1, max_in_flight=2)
    rig.gates["100"] = threading.Event()
    rig.interruption.by_signal(15)
    with pytest.raises(Terminated):
        rig.admit(made_events(1000), state_every=100)
    rig.pipeline.abandon(0.1)
    assert rig.states in ([], [100])
    assert len(rig.posted) <= 2


def test_tick_posts_what_a_slow_tap_left_waiting(make_rig: Callable[..., _Rig]) -> None:
    """Two seconds after a few records came they are posted, and their STATE goes out."""
    rig = make_rig()
    rig.admit(made_events(3), state_every=3)
    rig.pipeline.tick()
    assert rig.posted == []
    rig.now = 2.0
    rig.pipeline.tick()
    while rig.states != [3]:
        rig.pipeline.tick()
    assert rig.posted == [["0", "1", "2"]]


def test_failure_met_by_the_timer_is_raised_with_the_next_record(
    make_rig: Callable[..., _Rig],
) -> None:
    """A failure between records is not lost."""
    rig = make_rig()
    rig.failing["0"] = Unreachable("gone")
    rig.admit(made_events(3))
    rig.now = 2.0
    rig.pipeline.tick()
    with pytest.raises(Unreachable):
        rig.tick_and_admit_for_ever()


def test_no_event_is_taken_after_a_failure(make_rig: Callable[..., _Rig]) -> None:
    """The very next record meets the failure, though others wait for their request."""
    rig = make_rig()
    rig.failing["0"] = Unreachable("gone")
    rig.gates["0"] = threading.Event()
    rig.admit(made_events(9))
    rig.now = 2.0
    rig.pipeline.tick()
    rig.admit([made_event("waits")])
    rig.gates["0"].set()
    with pytest.raises(Unreachable):
        rig.checkpoint_for_ever()
    with pytest.raises(Unreachable):
        rig.pipeline.admit(made_event("late"))


def test_each_event_gets_two_seconds(make_rig: Callable[..., _Rig]) -> None:
    """The wait for company begins with the first event that waits, not with the run."""
    rig = make_rig()
    for first in (10.0, 20.0):
        rig.now = first
        rig.admit([made_event(f"{first}")])
        rig.now = first + 1.9
        rig.admit([made_event("joins")])
        rig.pipeline.tick()
        assert f"{first}" not in [event_id for batch in rig.posted for event_id in batch]
        rig.now = first + 2.0
        rig.pipeline.tick()
        rig.pipeline.close()
        assert rig.posted[-1] == [f"{first}", "joins"]


def test_every_ending_is_noted_for_a_replay(make_rig: Callable[..., _Rig]) -> None:
    """The file that is replayed learns of each ending, in a batch that ended alike, too."""
    rig = make_rig(batch_size=5, notes_endings=1)
    rig.known, rig.rejected = {"0"}, {"7"}
    rig.admit(made_events(11))
    rig.pipeline.close()
    noted = dict(rig.noted)
    assert len(rig.noted) == len(noted) == 11
    assert [noted["0"], noted["7"], noted["3"]] == ["already sent", "rejected", "sent"]
    assert rig.summary.endings == {Ending.SENT: 9, Ending.FOUND: 1}


@pytest.mark.parametrize("events", [900, LOOK_UP_AT_ONCE])
def test_state_stays_before_events_whose_look_up_failed(
    make_rig: Callable[..., _Rig], events: int
) -> None:
    """While the ledger is down nothing is posted, so no STATE says that anything is done."""
    rig = make_rig(batch_size=100)
    rig.ledger_is_down = True
    with pytest.raises(StorageError):
        rig.admit_and_close(made_events(events), state_every=100)
    rig.pipeline.abandon(1)
    assert (rig.posted, rig.states) == ([], [])


def test_state_passes_what_ended_before_the_ledger_went_down(
    make_rig: Callable[..., _Rig],
) -> None:
    """The first thousand events were looked up and sent; STATE goes so far and no further."""
    rig = make_rig(batch_size=100)
    rig.admit_and_close(made_events(LOOK_UP_AT_ONCE), state_every=100)
    rig.ledger_is_down = True
    rig.admit(made_events(300), state_every=100)
    rig.pipeline.checkpoint(b"1300")
    with pytest.raises(StorageError):
        rig.pipeline.close()
    rig.pipeline.abandon(5)
    assert rig.states[-1] == LOOK_UP_AT_ONCE
    assert sum(map(len, rig.posted)) == LOOK_UP_AT_ONCE


def test_every_record_is_counted_as_read(make_rig: Callable[..., _Rig]) -> None:
    """Admitted, refused, left out, and the one that meets the failure of the run."""
    rig = make_rig()
    rig.admit(made_events(3))
    rig.pipeline.refuse(Refused("orders", "order_id=x", "map", "no time"))
    rig.pipeline.leave_out(LeftOut("orders", "consent"))
    rig.ledger_is_down = True
    with pytest.raises(StorageError):
        rig.pipeline.close()
    with pytest.raises(StorageError):
        rig.pipeline.admit(made_event("late"))
    assert rig.summary.records == 6


def test_failing_dead_letter_file_freezes_state(make_rig: Callable[..., _Rig]) -> None:
    """A dead letter that can't be written keeps STATE before its record."""
    rig = make_rig(batch_size=10)
    rig.rejected = {"15"}
    rig.disk_is_full = True
    rig.admit(made_events(40), state_every=5)
    with pytest.raises(StorageError):
        rig.pipeline.close()
    rig.pipeline.abandon(1)
    assert rig.states == [10]


@pytest.mark.parametrize("workers", [1, 8])
def test_order_of_outcomes_does_not_depend_on_workers(
    make_rig: Callable[..., _Rig], workers: int
) -> None:
    """Dead letters and STATE come in the order of the records."""
    rig = make_rig(batch_size=10, workers=workers, max_in_flight=workers + 2)
    rig.rejected = {str(number) for number in range(0, 3000, 7)}
    rig.admit(made_events(3000), state_every=10)
    rig.pipeline.close()
    keys = [letter.record_key for letter in rig.letters]
    assert keys == [f"order_id={number}" for number in range(0, 3000, 7)]
    dead = 0
    for line in rig.log:
        if line.isdigit():
            assert dead == (int(line) + 6) // 7
        dead += line.startswith("dead")


def _events_of_two(count: int, every: int) -> list[Event]:
    """Events 0, 1, …; one of so many goes to the second event source."""
    return [made_event(str(n), source=int(n % every == every - 1)) for n in range(count)]


def test_batches_hold_events_of_one_event_source(make_rig: Callable[..., _Rig]) -> None:
    """A request names one event source; all events are posted, and the last STATE goes out."""
    rig = make_rig(sources=2)
    rig.admit(_events_of_two(1000, 7), state_every=50)
    rig.pipeline.close()
    for batch in rig.posted:
        assert len({int(event_id) % 7 == 6 for event_id in batch}) == 1
    assert sorted(int(event_id) for batch in rig.posted for event_id in batch) == list(range(1000))
    assert (rig.states, rig.states[-1]) == (sorted(rig.states), 1000)


@pytest.mark.parametrize("first", ["0", "6"])
def test_state_never_passes_an_open_batch_of_any_event_source(
    make_rig: Callable[..., _Rig], first: str
) -> None:
    """A small batch is posted late but begins early; STATE waits for its earliest event."""
    rig = make_rig(batch_size=400, workers=2, sources=2)
    rig.gates[first] = threading.Event()
    rig.admit(_events_of_two(1000, 7), state_every=1)
    rig.now += 10
    while not any(batch[0] != first for batch in rig.posted):
        rig.pipeline.tick()
    assert all(state <= int(first) for state in rig.states)
    rig.gates[first].set()
    rig.pipeline.close()
    assert rig.states[-1] == 1000


def test_rare_event_source_does_not_hold_state_for_ever(make_rig: Callable[..., _Rig]) -> None:
    """Its half-full batch is posted when ten thousand events have passed it."""
    rig = make_rig(batch_size=1000, sources=2)
    rig.admit(_events_of_two(30_000, 7_000), state_every=1000)
    assert rig.states[-1] >= 10_000
    rig.pipeline.close()
    assert rig.states[-1] == 30_000


def test_refused_event_source_leaves_the_others_going(make_rig: Callable[..., _Rig]) -> None:
    """What else there is is delivered; STATE stays before the first event of the refused one."""
    rig = make_rig(sources=2)
    rig.failing = {str(n): Stopped("code 40105") for n in range(6, 1000, 7)}
    events = _events_of_two(1000, 7)
    with pytest.raises(Stopped, match="event source C1: code 40105"):
        rig.admit_and_close(events, state_every=1)
    rig.pipeline.abandon(1)
    assert rig.summary.endings[Ending.SENT] == sum(event.source == 0 for event in events)
    assert rig.states[-1] <= 6
    assert rig.letters == []


def test_run_ends_when_every_event_source_is_refused(make_rig: Callable[..., _Rig]) -> None:
    """There is nobody left to send to: the input is not read on."""
    rig = make_rig(sources=2)
    rig.failing = {str(n): Stopped("code 40105") for n in range(100_000)}
    with pytest.raises(Stopped, match=r"event source C0: .*; event source C1: "):
        rig.admit(_events_of_two(100_000, 7))
    assert len(rig.posted) < 1000


def test_refusals_are_held_for_each_event_source(make_rig: Callable[..., _Rig]) -> None:
    """Twenty refusals alike of one are its settings' fault although another takes its events."""
    rig = make_rig(sources=2)
    events = _events_of_two(140, 7)
    rig.rejected = {event.event_id for event in events if event.source == 1}
    with pytest.raises(Stopped, match="event source C1: TikTok refused all 20"):
        rig.admit_and_close(events, state_every=1)
    assert rig.letters == []
    assert rig.summary.endings[Ending.SENT] == 120
    assert rig.states[-1] <= 6


def test_failure_lets_no_state_pass_what_still_waits(make_rig: Callable[..., _Rig]) -> None:
    """A later batch fails while an earlier event of another event source is in no request yet."""
    rig = make_rig(batch_size=5, sources=2)
    rig.failing["995"] = Unreachable("gone")
    waits = made_event("waits", source=1)
    with pytest.raises(Unreachable):
        rig.admit_and_close([made_event("0"), waits, *made_events(1500)[1:]], state_every=1)
    rig.pipeline.abandon(1)
    assert all(state <= 1 for state in rig.states)


def test_failure_lets_no_state_pass_held_refusals(make_rig: Callable[..., _Rig]) -> None:
    """What was refused before anything was taken comes again with the next run."""
    rig = make_rig(batch_size=1, workers=1)
    rig.rejected = {"0", "1", "2"}
    rig.failing["3"] = Stopped("code 40105")
    with pytest.raises(Stopped):
        rig.admit_and_close(made_events(5), state_every=1)
    rig.pipeline.abandon(1)
    assert (rig.states, rig.letters) == ([], [])


def test_failure_while_room_is_made_at_the_end_loses_no_batch(
    make_rig: Callable[..., _Rig],
) -> None:
    """The last batch of another event source stays where STATE sees it until there is room."""
    rig = make_rig(batch_size=5, workers=1, max_in_flight=1, sources=2)
    rig.failing["5"] = Unreachable("gone")
    waits = made_event("waits", source=1)
    with pytest.raises(Unreachable):
        rig.admit_and_close([made_event("0"), waits, *made_events(10)[1:]], state_every=1)
    rig.pipeline.abandon(1)
    assert all(state <= 1 for state in rig.states)
