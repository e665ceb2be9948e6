"""Marks replayed lines in a dead-letter file, in place and all at once."""

from __future__ import annotations

import fcntl
import json
import os
import time
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Final

from target_tiktok_events.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

_OWNER_ONLY: Final = 0o600
_PATIENCE_SECONDS: Final = 10.0
_POLL_SECONDS: Final = 0.1


def mark_replayed(
    path: Path,
    marks: Mapping[int, str],
    now: Callable[[], float] = time.time,
    pause: Callable[[float], None] = time.sleep,
) -> None:
    """Adds `replayed` (what became of the event) and `replayed_at` to lines, counted from 0.

    The new file replaces the old one in one step; lines that were added meanwhile stay.

    Raises:
        StorageError: if the file is in use by another run or can't be written. Nothing is lost
            then: a second replay finds in the ledger what the first has sent.
    """
    instant = datetime.fromtimestamp(now(), tz=timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    fresh = path.with_name(path.name + ".new")
    try:
        with path.open("rb") as old:
            _lock(old.fileno(), pause)
            descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _OWNER_ONLY)
            with os.fdopen(descriptor, "wb") as new:
                new.writelines(_marked(old, marks, instant))
                new.flush()
                os.fsync(new.fileno())
            fresh.replace(path)
    except OSError as error:
        message = (
            f"the replayed lines can't be marked in {path} ({error.strerror}): no other run may "
            "use the file; replay again then, the ledger knows what was sent"
        )
        raise StorageError(message) from None


def _lock(descriptor: int, pause: Callable[[float], None]) -> None:
    """Waits until no run appends to the file; every run holds a shared lock on its own."""
    waited = 0.0
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if waited >= _PATIENCE_SECONDS:
                raise
            pause(_POLL_SECONDS)
            waited += _POLL_SECONDS
        else:
            return


def _marked(lines: Iterator[bytes], marks: Mapping[int, str], instant: str) -> Iterator[bytes]:
    for number, line in enumerate(lines):
        if number in marks:
            mark = json.dumps({"replayed": marks[number], "replayed_at": instant})
            # The event keeps its bytes, and its decimals: the line is extended, not written anew.
            yield line.rstrip().removesuffix(b"}") + b"," + mark.encode()[1:] + b"\n"
        else:
            yield line
