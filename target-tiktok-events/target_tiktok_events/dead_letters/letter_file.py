"""What could not be delivered, and why: one JSON object per line.

A line holds `time` (UTC), `stream`, `record_key`, `stage`, `code`, `reason`, `request_id` and
`event`, the hashed event or null. `stage` says where the record ended: `map` (no event could be
built), `age` (too old), `value` (an unusable value) or `api` (the event is complete, and TikTok
or the size limit of a request refused it; it can be sent again from the file).
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import time
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any, Final

import msgspec

from target_tiktok_events.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from target_tiktok_events.mapping.events import Event, Refused

_OWNER_ONLY: Final = 0o600
_CANNOT_SYNC: Final = frozenset([errno.EINVAL, errno.ENOTSUP, errno.EROFS])  # pipes, /dev/null


class DeadLetter(msgspec.Struct, frozen=True):
    """One record that was not delivered; the fields are those of the file's lines."""

    stream: str
    record_key: str
    stage: str
    reason: str
    code: int | None = None
    request_id: str | None = None
    event: bytes | None = None

    @classmethod
    def of_record(cls, refused: Refused) -> DeadLetter:
        """The dead letter of a record that could not become an event."""
        return cls(
            refused.stream,
            refused.record_key,
            refused.stage,
            refused.reason,
            event=refused.payload,
        )

    @classmethod
    def of_event(
        cls, event: Event, reason: str, code: int | None = None, request_id: str | None = None
    ) -> DeadLetter:
        """The dead letter of a complete event that was refused."""
        return cls(
            event.stream, event.record_key, "api", reason, code, request_id or None, event.payload
        )


class DeadLetterFile:
    """Appends dead letters to a file that only its owner can read.

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
            self._descriptor = _open_shared(path)
            self._end_broken_line()
        except OSError as error:
            raise self._explained(error) from None

    def append(self, letter: DeadLetter) -> None:
        """Writes one line; `sync` makes it durable."""
        line = memoryview(encode_line(letter, self._now()))
        try:
            while line:
                line = line[os.write(self._descriptor, line) :]
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

    def _end_broken_line(self) -> None:
        """A killed run may have left half a line: the next one must not be glued to it."""
        size = os.fstat(self._descriptor).st_size
        if size and os.pread(self._descriptor, 1, size - 1) != b"\n":
            os.write(self._descriptor, b"\n")

    def _explained(self, error: OSError) -> StorageError:
        return StorageError(
            f"the dead-letter file {self._path} can't be written ({error.strerror}): check "
            "dead_letter_path, the rights on its directory, and the free disk space"
        )


def _open_shared(path: Path) -> int:
    """Opens the file with a shared lock, which keeps a replay from replacing it meanwhile."""
    while True:
        flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC
        descriptor = os.open(path, flags, _OWNER_ONLY)
        with contextlib.suppress(OSError):  # some network file systems know no locks
            fcntl.flock(descriptor, fcntl.LOCK_SH)
        if os.path.samestat(os.fstat(descriptor), path.stat()):
            return descriptor
        os.close(descriptor)  # a replay has put a marked file in its place


def encode_line(letter: DeadLetter, seconds: float) -> bytes:
    """One line of the file, with its line feed; `seconds` is the Unix time it gets."""
    instant = datetime.fromtimestamp(seconds, tz=timezone.utc)
    line: dict[str, Any] = {
        "time": instant.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "stream": letter.stream,
        "record_key": letter.record_key,
        "stage": letter.stage,
        "code": letter.code,
        "reason": letter.reason,
        "request_id": letter.request_id,
        "event": None if letter.event is None else msgspec.Raw(letter.event),
    }
    try:
        return msgspec.json.encode(line) + b"\n"
    except UnicodeEncodeError:  # half of a character pair, cut off somewhere upstream
        texts = {name: _encodable(value) for name, value in line.items() if isinstance(value, str)}
        return msgspec.json.encode({**line, **texts}) + b"\n"


def _encodable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()
