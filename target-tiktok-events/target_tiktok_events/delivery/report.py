"""What the operator sees: counts while the run goes on, and a table at its end."""

from __future__ import annotations

import re
import time
from collections import Counter
from typing import TYPE_CHECKING, Final

from target_tiktok_events.delivery.coverage import Coverage
from target_tiktok_events.delivery.id_collisions import IdCollisions
from target_tiktok_events.tiktok.outcomes import Ending

if TYPE_CHECKING:
    import logging
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from target_tiktok_events.mapping.events import Event, LeftOut
    from target_tiktok_events.tiktok.outcomes import Outcome

_MOST_REASONS: Final = 20
_PROGRESS_SECONDS: Final = 30.0


class Summary:
    """Counts of one run. Every record read ends in exactly one of the four groups.

    `records` counts those read, an event that a record gives besides another one like a record
    of its own; `further` counts these. Whoever takes a record adds it.
    `destinations` says by event source and event what would be sent, where nothing is.

    Args:
        sent_label: what delivered events are called: `sent`, `sent as test events` or
            `would be sent`.
        sources: names of the event sources, by number; where there are several, each has rows.
    """

    def __init__(self, sent_label: str = "sent", sources: Sequence[str] = ("",)) -> None:
        self._sent_label = sent_label
        self._sources = sources
        self._by_source: Counter[tuple[int, Ending]] = Counter()
        self.records = 0
        self.further = 0
        self.endings: Counter[Ending] = Counter()
        self.dead_letters: Counter[str] = Counter()
        self.left_out: Counter[str] = Counter()
        self.destinations: Counter[str] = Counter()
        self.collisions = IdCollisions()
        self.coverage = Coverage(sources)
        self.last_state: bytes | None = None

    def noting_state(self, write: Callable[[bytes], None]) -> Callable[[bytes], None]:
        """Something that writes a STATE and keeps it as `last_state`."""

        def write_and_note(state: bytes) -> None:
            write(state)
            self.last_state = state

        return write_and_note

    @property
    def delivered(self) -> int:
        """Events that TikTok took in this run, or said it had already."""
        return self.endings[Ending.SENT] + self.endings[Ending.DUPLICATE]

    @property
    def dead(self) -> int:
        """Records that ended as dead letters."""
        return sum(self.dead_letters.values())

    @property
    def counted(self) -> int:
        """Records that ended as events were meant to, and dead letters: not those left out."""
        return self.delivered + self.endings[Ending.FOUND] + self.dead

    @property
    def ended(self) -> int:
        """Records that ended in any way."""
        return self.counted + sum(self.left_out.values())

    def count_event(self, event: Event) -> None:
        """Counts an event that was built, for the coverage and for collisions."""
        self.coverage.count(event)
        self.collisions.note(event)

    def count_outcome(self, outcome: Outcome, source: int = 0) -> None:
        """Counts the ending of an event that is not a dead letter, for its event source."""
        self.endings[outcome.ending] += 1
        self._by_source[source, outcome.ending] += 1

    def count_delivered(self, outcomes: Iterable[Outcome | None], source: int = 0) -> None:
        """Counts what a failed batch brought; its refusals are not final, they come again."""
        for outcome in outcomes:
            if outcome is not None and outcome.ending is not Ending.REJECTED:
                self.count_outcome(outcome, source)

    def count_alike(self, outcomes: Sequence[Outcome | None], source: int = 0) -> bool:
        """Counts a batch whose events all ended as the first did, unless as dead letters.

        False for any other batch, of which nothing is counted.
        """
        first = outcomes[0] if outcomes else None
        if first is None or first.ending is Ending.REJECTED:
            return False
        if outcomes.count(first) != len(outcomes):
            return False
        self.endings[first.ending] += len(outcomes)
        self._by_source[source, first.ending] += len(outcomes)
        return True

    def count_dead_letter(
        self, stage: str, reason: str, code: int | None = None, source: int = 0
    ) -> None:
        """Counts a dead letter under its stage, code and reason, positions left aside."""
        self._by_source[source, Ending.REJECTED] += 1
        reason = re.sub(r"(?<=[.\[])\d+(?=[.\]])|^\d+(?=\.)", "*", reason)
        code_text = "" if code is None else f" {code}"
        self.dead_letters[f"{stage}{code_text}: {reason}"] += 1

    def count_left_out(self, left_out: LeftOut) -> None:
        """Counts a record that a rule leaves out, under the rule."""
        self.left_out[left_out.rule] += 1

    def lines(self, mapper_counts: Mapping[str, int]) -> Iterator[str]:
        """The table, line by line."""
        yield _row("records", self.records - self.further)
        if self.further:
            yield _row("further events of the same records", self.further)
        yield _row(self._sent_label, self.endings[Ending.SENT])
        for destination, count in sorted(self.destinations.items()):
            yield _row(f"  {destination}", count)
        if self.endings[Ending.DUPLICATE]:
            yield _row("duplicates, known to TikTok", self.endings[Ending.DUPLICATE])
        yield _row("already sent, in the ledger", self.endings[Ending.FOUND])
        yield _row("dead letters", self.dead)
        for reason, count in self.dead_letters.most_common(_MOST_REASONS):
            yield _row(f"  {reason}", count)
        yield _row("left out by rule", sum(self.left_out.values()))
        for rule, count in self.left_out.most_common():
            yield _row(f"  {rule}", count)
        if self.records > self.ended:
            yield _row("not finished", self.records - self.ended)
        yield from self._rows_of_sources()
        yield from self.coverage.lines()
        for label, count in sorted(mapper_counts.items()):
            yield _row(label, count)

    def _rows_of_sources(self) -> Iterator[str]:
        """What each event source got, where there are several."""
        if len(self._sources) == 1:
            return
        for source, name in enumerate(self._sources):
            counts = {ending: self._by_source[source, ending] for ending in Ending}
            sent = counts[Ending.SENT] + counts[Ending.DUPLICATE]
            yield _row(f"{name}: {self._sent_label}", sent)
            yield _row(f"{name}: already sent", counts[Ending.FOUND])
            yield _row(f"{name}: dead letters", counts[Ending.REJECTED])


class Progress:
    """Logs a line with the counts so far, at most once per interval.

    Args:
        summary: the counts.
        logger: gets the lines at level INFO.
        interval: seconds between two lines.
        clock: seconds that only grow.
    """

    def __init__(
        self,
        summary: Summary,
        logger: logging.Logger,
        interval: float = _PROGRESS_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._summary = summary
        self._logger = logger
        self._interval = interval
        self._clock = clock
        self._last = clock()
        self._ended_then = 0

    def tick(self, in_flight: int) -> None:
        """Logs a line if one is due; `in_flight` counts the events without an ending."""
        now = self._clock()
        elapsed = now - self._last
        if elapsed < self._interval:
            return
        ended = self._summary.ended
        self._logger.info(
            "progress: records=%d sent=%d already_sent_or_left_out=%d dead_letters=%d "
            "events_per_second=%.0f in_flight=%d",
            self._summary.records - self._summary.further,
            self._summary.delivered,
            ended - self._summary.delivered - self._summary.dead,
            self._summary.dead,
            (ended - self._ended_then) / elapsed,
            in_flight,
        )
        self._last, self._ended_then = now, ended


def _row(label: str, count: int) -> str:
    return f"{label:<44}{count:>11,}"
