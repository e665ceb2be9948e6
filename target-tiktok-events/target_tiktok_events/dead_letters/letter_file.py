"""The file of dead letters while a run appends to it."""

from __future__ import annotations

import errno
import os
import time
from typing import TYPE_CHECKING, Final

from target_tiktok_events.dead_letters.file_lock import has_name, locked, open_appending
from target_tiktok_events.dead_letters.letter import DeadLetter, encode_line
from target_tiktok_events.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_MOST_TRIES: Final = 100
_CANNOT_SYNC: Final = frozenset([errno.EINVAL, errno.ENOTSUP, errno.EROFS])  # pipes, /dev/null


class DeadLetterFile:
    """Appends dead letters to a file that only its owner can read.

    Other processes may append, too, or put a changed copy in the file's place at any time: each
    line goes to the file that has the name when it is written.

    Args:
        path: where; created with mode 0600, an older file is continued.
        now: Unix seconds.

    Raises:
        StorageError: from every method, when the file can't be opened or written.
    """

    def __init__(self, path: Path, now: Callable[[], float] = time.time) -> None:
        self._path = path
        self._now = now
        self._dirty = False
        try:
            self._descriptor = self._opened()
        except OSError as error:
            raise self._explained(error) from None

    def append(self, letter: DeadLetter) -> None:
        """Writes one line; `sync` makes it durable."""
        line = encode_line(letter, self._now())
        try:
            for _ in range(_MOST_TRIES):
                if self._is_written(line):
                    break
                self._reopen()
            else:  # a file system that names a file differently each time it is asked
                self._write(line)
        except OSError as error:
            raise self._explained(error) from None
        self._dirty = True

    def sync(self) -> None:
        """Waits until all lines are on the disk; to be called before any STATE."""
        if not self._dirty:
            return
        try:
            os.fsync(self._descriptor)
        except OSError as error:
            if error.errno not in _CANNOT_SYNC:
                raise self._explained(error) from None
        self._dirty = False

    def close(self) -> None:
        """Closes the file; may be called twice."""
        if self._descriptor >= 0:
            descriptor, self._descriptor = self._descriptor, -1
            os.close(descriptor)

    def _is_written(self, line: bytes) -> bool:
        """Writes a line; False if another process has replaced the file meanwhile."""
        with locked(self._descriptor):
            if not has_name(self._descriptor, self._path):
                return False
            self._write(line)
            return True

    def _write(self, line: bytes) -> None:
        rest = memoryview(line)
        while rest:
            rest = rest[os.write(self._descriptor, rest) :]

    def _reopen(self) -> None:
        """Goes on in the file that has the name now; what replaced the old one copied its lines."""
        self.sync()  # of a file that was moved away nobody else does
        self.close()
        self._descriptor = self._opened()

    def _opened(self) -> int:
        """A killed run may have left half a line: the next one must not be glued to it."""
        descriptor = open_appending(self._path)
        with locked(descriptor):
            size = os.fstat(descriptor).st_size
            if size and os.pread(descriptor, 1, size - 1) != b"\n":
                os.write(descriptor, b"\n")
        return descriptor

    def _explained(self, error: OSError) -> StorageError:
        return StorageError(
            f"the dead-letter file {self._path} can't be written ({error.strerror}): check "
            "dead_letter_path, the rights on its directory, and the free disk space"
        )
