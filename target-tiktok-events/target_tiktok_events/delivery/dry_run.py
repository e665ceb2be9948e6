"""The run that sends nothing: prints the events as they would be sent, and counts the rest."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Final

from target_tiktok_events.singer import stdout
from target_tiktok_events.tiktok.outcomes import Ending, Outcome

if TYPE_CHECKING:
    from target_tiktok_events.delivery.batches import BatchBuilder
    from target_tiktok_events.delivery.report import Summary
    from target_tiktok_events.mapping.events import Event, LeftOut, Refused

_STATE_READER: Final = "MELTANO_LOADER_NAME"
"""Meltano sets it for a loader, and takes every line on standard output for STATE."""

_WOULD_BE_SENT: Final = Outcome(Ending.SENT)


class DryRun:
    """Stands in for the pipeline: no token, no network, no ledger, no files, no STATE.

    Args:
        summary: counts as in a real run.
        batches: knows which events no request has room for.
    """

    def __init__(self, summary: Summary, batches: BatchBuilder) -> None:
        self._summary = summary
        self._batches = batches

    def admit(self, event: Event) -> None:
        """Prints the JSON of one event, personal data hashed, as a line."""
        self._summary.records += 1
        self._summary.count_event(event)
        if self._batches.fits_alone(event):
            _print(event.payload)
            self._summary.count_outcome(_WOULD_BE_SENT)
        else:
            reason = self._batches.too_large(event).reason
            self._summary.count_dead_letter("api", reason)

    def refuse(self, refused: Refused) -> None:
        """Counts a record that could not become an event."""
        self._summary.records += 1
        self._summary.count_dead_letter(refused.stage, refused.reason)

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
        """Hands over what was printed."""
        stdout.flush()

    def abandon(self, seconds: float) -> None:
        """Nothing is under way."""


def _print(line: bytes) -> None:
    """Prints on standard output, or in the log where standard output is kept as STATE."""
    if _STATE_READER in os.environ:
        sys.stderr.write(line.decode() + "\n")
    else:
        stdout.write_line(line, flush=False)
