"""STATE on its way out: never before the events in front of it, nor before their dead letters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from target_tiktok_events.delivery.outcome_rows import OutcomeRows
from target_tiktok_events.singer.checkpoints import Checkpoints

if TYPE_CHECKING:
    from collections.abc import Callable

    from target_tiktok_events.dead_letters.letter_file import DeadLetterFile
    from target_tiktok_events.delivery.state_gate import StateGate


class StateOutput:
    """Holds STATE until it may go out, and writes the newest that may.

    Args:
        dead_letters: brought to the disk before each STATE.
        gate: keeps all STATE back while it is closed.
        write: writes one line.
        rows: the log of outcomes, if one is kept: its rows are written before a STATE.
    """

    def __init__(
        self,
        dead_letters: DeadLetterFile,
        gate: StateGate,
        write: Callable[[bytes], None],
        rows: OutcomeRows | None = None,
    ) -> None:
        self._dead_letters = dead_letters
        self._gate = gate
        self._write = write
        self._rows = OutcomeRows() if rows is None else rows
        self._checkpoints = Checkpoints()
        self._failed: int | None = None

    def hold(self, state: bytes, events_before: int) -> None:
        """Takes a STATE that came after so many events of the run."""
        self._checkpoints.add(state, events_before)

    def stay_before(self, number: int) -> None:
        """From now on no STATE passes the event of this number: it did not end well."""
        self._failed = number if self._failed is None else min(number, self._failed)

    @property
    def is_stuck(self) -> bool:
        """Whether an event did not end well."""
        return self._failed is not None

    def end_input(self) -> None:
        """No further record comes, and each has ended."""
        self._gate.end_input()

    def break_off(self) -> None:
        """The run ends before its input."""
        self._gate.break_off()

    def release(self, first_open: int) -> None:
        """Writes the newest STATE with nothing open before it, if the gate is open.

        It waits for a second where few rows are to be written before it: a tap may send a STATE
        after each record, and each transaction costs milliseconds.

        Args:
            first_open: the number of the earliest event without an ending.
        """
        if not self._gate.is_open or self._rows.may_wait:
            return
        # A batch that failed may have been built after events that still wait for their own.
        bound = first_open if self._failed is None else min(first_open, self._failed)
        state = self._checkpoints.ready(bound)
        if state is not None:
            self._dead_letters.sync()
            self._rows.write()
            self._write(state)
