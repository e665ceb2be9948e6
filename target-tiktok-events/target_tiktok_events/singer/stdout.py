"""Writing to standard output, where the next program reads STATE."""

from __future__ import annotations

import contextlib
import os
import select
import sys
import time
from typing import TYPE_CHECKING, Final

from target_tiktok_events.errors import StorageError, Terminated

if TYPE_CHECKING:
    from collections.abc import Callable

SECONDS_TO_WRITE: Final = 3.0
"""How long a line may wait for its reader after a signal: Docker kills ten seconds after it."""

_PIECE: Final = 4096
"""Bytes that a pipe takes at once when it takes any, so that no write waits for its reader."""
_GATHERED: Final = 1 << 16
_LOOK_EVERY: Final = 0.25


class StandardOutput:
    """Writes lines, and ends by a signal even when nobody reads them.

    A handler in Python can't end a write to a full pipe: it would be taken up again, for ever.

    Args:
        check: raises Terminated if a signal asked for the end.
        clock: monotonic seconds.
    """

    def __init__(
        self, check: Callable[[], None], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._check = check
        self._clock = clock
        self._lines = bytearray()

    def write_line(self, line: bytes) -> None:
        """Writes one line of UTF-8, and what was gathered before it.

        Raises:
            StorageError: if nobody reads any more; standard output goes nowhere from then on.
            Terminated: a signal asked for the end, and nobody reads; then, too.
        """
        self.gather(line)
        self.flush()

    def gather(self, line: bytes) -> None:
        """Takes one line of UTF-8, which is written with later ones.

        Raises:
            StorageError, Terminated: as `write_line`.
        """
        self._lines += line
        self._lines += b"\n"
        if len(self._lines) >= _GATHERED:
            self.flush()

    def flush(self) -> None:
        """Writes what was gathered.

        Raises:
            StorageError, Terminated: as `write_line`.
        """
        left, self._lines = bytes(self._lines), bytearray()
        try:
            sys.stdout.flush()
            while left:
                self._wait_for_reader()
                left = left[_written(left[:_PIECE]) :]
        except Terminated:
            _discard()
            raise
        except (OSError, ValueError) as error:
            _discard()
            message = (
                f"standard output can't be written ({error}): does the next program still run?"
            )
            raise StorageError(message) from None

    def _wait_for_reader(self) -> None:
        ends_at: float | None = None
        while not _takes_more():
            try:
                self._check()
            except Terminated:
                ends_at = ends_at or self._clock() + SECONDS_TO_WRITE
                if self._clock() >= ends_at:
                    raise


def _takes_more() -> bool:
    try:
        return bool(select.select([], [sys.stdout.fileno()], [], _LOOK_EVERY)[1])
    except (OSError, ValueError):  # no pipe: a file in memory, or any on Windows
        return True


def _written(piece: bytes) -> int:
    try:
        number = sys.stdout.fileno()
    except (OSError, ValueError):  # a file in memory
        sys.stdout.write(piece.decode())
        return len(piece)
    return os.write(number, piece)


def _discard() -> None:
    """Points standard output nowhere, else Python complains about it again at its end."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
