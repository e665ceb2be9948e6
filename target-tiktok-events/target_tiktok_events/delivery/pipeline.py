"""From events in their order to posted batches, dead letters and STATE in the same order.

    admit -> waiting -> (ledger) -> batch -> in flight -> ending -> STATE

Events wait until a look-up in the ledger is worth it, then in a batch; batches are posted by a
few workers while the next ones are built, and settled in the order they were built. So a STATE
goes out when every record before it has ended, whatever the number of workers.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from target_tiktok_events.delivery.failure_lock import FailureLock
from target_tiktok_events.tiktok.outcomes import FOUND

if TYPE_CHECKING:
    from target_tiktok_events.delivery.batches import Batch
    from target_tiktok_events.delivery.endings import Endings
    from target_tiktok_events.delivery.in_flight import InFlight
    from target_tiktok_events.delivery.source_batches import SourceBatches
    from target_tiktok_events.delivery.state_output import StateOutput
    from target_tiktok_events.delivery.waiting import WaitingEvents
    from target_tiktok_events.mapping.events import Event, LeftOut, Refused


class Pipeline:
    """Takes events, refused and left-out records in their order, and STATE in between.

    Methods raise the TargetError that ends the run, whichever thread met it.

    Args:
        waiting: the first station of an event.
        batches: the second.
        in_flight: the third.
        endings: the last, and that of records which are no events.
        states: lets STATE go out behind them.
    """

    def __init__(
        self,
        waiting: WaitingEvents,
        batches: SourceBatches,
        in_flight: InFlight,
        endings: Endings,
        states: StateOutput,
    ) -> None:
        self._waiting = waiting
        self._batches = batches
        self._in_flight = in_flight
        self._endings = endings
        self._states = states
        self._summary = endings.summary
        self._guard = FailureLock()

    def admit(self, event: Event) -> None:
        """Takes an event on its way."""
        self._summary.records += 1
        guard = self._guard
        with guard.lock:
            # The usual event joins others that wait; nothing in here can fail.
            fits = self._batches.fits_alone(event)
            if fits and not guard.has_failed and self._waiting.join(event):
                self._summary.count_event(event)
                return
        with guard:
            self._summary.count_event(event)
            if not fits:
                self._endings.end(event, self._batches.too_large(event))
            elif self._waiting.add(event):
                self._look_up()
                self._settle_finished()

    def refuse(self, refused: Refused) -> None:
        """Takes a record that could not become an event; its dead letter is written at once."""
        self._summary.records += 1
        with self._guard:
            self._endings.refuse(refused)

    def leave_out(self, left_out: LeftOut) -> None:
        """Counts a record that a rule leaves out."""
        self._summary.records += 1
        with self._guard:
            self._endings.leave_out(left_out)

    def count_further(self, results: int) -> None:
        """Counts what one record gave beyond its first event."""
        self._summary.further += results

    def checkpoint(self, state: bytes) -> None:
        """Takes the JSON of a STATE; it goes out when every record before it has ended."""
        with self._guard:
            self._states.hold(state, self._waiting.admitted)
            self._settle_finished()

    def tick(self) -> int | None:
        """Does what is due though no record came, and gives the number of open events.

        None if another thread is at work here or the run has failed; a failure that is met here
        is raised with the next record.
        """
        if not self._guard.lock.acquire(blocking=False):
            return None
        try:
            return None if self._guard.has_failed else self._do_what_is_due()
        finally:
            self._guard.lock.release()

    def close(self) -> None:
        """Posts what is left, waits for every outcome, and writes the last STATE."""
        with self._guard:
            self._look_up()
            while self._batches.first is not None:
                self._make_room()  # before a batch is taken out: this may raise
                self._flush()
            while self._in_flight:
                self._settle_oldest()
                self._advance()
            self._endings.end_input()
            self._endings.write_rows()
            self._states.end_input()
            self._advance()
            self._endings.raise_if_stopped()

    def abandon(self, seconds: float) -> None:
        """Ends early: waits at most `seconds` for running requests, sends nothing further.

        STATE stays before the first open batch; what was delivered behind it is counted only.
        """
        self._in_flight.hurry()
        with self._guard.lock:
            self._states.break_off()
            self._advance()
            for batch, result in self._in_flight.take_all(seconds):
                if result is None or result.failure is not None:
                    self._states.stay_before(batch.first)
                if not self._states.is_stuck and result is not None:
                    self._endings.end_batch(batch, result)
                elif result is not None:
                    self._endings.count_delivered(batch, result)
                self._advance()
            self._endings.write_rows()
            self._advance()

    def _do_what_is_due(self) -> int | None:
        with contextlib.suppress(Exception), self._guard:
            if not self._in_flight and self._is_due():
                self._look_up()
                while self._batches.first is not None:
                    self._flush()
            self._settle_finished()
            self._endings.write_due_rows()
            return self._waiting.admitted - self._first_open()
        return None

    def _is_due(self) -> bool:
        """Whether a slow tap's events have waited long enough for others to share a request."""
        something_waits = bool(self._waiting) or self._batches.first is not None
        return something_waits and self._waiting.have_waited_long()

    def _look_up(self) -> None:
        """Moves waiting events into batches, without those that the ledger knows."""
        if not self._waiting:
            return
        for number, event, is_known in self._waiting.looked_up():
            if is_known:
                self._endings.end(event, FOUND)
                continue
            if self._in_flight.is_full:
                self._make_room()  # before the event is in a batch: this may raise
            batch = self._batches.add(number, event)
            if batch is not None:
                self._post(batch)
        self._waiting.clear()  # at the end only: STATE must not pass them if this is cut short
        for batch in self._batches.overdue(self._waiting.admitted):
            self._post(batch)

    def _flush(self) -> None:
        batch = self._batches.flush()
        if batch is not None:
            self._post(batch)

    def _post(self, batch: Batch) -> None:
        self._in_flight.post(batch)
        self._advance()

    def _make_room(self) -> None:
        while self._in_flight.is_full:
            self._settle_oldest()

    def _settle_finished(self) -> None:
        while self._in_flight.oldest_is_done:
            self._settle_oldest()
        self._advance()

    def _settle_oldest(self) -> None:
        """Waits for the oldest batch and books its outcomes."""
        batch, result = self._in_flight.take_oldest()
        has_ended = False
        try:
            has_ended = self._endings.end_batch(batch, result)
        finally:
            if not has_ended:
                self._states.stay_before(batch.first)

    def _advance(self) -> None:
        """Writes the newest STATE before which nothing is open, after the dead letters."""
        self._states.release(self._first_open())

    def _first_open(self) -> int:
        """The number of the earliest event without an ending; that of the next if all ended."""
        open_ones = (self._endings.first_held, self._in_flight.first, self._batches.first)
        return min(
            (number for number in open_ones if number is not None), default=self._waiting.first
        )
