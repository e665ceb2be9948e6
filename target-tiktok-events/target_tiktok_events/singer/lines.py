"""Lines of a Singer stream to messages: fast on the usual line, patient with the odd one.

The SDK's own readers print the line that they can't parse. Here a line is named by its number
only. An object that is no message is reported, and the next line is read; a line that is no object
ends the reading, because nobody can tell which order it held.
"""

from __future__ import annotations

import itertools
import json
import sys
from collections import Counter
from decimal import Decimal
from typing import IO, TYPE_CHECKING, Any, Final, TypeAlias

import msgspec
from singer_sdk.singerlib.encoding import GenericSingerReader

from target_tiktok_events.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

    Handlers: TypeAlias = dict[str, Callable[[dict[str, Any]], None]]


class _Line(msgspec.Struct):
    """The parts of a message that are read at once; a SCHEMA is read again, without decimals."""

    type: str
    stream: str | None = None
    record: dict[str, Any] | None = None
    value: msgspec.Raw = msgspec.Raw()


_DECODER: Final = msgspec.json.Decoder(_Line, float_hook=Decimal)
_KNOWN: Final = frozenset(["RECORD", "SCHEMA", "STATE", "ACTIVATE_VERSION", "BATCH"])
_LONGEST_INTEGER: Final = 4000
"""Digits; Python refuses to read integers that are a little longer."""


class _NoObject(ValueError):
    """A line that is no JSON object; the text says why and repeats nothing of it."""


class LineReader(GenericSingerReader[bytes]):
    """Reads messages line by line and gives each to the handler of its type.

    Records hold Decimal for numbers with a fraction, exact to the last digit. A STATE comes with
    its `value` as the JSON bytes of the input.

    Args:
        on_bad_line: called with the line's number and a reason without content.
        on_failure: called with the exception that ends the reading.
        set_waiting: called with True before a line is waited for, with False when it is there.
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
        self._on_bad_line = on_bad_line
        self._on_failure = on_failure
        self._set_waiting = set_waiting
        self._begin = begin

    @property
    def default_input(self) -> IO[bytes]:
        """Standard input, as bytes."""
        return sys.stdin.buffer

    def process_lines(
        self,
        file_input: IO[bytes] | None,
        callbacks: Handlers,
    ) -> Counter[str]:
        """Reads to the end; returns the number of messages of each type.

        Raises:
            InputError: a line is no JSON object.
        """
        stats: Counter[str] = Counter()
        try:
            self._read(file_input, self._begin(callbacks), stats)
        except BaseException as error:
            self._on_failure(error)
            raise
        return stats

    def _read(
        self,
        file_input: IO[Any] | None,
        handlers: Handlers,
        stats: Counter[str],
    ) -> None:
        source = file_input if file_input is not None else self.default_input
        readline = getattr(source, "buffer", source).readline
        set_waiting = self._set_waiting
        for number in itertools.count(1):
            set_waiting(True)
            line: bytes | str = readline()
            set_waiting(False)
            if not line:
                return
            if isinstance(line, str):
                line = line.encode("utf-8", "surrogatepass")
            try:
                message = self._message(line)
            except ValueError as error:
                self._refuse(number, line, error)
                continue
            kind = message["type"]
            handlers[kind](message)
            stats[kind] += 1

    def _refuse(self, number: int, line: bytes, error: ValueError) -> None:
        """Reports a line that can't be used; a blank one is nothing.

        Raises:
            InputError: it is no object.
        """
        if line.isspace():
            return
        if isinstance(error, _NoObject):
            message = (
                f"line {number} of the input is no JSON object ({error}): nothing after it was "
                "read, because its order would be lost; mend the tap and run again"
            )
            raise InputError(message) from None
        self._on_bad_line(number, str(error))

    def _message(self, line: bytes) -> dict[str, Any]:
        """The message of a line, as handlers take it.

        Raises:
            ValueError: with a reason that repeats nothing of the line.
        """
        try:
            found = _DECODER.decode(line)
        except (msgspec.DecodeError, ValueError, RecursionError):
            return self._message_of_odd_line(line)
        if found.type == "RECORD":
            if found.stream is None or found.record is None:
                reason = "a RECORD without stream or record"
                raise ValueError(reason)
            return {"type": "RECORD", "stream": found.stream, "record": found.record}
        if found.type == "STATE" and (state := bytes(found.value)):
            return {"type": "STATE", "value": state}
        return self._message_of_odd_line(line)

    def _message_of_odd_line(self, line: bytes) -> dict[str, Any]:
        """Reads any other message, and what only Python's parser takes, such as NaN."""
        message = _loads(line)
        kind = message.get("type")
        if not isinstance(kind, str) or kind not in _KNOWN:
            reason = "no Singer message: its type is unknown or missing"
            raise ValueError(reason)
        if kind == "RECORD":
            message = _loads(line, parse_float=Decimal, parse_constant=Decimal)
        if kind == "STATE":
            return {"type": kind, "value": _state(message)}
        missing = _missing(message, kind)
        if missing:
            reason = f"a {kind} without {missing}"
            raise ValueError(reason)
        return message

    def deserialize_json(self, line: bytes) -> dict[str, Any]:
        """One line as a dictionary; the SDK asks for this method, nothing here uses it."""
        return _loads(line)

    @staticmethod
    def assert_line_requires(line_dict: dict[str, Any], requires: set[str]) -> None:
        """As in the SDK, but the message names only what is missing."""
        missing = requires.difference(line_dict)
        if missing:
            message = f"a message of the input is missing {', '.join(sorted(missing))}"
            raise InputError(message)


def _loads(line: bytes, **hooks: Any) -> dict[str, Any]:
    try:
        message = json.loads(line, parse_int=_integer, **hooks)
    except RecursionError:
        reason = "it is nested too deeply"
        raise _NoObject(reason) from None
    except ValueError:
        reason = "it is not JSON"
        raise _NoObject(reason) from None
    if not isinstance(message, dict):
        reason = "it is another JSON value"
        raise _NoObject(reason)
    return message


def _integer(digits: str) -> int | Decimal:
    return int(digits) if len(digits) <= _LONGEST_INTEGER else Decimal(digits)


def _state(message: dict[str, Any]) -> bytes:
    if "value" not in message:
        reason = "a STATE without value"
        raise ValueError(reason)
    try:
        return json.dumps(message["value"]).encode()
    except TypeError:  # a Decimal of `_integer`
        reason = "a STATE with a number of thousands of digits"
        raise ValueError(reason) from None


def _missing(message: dict[str, Any], kind: str) -> str:
    if not isinstance(message.get("stream"), str):
        return "stream"
    needed = {"RECORD": "record", "SCHEMA": "schema"}.get(kind)
    if needed and not isinstance(message.get(needed), dict):
        return needed
    return ""
