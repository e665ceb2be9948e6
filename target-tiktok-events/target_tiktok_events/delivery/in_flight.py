"""Batches that were posted and whose outcomes are not settled, the oldest first."""

from __future__ import annotations

from collections import deque
from concurrent.futures import wait
from typing import TYPE_CHECKING, Final

from target_tiktok_events.delivery.workers import result_if_done

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import Future

    from target_tiktok_events.delivery.batches import Batch
    from target_tiktok_events.delivery.interruption import Interruption
    from target_tiktok_events.delivery.workers import Workers
    from target_tiktok_events.mapping.events import Event
    from target_tiktok_events.tiktok.outcomes import BatchResult

_SIGNAL_SECONDS: Final = 0.25


class InFlight:
    """Gives batches to the workers, and their results back in the same order.

    Args:
        send: brings one batch to its result, `ClaimedSender.send`; called on the workers.
        workers: the threads.
        limit: so many batches are enough, be they done or not.
        interruption: ends waits early.
    """

    def __init__(
        self,
        send: Callable[[Sequence[Event]], BatchResult],
        workers: Workers,
        limit: int,
        interruption: Interruption,
    ) -> None:
        self._send = send
        self._workers = workers
        self._limit = limit
        self._interruption = interruption
        self._batches: deque[tuple[Batch, Future[BatchResult]]] = deque()

    def __len__(self) -> int:
        return len(self._batches)

    @property
    def is_full(self) -> bool:
        """Whether a result must be taken before the next batch is posted."""
        return len(self._batches) >= self._limit

    @property
    def first(self) -> int | None:
        """The number of the earliest event in flight; None if there is none."""
        return min((batch.first for batch, _ in self._batches), default=None)

    @property
    def oldest_is_done(self) -> bool:
        """Whether the next result can be taken without waiting."""
        return bool(self._batches) and self._batches[0][1].done()

    def post(self, batch: Batch) -> None:
        """Queues a batch for the workers."""
        self._batches.append((batch, self._workers.submit(self._send, batch.events)))

    def take_oldest(self) -> tuple[Batch, BatchResult]:
        """Waits for the result of the oldest batch; the batch stays here if this raises.

        Raises:
            Terminated: if a signal comes first.
            Exception: what a worker met that is no failure of the run but a defect.
        """
        batch, future = self._batches[0]
        while not future.done():
            self._interruption.check()
            wait([future], timeout=_SIGNAL_SECONDS)
        result = future.result()
        if result.failure is not None:
            self._interruption.check()  # a signal ends the waits of a batch, which fails by that
        self._batches.popleft()
        return batch, result

    def hurry(self) -> None:
        """Ends every pause of the workers; may be called while another thread waits here."""
        self._interruption.by_failure()

    def take_all(self, seconds: float) -> Iterator[tuple[Batch, BatchResult | None]]:
        """Waits at most `seconds`, posts nothing further; a result is None where none came."""
        for _, future in self._batches:
            future.cancel()
        wait([future for _, future in self._batches], timeout=seconds)
        while self._batches:
            batch, future = self._batches.popleft()
            yield batch, result_if_done(future)
