"""Reads a Singer stream: its lines, in their order, to the handlers of their messages.

The SDK's own readers print the line that they can't parse. Here a line is named by its number
only. An object that is no message is reported, and the next line is read; a line that is no object
ends the reading, because nobody can tell which order it held.
"""

from __future__ import annotations

import sys
from collections import Counter
from typing import IO, TYPE_CHECKING, Any, TypeAlias

from singer_sdk.singerlib.encoding import GenericSingerReader

from target_tiktok_events.errors import InputError
from target_tiktok_events.singer.input_lines import lines_at_once
from target_tiktok_events.singer.line_decoder import LineDecoder, NoMessage, NoObject, loads

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    Handlers: TypeAlias = dict[str, Callable[[dict[str, Any]], None]]


class LineReader(GenericSingerReader[bytes]):
    """Reads messages line by line and gives each to the handler of its type.

    RECORDs of one stream that came together are one message: `records` holds their records.

    Args:
        on_bad_line: called with the line's number and a reason without content.
        on_failure: called with the exception that ends the reading.
        set_waiting: called with True before input is waited for, with False when it is there.
        begin: called before the first line with the SDK's handlers; gives those that are used.
    """

    def __init__(
        self,
        on_bad_line: Callable[[int, str], None],
        on_failure: Callable[[BaseException], None],
        set_waiting: Callable[[bool], None] = lambda _waiting: None,
        begin: Callable[[Handlers], Handlers] = lambda handlers: handlers,
    ) -> None:
        super().__init__()
        self._decoder = LineDecoder()
        self._on_bad_line = on_bad_line
        self._on_failure = on_failure
        self._set_waiting = set_waiting
        self._begin = begin

    @property
    def default_input(self) -> IO[bytes]:
        """Standard input, as bytes."""
        return sys.stdin.buffer

    def read_only(self, stream: str, columns: Collection[str] | None) -> None:
        """Passes over the other columns of a stream's records from now on; None for none."""
        self._decoder.read_only(stream, columns)

    def process_lines(
        self,
        file_input: IO[bytes] | None,
        callbacks: Handlers,
    ) -> Counter[str]:
        """Reads to the end; returns the number of messages of each type.

        Raises:
            InputError: a line is no JSON object, or the first one no Singer message.
        """
        stats: Counter[str] = Counter()
        source = file_input if file_input is not None else self.default_input
        try:
            handlers = self._begin(callbacks)
            for first, lines in lines_at_once(source, self._set_waiting):
                self._take(first, lines, handlers, stats)
        except BaseException as error:
            self._on_failure(error)
            raise
        return stats

    def _take(
        self, first: int, lines: list[bytes], handlers: Handlers, stats: Counter[str]
    ) -> None:
        """Takes lines that came together; a SCHEMA among them changes how the next are read."""
        decode = self._decoder.record_or_message
        waiting = _Records(handlers, stats)
        for number, line in enumerate(lines, first):
            try:
                found = decode(line)
            except ValueError as error:
                waiting.hand_over()
                self._refuse(number, line, error, is_first=not stats)
                continue
            if isinstance(found, tuple):
                waiting.add(*found)
                continue
            waiting.hand_over()
            kind = found["type"]
            handlers[kind](found)
            stats[kind] += 1
        waiting.hand_over()

    def _refuse(self, number: int, line: bytes, error: ValueError, *, is_first: bool) -> None:
        """Reports a line that can't be used; a blank one is nothing.

        Raises:
            InputError: it is no object, or there is no Singer message before it and it is none.
        """
        if not line.strip():
            return
        if isinstance(error, NoObject):
            message = (
                f"line {number} of the input is no JSON object ({error}): nothing after it was "
                "read, because its order would be lost; mend the tap and run again"
            )
            raise InputError(message) from None
        if is_first and isinstance(error, NoMessage):
            message = (
                f"line {number} of the input is {error}. This is no Singer stream: pipe in what a "
                "tap writes, as in `tap-postgres --config tap.json | target-tiktok-events …`"
            )
            raise InputError(message) from None
        self._on_bad_line(number, str(error))

    def deserialize_json(self, line: bytes) -> dict[str, Any]:
        """One line as a dictionary; the SDK asks for this method, nothing here uses it."""
        return loads(line)

    @staticmethod
    def assert_line_requires(line_dict: dict[str, Any], requires: set[str]) -> None:
        """As in the SDK, but the message names only what is missing."""
        missing = requires.difference(line_dict)
        if missing:
            message = f"a message of the input is missing {', '.join(sorted(missing))}"
            raise InputError(message)


class _Records:
    """Records of one stream in a row that wait to be handed over as one message."""

    def __init__(self, handlers: Handlers, stats: Counter[str]) -> None:
        self._handlers = handlers
        self._stats = stats
        self._stream = ""
        self._records: list[dict[str, Any]] = []

    def add(self, stream: str, record: dict[str, Any]) -> None:
        """Takes one more; those of another stream are handed over before."""
        if stream != self._stream:
            self.hand_over()
            self._stream = stream
        self._records.append(record)

    def hand_over(self) -> None:
        """Gives those that wait to the handler of records."""
        if self._records:
            records, self._records = self._records, []
            self._stats["RECORD"] += len(records)
            self._handlers["RECORD"]({"type": "RECORD", "stream": self._stream, "records": records})
