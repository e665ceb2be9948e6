"""Batches of several event sources: a request holds events of one of them only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from target_tiktok_events.delivery.batches import Batch, BatchBuilder
    from target_tiktok_events.mapping.events import Event
    from target_tiktok_events.tiktok.outcomes import Outcome

_MOST_BEHIND: Final = 10_000
"""Events that may pass one that waits for others of its event source: STATE waits, too."""


class SourceBatches:
    """Collects the events of each event source until a request is full.

    Args:
        builders: of each event source, by its number.
    """

    def __init__(self, builders: Sequence[BatchBuilder]) -> None:
        self._builders = tuple(builders)

    @property
    def first(self) -> int | None:
        """The number of the earliest event that waits here; None if there is none."""
        firsts = [builder.first for builder in self._builders]
        return min((number for number in firsts if number is not None), default=None)

    def fits_alone(self, event: Event) -> bool:
        """Whether an event fits into a request of its own."""
        return self._builders[event.source].fits_alone(event)

    def too_large(self, event: Event) -> Outcome:
        """The outcome of an event that no request has room for."""
        return self._builders[event.source].too_large(event)

    def add(self, number: int, event: Event) -> Batch | None:
        """Takes an event; gives the batch that it completes or has no room in."""
        return self._builders[event.source].add(number, event)

    def overdue(self, number: int) -> Iterator[Batch]:
        """The batches whose earliest event is far behind the event of this number."""
        for builder in self._builders:
            if builder.first is not None and number - builder.first > _MOST_BEHIND:
                yield from filter(None, [builder.flush()])

    def flush(self) -> Batch | None:
        """The batch with the earliest event that waits here, or None if there is none."""
        first = self.first
        if first is None:
            return None
        return next(builder for builder in self._builders if builder.first == first).flush()
