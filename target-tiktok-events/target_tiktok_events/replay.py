"""Sends dead letters again, after the cause is mended.

A dead letter of stage `api` holds a complete event: it can be sent from the file. The others
hold no event, or none that may be sent: mend the cause and run the source again.
"""

from __future__ import annotations

import os
import time
from collections import Counter, defaultdict, deque
from typing import TYPE_CHECKING, Any, Final

import msgspec

from target_tiktok_events.dead_letters.replay_marks import mark_replayed
from target_tiktok_events.errors import StorageError
from target_tiktok_events.mapping.events import Event
from target_tiktok_events.mapping.user import match_keys_of
from target_tiktok_events.run import Run

if TYPE_CHECKING:
    import logging
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from target_tiktok_events.config.settings import Settings
    from target_tiktok_events.delivery.interruption import Interruption
    from target_tiktok_events.tiktok.outcomes import Outcome

_DAY: Final = 86_400


class _Letter(msgspec.Struct):
    stage: str
    stream: str = ""
    record_key: str = ""
    event: msgspec.Raw = msgspec.Raw()
    replayed: str | None = None


class _Head(msgspec.Struct):
    event: str
    event_id: str
    event_time: int
    user: dict[str, Any] = {}


class Replay:
    """One run over a dead-letter file.

    Args:
        settings: those of an ordinary run; ledger, age limit and dead-letter file apply.
        interruption: ends the run early.
        logger: gets the counts.
        now: Unix seconds.
    """

    def __init__(
        self,
        settings: Settings,
        interruption: Interruption,
        logger: logging.Logger,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._settings = settings
        self._interruption = interruption
        self._logger = logger
        self._oldest = now() - settings.mapping.max_event_age_days * _DAY
        self._lines: defaultdict[tuple[str, str], deque[int]] = defaultdict(deque)
        self._marks: dict[int, str] = {}
        self._left: Counter[str] = Counter()

    def run(self, path: Path) -> None:
        """Sends what can be sent, marks it in the file, and says what needs another way.

        Raises:
            TargetError: as an ordinary run; what was sent until then is marked.
        """
        run = Run(self._settings, self._interruption, self._logger, self._note)
        try:
            self._send(run, path)
            run.finish({})
        finally:
            if self._marks and not self._settings.dry_run and not self._settings.test_event_code:
                mark_replayed(path, self._marks)
            self._report()

    def _send(self, run: Run, path: Path) -> None:
        try:
            for event in self._events(path):
                self._interruption.check()
                run.outlet.admit(event)
        except BaseException:
            run.abandon({})
            raise

    def _events(self, path: Path) -> Iterator[Event]:
        try:
            with path.open("rb") as file:
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
            message = f"the file {path} of --replay can't be read ({error.strerror})"
            raise StorageError(message) from None

    def _event_of(self, line: bytes) -> Event | None:
        """The event of a line, or None, counted by why it is not sent."""
        try:
            letter = msgspec.json.decode(line, type=_Letter)
        except (msgspec.DecodeError, ValueError):
            self._left["unreadable"] += 1
            return None
        if letter.replayed is not None:
            self._left["replayed before"] += 1
            return None
        if letter.stage != "api":
            self._left[letter.stage] += 1
            return None
        try:
            head = msgspec.json.decode(letter.event, type=_Head)
        except (msgspec.DecodeError, ValueError):
            self._left["unreadable"] += 1
            return None
        if head.event_time < self._oldest:
            self._left["age"] += 1
            return None
        return _event(letter, head)

    def _note(self, event: Event, outcome: Outcome) -> None:
        number = self._lines[event.event, event.event_id].popleft()
        self._marks[number] = outcome.ending.value

    def _report(self) -> None:
        """Says what can't be replayed from the file, by stage."""
        again = {stage: n for stage, n in self._left.items() if stage in {"map", "age", "value"}}
        if again:
            counts = ", ".join(f"{count} of stage {stage}" for stage, count in again.items())
            self._logger.warning(
                "replay: %s can't be sent from the file; mend the cause and run the source again",
                counts,
            )
        for reason in ("replayed before", "unreadable"):
            if self._left[reason]:
                self._logger.info("replay: %d lines were %s", self._left[reason], reason)


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
