"""From events in their order to posted batches, dead letters and STATE in the same order.

Events collect until a look-up in the ledger is worth it, then in a batch; batches are posted by
a few workers while the next ones are built, and settled in the order they were built. So a STATE
goes out when every record before it has ended, whatever the number of workers.
"""

from __future__ import annotations

import contextlib
from collections import deque
from concurrent.futures import wait
from typing import TYPE_CHECKING, Final

from target_tiktok_events.dead_letters.letter_file import DeadLetter
from target_tiktok_events.delivery.failure_lock import FailureLock
from target_tiktok_events.delivery.workers import result_if_done
from target_tiktok_events.ledger.ledger import key_of
from target_tiktok_events.singer.checkpoints import Checkpoints
from target_tiktok_events.tiktok.outcomes import Ending, Outcome

if TYPE_CHECKING:
    from concurrent.futures import Future

    from target_tiktok_events.delivery.batches import Batch
    from target_tiktok_events.delivery.pipeline_parts import Parts
    from target_tiktok_events.mapping.events import Event, LeftOut, Refused
    from target_tiktok_events.tiktok.sending import BatchResult

_LOOK_UP_AT_ONCE: Final = 1000
_OLDEST_SECONDS: Final = 2.0  # an event waits no longer for others to share its request
_SIGNAL_SECONDS: Final = 0.25
_FOUND: Final = Outcome(Ending.FOUND)


class Pipeline:
    """Takes events, refused and left-out records in their order, and STATE in between.

    Methods raise the TargetError that ends the run, whichever thread met it.
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self.summary = parts.summary
        self._turn = FailureLock()
        self._waiting: list[Event] = []
        self._waiting_since = 0.0
        self._admitted = 0
        self._in_flight: deque[tuple[Batch, Future[BatchResult]]] = deque()
        self._checkpoints = Checkpoints()
        self._settled = 0
        self._open_from: int | None = None  # STATE stays before it: it failed, or is being booked

    def admit(self, event: Event) -> None:
        """Takes an event on its way."""
        self.summary.records += 1
        with self._turn.lock:
            # The usual event joins others that wait; nothing in here can fail.
            waits = 0 < len(self._waiting) < _LOOK_UP_AT_ONCE - 1 and not self._turn.is_over
            if waits and self._parts.builder.fits_alone(event):
                self.summary.count_event(event)
                self._waiting.append(event)
                self._admitted += 1
                return
        with self._turn:
            self.summary.count_event(event)
            if not self._parts.builder.fits_alone(event):
                self._end(event, self._parts.builder.too_large(event))
                return
            if not self._waiting:
                self._waiting_since = self._parts.clock()
            self._waiting.append(event)
            self._admitted += 1
            if len(self._waiting) >= _LOOK_UP_AT_ONCE:
                self._look_up()
                self._settle_finished()

    def refuse(self, refused: Refused) -> None:
        """Takes a record that could not become an event; its dead letter is written at once."""
        self.summary.records += 1
        with self._turn:
            self._bury(DeadLetter.of_record(refused))

    def leave_out(self, left_out: LeftOut) -> None:
        """Counts a record that a rule leaves out."""
        self.summary.records += 1
        with self._turn:
            self.summary.count_left_out(left_out)

    def checkpoint(self, state: bytes) -> None:
        """Takes the JSON of a STATE; it goes out when every record before it has ended."""
        with self._turn:
            self._checkpoints.add(state, self._admitted)
            self._settle_finished()

    def beat(self) -> None:
        """Does what is due though no record came; a failure is raised with the next record."""
        if not self._turn.lock.acquire(blocking=False):
            return
        try:
            if not self._turn.is_over:
                self._beat()
        finally:
            self._turn.lock.release()

    def _beat(self) -> None:
        with contextlib.suppress(Exception), self._turn:
            if not self._in_flight and self._is_old():
                self._look_up()
                self._post(self._parts.builder.flush())
            self._settle_finished()
            self._parts.progress.tick(self._admitted - self._settled)

    def close(self) -> None:
        """Posts what is left, waits for every outcome, and writes the last STATE."""
        with self._turn:
            self._look_up()
            self._make_room()
            self._post(self._parts.builder.flush())
            while self._in_flight:
                self._settle_first()
                self._advance()
            self._advance()

    def abandon(self, seconds: float) -> None:
        """Ends early: waits at most `seconds` for running requests, sends nothing further.

        STATE stays before the first open batch; what was delivered behind it is counted only.
        """
        self._parts.interruption.by_failure()
        with self._turn.lock:
            for _, future in self._in_flight:
                future.cancel()
            wait([future for _, future in self._in_flight], timeout=seconds)
            self._advance()
            while self._in_flight:
                batch, future = self._in_flight.popleft()
                report = result_if_done(future)
                if self._open_from is None and (report is None or report.failure is not None):
                    self._open_from = batch.first
                if self._open_from is not None:
                    self.summary.count_delivered(report.outcomes if report is not None else ())
                elif report is not None:
                    self._book(batch, report)
                self._advance()

    def _bury(self, letter: DeadLetter) -> None:
        self._parts.dead_letters.append(letter)
        self.summary.count_dead_letter(letter)

    def _look_up(self) -> None:
        """Moves waiting events into batches, without those that the ledger knows."""
        events, first = self._waiting, self._admitted - len(self._waiting)
        if not events:
            return
        found = self._parts.ledger.find({key_of(event) for event in events})
        for number, event in enumerate(events, first):
            if found and key_of(event) in found:
                self._end(event, _FOUND)
                continue
            if len(self._in_flight) >= self._parts.max_in_flight:
                self._make_room()  # before the event is in a batch: this may raise
            batch = self._parts.builder.add(number, event)
            if batch is not None:
                self._post(batch)
        self._waiting = []  # at the end only: STATE must not pass them if this is cut short

    def _make_room(self) -> None:
        while len(self._in_flight) >= self._parts.max_in_flight:
            self._settle_first()

    def _post(self, batch: Batch | None) -> None:
        if batch is not None:
            dispatch = self._parts.dispatcher.dispatch
            self._in_flight.append((batch, self._parts.workers.submit(dispatch, batch.events)))
            self._advance()

    def _is_old(self) -> bool:
        """Whether a slow tap's events have waited long enough for others to share a request."""
        if not self._waiting and self._parts.builder.first is None:
            return False
        return self._parts.clock() - self._waiting_since >= _OLDEST_SECONDS

    def _settle_finished(self) -> None:
        while self._in_flight and self._in_flight[0][1].done():
            self._settle_first()
        self._advance()

    def _settle_first(self) -> None:
        """Waits for the oldest batch and books its outcomes."""
        batch, future = self._in_flight[0]
        while not future.done():
            self._parts.interruption.check()
            wait([future], timeout=_SIGNAL_SECONDS)
        self._in_flight.popleft()
        self._open_from = batch.first
        report = future.result()
        if report.failure is not None:
            self.summary.count_delivered(report.outcomes)
            raise report.failure
        self._book(batch, report)
        self._open_from = None

    def _book(self, batch: Batch, report: BatchResult) -> None:
        if self._parts.on_ended is None and self.summary.count_alike(report.outcomes):
            return
        for event, outcome in zip(batch.events, report.outcomes, strict=True):
            if outcome is not None:
                self._end(event, outcome)

    def _end(self, event: Event, outcome: Outcome) -> None:
        if outcome.ending is Ending.REJECTED:
            letter = DeadLetter.of_event(event, outcome.reason, outcome.code, outcome.request_id)
            self._bury(letter)
        else:
            self.summary.count_outcome(outcome)
        if self._parts.on_ended is not None:
            self._parts.on_ended(event, outcome)

    def _advance(self) -> None:
        """Writes the newest STATE before which nothing is open, after the dead letters."""
        if self._open_from is not None:
            self._settled = self._open_from
        elif self._in_flight:
            self._settled = self._in_flight[0][0].first
        elif (first := self._parts.builder.first) is not None:
            self._settled = first
        else:
            self._settled = self._admitted - len(self._waiting)
        state = self._checkpoints.ready(self._settled)
        if state is not None:
            self._parts.dead_letters.sync()
            self._parts.write_state(state)
