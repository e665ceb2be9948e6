"""The run that sends nothing: prints the events as they would be sent, and counts the rest."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Final

from target_tiktok_events.ledger.claims import key_of
from target_tiktok_events.tiktok.outcomes import FOUND, Ending, Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from target_tiktok_events.dead_letters.letter import Addressee
    from target_tiktok_events.delivery.report import Summary
    from target_tiktok_events.delivery.source_batches import SourceBatches
    from target_tiktok_events.delivery.waiting import WaitingEvents
    from target_tiktok_events.mapping.events import Event, LeftOut, Refused
    from target_tiktok_events.singer.stdout import StandardOutput

_STATE_READER: Final = "MELTANO_LOADER_NAME"
"""Meltano sets it for a loader, and takes every line on standard output for STATE."""

_WOULD_BE_SENT: Final = Outcome(Ending.SENT)


class DryRun:
    """Stands in for the pipeline: no token, no request, no STATE, and no file is written.

    The ledger is asked, so that what it knows is not shown as if it would be sent; of two events
    of the run that TikTok would take for one, the first is.

    Args:
        summary: counts as in a real run.
        batches: knows which events no request has room for.
        waiting: looks events up in the ledger, many at once.
        addressees: where the events would go, by the number of the event source.
        output: gets the events.
    """

    def __init__(
        self,
        summary: Summary,
        batches: SourceBatches,
        waiting: WaitingEvents,
        addressees: Sequence[Addressee],
        output: StandardOutput,
    ) -> None:
        self._summary = summary
        self._batches = batches
        self._waiting = waiting
        self._addressees = addressees
        self._output = output
        self._shown: set[int] = set()  # hashes of their keys: a set of the keys would be large

    def admit(self, event: Event) -> None:
        """Takes an event; what would be sent is printed as a line of JSON, personal data hashed.

        Raises:
            StorageError: if the ledger or standard output can't be used.
        """
        self._summary.records += 1
        self._summary.count_event(event)
        if not self._batches.fits_alone(event):
            reason = self._batches.too_large(event).reason
            self._summary.count_dead_letter("api", reason, source=event.source)
        elif self._waiting.add(event):
            self._show()

    def refuse(self, refused: Refused) -> None:
        """Counts a record that could not become an event."""
        self._summary.records += 1
        self._summary.count_dead_letter(refused.stage, refused.reason, source=refused.source)

    def leave_out(self, left_out: LeftOut) -> None:
        """Counts a record that a rule leaves out."""
        self._summary.records += 1
        self._summary.count_left_out(left_out)

    def count_further(self, results: int) -> None:
        """Counts what one record gave beyond its first event."""
        self._summary.further += results

    def checkpoint(self, state: bytes) -> None:
        """Drops the STATE: nothing was delivered."""

    def close(self) -> None:
        """Prints what is left, and hands over what was printed.

        Raises:
            StorageError: if the ledger or standard output can't be used.
        """
        self._show()
        self._output.flush()

    def abandon(self, seconds: float) -> None:
        """Nothing is under way."""

    def _show(self) -> None:
        """Prints events in their order, without those that would not be sent."""
        if not self._waiting:
            return
        for _, event, is_known in self._waiting.looked_up():
            key = hash((event.source, key_of(event)))
            if is_known or key in self._shown:
                self._summary.count_outcome(FOUND, event.source)
                continue
            self._shown.add(key)
            self._print(event.payload)
            self._summary.count_outcome(_WOULD_BE_SENT, event.source)
            to = self._addressees[event.source]
            self._summary.destinations[
                f"{to.event_source} {to.event_source_id}: {event.event}"
            ] += 1
        self._waiting.clear()

    def _print(self, line: bytes) -> None:
        """Prints on standard output, or in the log where standard output is kept as STATE."""
        if _STATE_READER in os.environ:
            sys.stderr.write(line.decode() + "\n")
        else:
            self._output.gather(line)
