"""One thread at a time, and none after the run has failed."""

from __future__ import annotations

from threading import RLock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import TracebackType


class FailureLock:
    """A lock that remembers the first error raised under it and raises it at every later entry.

    `lock` alone lets a thread in whatever has failed.
    """

    def __init__(self) -> None:
        self.lock = RLock()
        self.has_failed = False
        self._failure: BaseException | None = None

    def __enter__(self) -> None:
        self.lock.acquire()
        if self._failure is not None:
            self.lock.release()
            raise self._failure

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is not None:
            self._failure, self.has_failed = error, True
        self.lock.release()
