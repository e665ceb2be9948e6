"""Where every record ends: counted, and on file if it was not delivered."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from target_tiktok_events.dead_letters.letter import DeadLetter
from target_tiktok_events.delivery.held_refusals import HeldRefusal, HeldRefusals
from target_tiktok_events.delivery.outcome_rows import OutcomeRows
from target_tiktok_events.errors import Stopped
from target_tiktok_events.tiktok.outcomes import Ending

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from target_tiktok_events.dead_letters.letter import Addressee
    from target_tiktok_events.dead_letters.letter_file import DeadLetterFile
    from target_tiktok_events.dead_letters.replay_file import ReplayFile
    from target_tiktok_events.delivery.batches import Batch
    from target_tiktok_events.delivery.report import Summary
    from target_tiktok_events.delivery.stopped_sources import StoppedSources
    from target_tiktok_events.mapping.events import Event, LeftOut, Refused
    from target_tiktok_events.tiktok.outcomes import BatchResult, Outcome


class Endings:
    """Books the ending of each record, in the order of the records.

    Args:
        summary: the counts.
        dead_letters: gets what was not delivered; its StorageError is raised by every method.
        addressees: where the events of each event source go, by its number.
        stopped: keeps why an event source was refused while others go on.
        replay: the file that the events come from, if they do; it notes each ending.
        rows: the log of outcomes, if one is kept; its StorageError, too, every method raises.
    """

    def __init__(  # noqa: PLR0913 - every way in which a record ends
        self,
        summary: Summary,
        dead_letters: DeadLetterFile,
        addressees: Sequence[Addressee],
        stopped: StoppedSources,
        replay: ReplayFile | None = None,
        *,
        rows: OutcomeRows | None = None,
    ) -> None:
        self.summary = summary
        self._dead_letters = dead_letters
        self._addressees = addressees
        self._stopped = stopped
        self._replay = replay
        self._rows = OutcomeRows() if rows is None else rows
        self._held = tuple(HeldRefusals() for _ in addressees)

    def refuse(self, refused: Refused) -> None:
        """Ends a record that could not become an event."""
        self._bury(DeadLetter.of_record(refused, self._addressees[refused.source]), refused.source)
        self._rows.note_refused(refused)

    def leave_out(self, left_out: LeftOut) -> None:
        """Ends a record that a rule leaves out."""
        self.summary.count_left_out(left_out)
        self._rows.note_left_out(left_out)

    def end(self, event: Event, outcome: Outcome) -> None:
        """Ends one event."""
        if outcome.ending is Ending.REJECTED:
            letter = DeadLetter.of_event(
                event,
                self._addressees[event.source],
                outcome.reason,
                outcome.code,
                outcome.request_id,
            )
            self._bury(letter, event.source)
        else:
            self.summary.count_outcome(outcome, event.source)
        self._rows.note_all([event], outcome)
        if self._replay is not None:
            self._replay.note(event, outcome.ending.value)

    def end_batch(self, batch: Batch, result: BatchResult) -> bool:
        """Ends the events of a batch; False if TikTok refuses its event source, but others go on.

        Raises:
            TargetError: what made the batch fail, if it ends the run. The batch's deliveries are
                counted then, and nothing is buried: its refusals are not final, they come again.
        """
        if result.failure is not None:
            self.count_delivered(batch, result)
            self._stopped.add(batch.source, result.failure)
            return False
        held = self._held[batch.source]
        self._end_all(held.released_by(result.outcomes))
        if self._replay is None and self.summary.count_alike(result.outcomes, batch.source):
            self._rows.note_all(batch.events, cast("Outcome", result.outcomes[0]))
            return True
        for event, outcome in zip(batch.events, result.outcomes, strict=True):
            if outcome is not None and not held.hold(HeldRefusal(batch.first, event, outcome)):
                self.end(event, outcome)
        return True

    @property
    def first_held(self) -> int | None:
        """The number of the earliest event whose refusal may not be its own fault; None if none."""
        firsts = (held.first for held in self._held)
        return min((number for number in firsts if number is not None), default=None)

    def end_input(self) -> None:
        """Ends what was held, for no further answer comes.

        Raises:
            Stopped: TikTok refused every event alike.
        """
        for source, held in enumerate(self._held):
            try:
                self._end_all(held.end())
            except Stopped as failure:
                self._stopped.add(source, failure)

    def raise_if_stopped(self) -> None:
        """Ends the run if TikTok refused an event source.

        Raises:
            Stopped: it did.
        """
        self._stopped.raise_if_any()

    def count_delivered(self, batch: Batch, result: BatchResult) -> None:
        """Counts what TikTok took of a batch that no STATE will pass."""
        self.summary.count_delivered(result.outcomes, batch.source)
        for event, outcome in zip(batch.events, result.outcomes, strict=True):
            if outcome is not None and outcome.ending is not Ending.REJECTED:
                self._rows.note_all([event], outcome)

    def write_rows(self) -> None:
        """Writes what the log of outcomes has not yet."""
        self._rows.write()

    def write_due_rows(self) -> None:
        """The same for rows that have waited for a second: a run that is killed loses no more."""
        if not self._rows.may_wait:
            self._rows.write()

    def _end_all(self, refusals: Iterable[HeldRefusal]) -> None:
        for each in refusals:
            self.end(each.event, each.outcome)

    def _bury(self, letter: DeadLetter, source: int) -> None:
        self._dead_letters.append(letter)
        self.summary.count_dead_letter(letter.stage, letter.reason, letter.code, source)
