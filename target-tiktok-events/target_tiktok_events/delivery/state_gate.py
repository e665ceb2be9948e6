"""When no STATE goes out although everything before it has ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from target_tiktok_events.config.dead_letter_limit import DeadLetterLimit
    from target_tiktok_events.delivery.report import Summary


class StateGate:
    """Keeps STATE back where the records before it are to be read once more.

    It is closed while more records became dead letters than `max_dead_letters` allows, and until
    there are enough of them to say; the end of the input decides. Where a run breaks off before,
    those that have ended do. In test mode it stays closed: test events are no deliveries, and the
    same records come again without the test code.

    Args:
        summary: the counts of the run.
        limit: how many dead letters are too many.
        is_test: whether everything goes to Test Events.
    """

    def __init__(self, summary: Summary, limit: DeadLetterLimit, *, is_test: bool = False) -> None:
        self._summary = summary
        self._limit = limit
        self._is_test = is_test
        self._input_has_ended = False
        self._has_broken_off = False

    def end_input(self) -> None:
        """No further record comes, and each has ended: what there is decides."""
        self._input_has_ended = True

    def break_off(self) -> None:
        """The run ends before its input."""
        self._has_broken_off = True

    @property
    def is_open(self) -> bool:
        """Whether STATE may go out now."""
        if self._is_test:
            return False
        counted = self._summary.counted
        if not self._input_has_ended and not self._limit.is_decidable(counted):
            so_far = self._limit.is_exceeded_so_far(self._summary.dead, counted)
            return self._has_broken_off and not so_far
        return not self._limit.is_exceeded(self._summary.dead, counted)
