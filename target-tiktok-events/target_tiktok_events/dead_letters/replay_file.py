"""A dead-letter file that is sent again: the events it holds, and marks of what became of them.

A dead letter of stage `api` holds a complete event: it can be sent from the file. The others
hold no event, or none that may be sent.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections import Counter, defaultdict, deque
from decimal import Decimal  # noqa: TC003 - msgspec reads the annotation
from typing import TYPE_CHECKING, Any

import msgspec

from target_tiktok_events.dead_letters.file_lock import rewrite
from target_tiktok_events.dead_letters.letter import utc_text
from target_tiktok_events.errors import StorageError
from target_tiktok_events.mapping.events import Event
from target_tiktok_events.mapping.user import match_keys_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from target_tiktok_events.dead_letters.letter import Addressee


class _Letter(msgspec.Struct):
    """What is read of a line."""

    stage: str
    event_source: str = ""
    event_source_id: str = ""
    test: bool = False
    stream: str = ""
    record_key: str = ""
    event: msgspec.Raw = msgspec.Raw()
    replayed: str | None = None


class _Amount(msgspec.Struct, frozen=True):
    """What is read of its properties."""

    value: Decimal | None = None
    currency: str | None = None


class _Head(msgspec.Struct):
    """What is read of the event in a line."""

    event: str
    event_id: str
    event_time: int
    user: dict[str, Any] = {}
    properties: _Amount = _Amount()


class ReplayFile:
    """Reads the events of a dead-letter file, and marks their lines.

    Several replays may use one file at once, and runs may append to it: a line is known by what
    stands in it, not by its place.

    `left` counts the lines that are not sent, by why: their stage, `age`, `replayed before`,
    `test`, `another event source` or `unreadable`.

    Args:
        path: the file.
        addressees: where the events of this run go, by the number of the event source; those of
            other event sources are left, and test letters, unless this run's events are test
            events, too.
        oldest: Unix seconds; an older event is left.
        now: Unix seconds, for the marks.
        pause: waits for seconds while another process writes to the file.
    """

    def __init__(
        self,
        path: Path,
        addressees: Sequence[Addressee],
        oldest: float,
        now: Callable[[], float] = time.time,
        pause: Callable[[float], object] = time.sleep,
    ) -> None:
        self.left: Counter[str] = Counter()
        self._path = path
        self._is_test = any(each.is_test for each in addressees)
        self._numbers = {
            (each.event_source, each.event_source_id): number
            for number, each in enumerate(addressees)
        }
        self._oldest = oldest
        self._now = now
        self._pause = pause
        self._lines: defaultdict[tuple[int, str, str], deque[bytes]] = defaultdict(deque)
        self._marks: defaultdict[bytes, deque[str]] = defaultdict(deque)

    def events(self) -> Iterator[Event]:
        """The events that can be sent, in the order of the file.

        Raises:
            StorageError: if the file can't be read.
        """
        try:
            with self._path.open("rb") as file:
                end = os.fstat(file.fileno()).st_size  # not the letters that this run appends
                for line in file:
                    end -= len(line)
                    event = self._event_of(line)
                    if event is not None:
                        self._lines[_key(event)].append(_digest(line))
                        yield event
                    if end <= 0:
                        return
        except OSError as error:
            message = f"the file {self._path} of --replay can't be read ({error.strerror})"
            raise StorageError(message) from None

    def note(self, event: Event, ending: str) -> None:
        """Remembers what became of an event; of two with one id the first line is meant first."""
        self._marks[self._lines[_key(event)].popleft()].append(ending)

    def mark(self) -> None:
        """Adds `replayed` (what became of the event) and `replayed_at` to the lines of `note`.

        A line that another replay has marked meanwhile keeps that mark.

        Raises:
            StorageError: if the file can't be written. Nothing is lost then: a second replay
                finds in the ledger what the first has sent.
        """
        if not self._marks:
            return
        try:
            rewrite(self._path, self._marked, self._pause)
        except OSError as error:
            message = (
                f"the replayed lines can't be marked in {self._path} ({error.strerror}): check the "
                "rights on its directory and the free disk space, and replay again; the ledger "
                "knows what was sent"
            )
            raise StorageError(message) from None

    def _event_of(self, line: bytes) -> Event | None:
        """The event of a line, or None, counted by why it is not sent."""
        try:
            letter = msgspec.json.decode(line, type=_Letter)
            reason = self._why_not(letter)
            if reason is None:
                return self._young_event(letter)
        except (msgspec.DecodeError, ValueError):
            reason = "unreadable"
        self.left[reason] += 1
        return None

    def _young_event(self, letter: _Letter) -> Event | None:
        head = msgspec.json.decode(letter.event, type=_Head)
        if head.event_time >= self._oldest:
            return _event(letter, head, self._numbers[_source_of(letter)])
        self.left["age"] += 1
        return None

    def _marked(self, lines: Iterator[bytes]) -> Iterator[bytes]:
        instant = utc_text(self._now())
        marks = {digest: deque(endings) for digest, endings in self._marks.items()}
        for line in lines:
            endings = marks.get(_digest(line))
            if endings:
                mark = json.dumps({"replayed": endings.popleft(), "replayed_at": instant})
                # The event keeps its bytes, and its decimals: the line is extended, not written
                # anew.
                yield line.rstrip().removesuffix(b"}") + b"," + mark.encode()[1:] + b"\n"
            else:
                yield line

    def _why_not(self, letter: _Letter) -> str | None:
        """Why the event of a line can't be sent from the file; None if it can, its age aside."""
        if letter.replayed is not None:
            return "replayed before"
        if letter.stage != "api":
            return letter.stage
        if _source_of(letter) not in self._numbers:
            return "another event source"
        return "test" if letter.test and not self._is_test else None


def _source_of(letter: _Letter) -> tuple[str, str]:
    return letter.event_source, letter.event_source_id


def _key(event: Event) -> tuple[int, str, str]:
    return event.source, event.event, event.event_id


def _event(letter: _Letter, head: _Head, source: int) -> Event:
    return Event(
        stream=letter.stream,
        record_key=letter.record_key,
        event=head.event,
        event_id=head.event_id,
        event_time=head.event_time,
        payload=bytes(letter.event),
        match_keys=match_keys_of(head.user),
        source=source,
        value=head.properties.value,
        currency=head.properties.currency,
    )


def _digest(line: bytes) -> bytes:
    """What a line is known by; a line feed that a killed run left out makes no difference."""
    return hashlib.blake2b(line.rstrip(b"\n"), digest_size=16).digest()
