"""The rows of the log of outcomes: noted as records end, and written many at once."""

from __future__ import annotations

import time
from collections import defaultdict
from itertools import count
from typing import TYPE_CHECKING, Final

from target_tiktok_events.ledger.outcome_log import Shared
from target_tiktok_events.mapping.events import MatchKey
from target_tiktok_events.tiktok.outcomes import Ending

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from target_tiktok_events.dead_letters.letter import Addressee
    from target_tiktok_events.ledger.outcome_log import Row
    from target_tiktok_events.mapping.events import Event, LeftOut, Refused
    from target_tiktok_events.mapping.values import Number
    from target_tiktok_events.tiktok.outcomes import Outcome

    _Write = Callable[[Mapping[Shared, Sequence[Row]]], None]

_AT_ONCE: Final = 1000
_SECONDS: Final = 1.0
_NAMES: Final = {
    Ending.SENT: "sent",
    Ending.DUPLICATE: "already_sent",
    Ending.FOUND: "already_sent",
    Ending.REJECTED: "dead_letter",
}
_KEYS_IN_ORDER: Final = sorted(MatchKey, key=lambda key: str(key.name))
MATCH_KEYS: Final = tuple(
    ",".join(str(key.name).lower() for key in _KEYS_IN_ORDER if key & keys)
    for keys in range(1 << len(_KEYS_IN_ORDER))
)
"""The text of each set of match keys, such as `email,phone`."""


class OutcomeRows:
    """Numbers the rows of a run in the order in which its records end.

    Args:
        write: adds rows to the log, `OutcomeLog.write`; None where no log is kept.
        addressees: where the events of each event source go, by its number.
        clock: seconds that only grow.
    """

    def __init__(
        self,
        write: _Write | None = None,
        addressees: Sequence[Addressee] = (),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._write = write
        self._addressees = addressees
        self._clock = clock
        self._numbers = count()
        self._pending: defaultdict[Shared, list[Row]] = defaultdict(list)
        self._count = 0
        self._written_at = float("-inf")

    def note_all(self, events: Sequence[Event], outcome: Outcome) -> None:
        """Takes events of one event source that ended alike.

        Raises:
            StorageError: if the log can't be written.
        """
        if self._write is None:
            return
        rows = self._pending[self._shared(outcome, events[0].source)]
        rows += [
            (
                number,
                event.stream,
                event.event,
                event.event_id,
                event.event_time,
                _text(event.value),
                event.currency,
                MATCH_KEYS[event.match_keys],
            )
            for event, number in zip(events, self._numbers, strict=False)
        ]
        self._added(len(events))

    def note_refused(self, refused: Refused) -> None:
        """Takes a record that could not become an event; raises as `note_all`."""
        if self._write is None:
            return
        shared = self._of_source(refused.source, "dead_letter", refused.stage, refused.reason)
        row = (
            *(next(self._numbers), refused.stream, refused.event, refused.event_id),
            *(refused.event_time, _text(refused.value), refused.currency),
            MATCH_KEYS[refused.match_keys],
        )
        self._pending[shared].append(row)
        self._added(1)

    def note_left_out(self, left_out: LeftOut) -> None:
        """Takes a record that a rule leaves out, under its name; raises as `note_all`.

        None of a stream that the setting `streams` leaves out: it holds no orders.
        """
        if self._write is None or left_out.rule == "streams":
            return
        shared = self._of_source(left_out.source, "left_out", None, left_out.rule)
        what = (left_out.stream, None, left_out.event_id, left_out.event_time, None, None, "")
        self._pending[shared].append((next(self._numbers), *what))
        self._added(1)

    @property
    def may_wait(self) -> bool:
        """Whether rows wait that should share their transaction with more; a second at most."""
        return self._count > 0 and self._clock() - self._written_at < _SECONDS

    def write(self) -> None:
        """Writes what was noted; raises as `note_all`, and keeps it then: no STATE may pass it."""
        if self._write is None or not self._count:
            return
        self._write(self._pending)
        self._pending, self._count = defaultdict(list), 0
        self._written_at = self._clock()

    def _added(self, rows: int) -> None:
        self._count += rows
        if self._count >= _AT_ONCE:
            self.write()

    def _shared(self, outcome: Outcome, source: int) -> Shared:
        is_rejected = outcome.ending is Ending.REJECTED
        stage, reason = ("api", outcome.reason) if is_rejected else (None, None)
        shared = self._of_source(source, _NAMES[outcome.ending], stage, reason)
        return shared._replace(tiktok_code=outcome.code, request_id=outcome.request_id or None)

    def _of_source(
        self, source: int, outcome: str, stage: str | None, reason: str | None
    ) -> Shared:
        """What a row says of its ending; in a test run that it was a test, and why all the same."""
        to = self._addressees[source]
        name = "test" if to.is_test else outcome
        return Shared(to.event_source_id, to.event_source, name, stage, reason)


def _text(value: Number | None) -> str | None:
    """An amount with all its digits."""
    return None if value is None else str(value)
