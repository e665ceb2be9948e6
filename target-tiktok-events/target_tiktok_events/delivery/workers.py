"""A few threads that post batches while the next ones are built."""

from __future__ import annotations

import queue
import threading
from concurrent.futures import Future
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


class Workers:
    """Runs jobs in the order they are submitted, on up to `count` threads.

    Unlike those of `ThreadPoolExecutor`, the threads are daemons: a request that hangs does not
    keep a process alive that was told to end.
    """

    def __init__(self, count: int) -> None:
        self._jobs: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._count = count
        self._threads: list[threading.Thread] = []

    def submit(self, function: Callable[..., T], *arguments: object) -> Future[T]:
        """Queues a job; its future can be cancelled until a thread takes it."""
        future: Future[T] = Future()

        def job() -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                future.set_result(function(*arguments))
            except BaseException as error:  # noqa: BLE001 - it is raised where the result is asked
                future.set_exception(error)

        self._jobs.put(job)
        if len(self._threads) < self._count:
            thread = threading.Thread(target=self._work, daemon=True, name="post-events")
            self._threads.append(thread)
            thread.start()
        return future

    def close(self) -> None:
        """Lets the threads end after the jobs they have; does not wait for them."""
        for _ in self._threads:
            self._jobs.put(None)

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            job()
            del job  # the batch it holds must not live until the next job comes


def result_if_done(future: Future[T]) -> T | None:
    """The result of a job, or None if it is not done, was cancelled or failed."""
    if not future.done() or future.cancelled() or future.exception() is not None:
        return None
    return future.result()
