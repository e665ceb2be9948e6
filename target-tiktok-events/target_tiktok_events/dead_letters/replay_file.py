"""A dead-letter file that is sent again: the events it holds, and marks of what became of them.

A dead letter of stage `api` holds a complete event: it can be sent from the file. The others
hold no event, or none that may be sent.
"""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections import Counter, defaultdict, deque
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any, Final

import msgspec

from target_tiktok_events.errors import StorageError
from target_tiktok_events.mapping.events import Event
from target_tiktok_events.mapping.user import match_keys_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_OWNER_ONLY: Final = 0o600
_PATIENCE_SECONDS: Final = 10.0
_POLL_SECONDS: Final = 0.1


class _Letter(msgspec.Struct):
    """What is read of a line."""

    stage: str
    stream: str = ""
    record_key: str = ""
    event: msgspec.Raw = msgspec.Raw()
    replayed: str | None = None


class _Head(msgspec.Struct):
    """What is read of the event in a line."""

    event: str
    event_id: str
    event_time: int
    user: dict[str, Any] = {}


class ReplayFile:
    """Reads the events of a dead-letter file, and marks their lines.

    `left` counts the lines that are not sent, by why: their stage, `age`, `replayed before` or
    `unreadable`.

    Args:
        path: the file.
        oldest: Unix seconds; an older event is left.
        now: Unix seconds, for the marks.
        pause: waits for seconds while another run uses the file.
    """

    def __init__(
        self,
        path: Path,
        oldest: float,
        now: Callable[[], float] = time.time,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self.left: Counter[str] = Counter()
        self._path = path
        self._oldest = oldest
        self._now = now
        self._pause = pause
        self._lines: defaultdict[tuple[str, str], deque[int]] = defaultdict(deque)
        self._marks: dict[int, str] = {}

    def events(self) -> Iterator[Event]:
        """The events that can be sent, in the order of the file.

        Raises:
            StorageError: if the file can't be read.
        """
        try:
            with self._path.open("rb") as file:
                end = os.fstat(file.fileno()).st_size  # not the letters that this run appends
                for number, line in enumerate(file):
                    end -= len(line)
                    event = self._event_of(line)
                    if event is not None:
                        self._lines[event.event, event.event_id].append(number)
                        yield event
                    if end <= 0:
                        return
        except OSError as error:
            message = f"the file {self._path} of --replay can't be read ({error.strerror})"
            raise StorageError(message) from None

    def note(self, event: Event, ending: str) -> None:
        """Remembers what became of an event; of two with one id the first line is meant first."""
        self._marks[self._lines[event.event, event.event_id].popleft()] = ending

    def mark(self) -> None:
        """Adds `replayed` (what became of the event) and `replayed_at` to the lines of `note`.

        The new file replaces the old one in one step; lines that were added meanwhile stay.

        Raises:
            StorageError: if the file is in use by another run or can't be written. Nothing is
                lost then: a second replay finds in the ledger what the first has sent.
        """
        if not self._marks:
            return
        instant = datetime.fromtimestamp(self._now(), tz=timezone.utc).strftime(
            "%Y-%m-%dT%H:%M:%SZ"
        )
        fresh = self._path.with_name(self._path.name + ".new")
        try:
            with self._path.open("rb") as old:
                _lock(old.fileno(), self._pause)
                descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _OWNER_ONLY)
                with os.fdopen(descriptor, "wb") as new:
                    new.writelines(self._marked(old, instant))
                    new.flush()
                    os.fsync(new.fileno())
                fresh.replace(self._path)
        except OSError as error:
            message = (
                f"the replayed lines can't be marked in {self._path} ({error.strerror}): no other "
                "run may use the file; replay again then, the ledger knows what was sent"
            )
            raise StorageError(message) from None

    def _event_of(self, line: bytes) -> Event | None:
        """The event of a line, or None, counted by why it is not sent."""
        try:
            letter = msgspec.json.decode(line, type=_Letter)
            reason = _why_not(letter)
            if reason is None:
                return self._young_event(letter)
        except (msgspec.DecodeError, ValueError):
            reason = "unreadable"
        self.left[reason] += 1
        return None

    def _young_event(self, letter: _Letter) -> Event | None:
        head = msgspec.json.decode(letter.event, type=_Head)
        if head.event_time >= self._oldest:
            return _event(letter, head)
        self.left["age"] += 1
        return None

    def _marked(self, lines: Iterator[bytes], instant: str) -> Iterator[bytes]:
        for number, line in enumerate(lines):
            if number in self._marks:
                mark = json.dumps({"replayed": self._marks[number], "replayed_at": instant})
                # The event keeps its bytes, and its decimals: the line is extended, not written
                # anew.
                yield line.rstrip().removesuffix(b"}") + b"," + mark.encode()[1:] + b"\n"
            else:
                yield line


def _why_not(letter: _Letter) -> str | None:
    """Why the event of a line can't be sent from the file; None if it can, its age left aside."""
    if letter.replayed is not None:
        return "replayed before"
    return None if letter.stage == "api" else letter.stage


def _event(letter: _Letter, head: _Head) -> Event:
    return Event(
        stream=letter.stream,
        record_key=letter.record_key,
        event=head.event,
        event_id=head.event_id,
        event_time=head.event_time,
        payload=bytes(letter.event),
        match_keys=match_keys_of(head.user),
    )


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
