"""A line of a Singer stream to its message: fast on the usual line, patient with the odd one.

Of a record only the columns that are read become objects: the decoder passes over the others, so
that personal data that nobody maps never stands in a variable.
"""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, TypeAlias, TypedDict

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    Message: TypeAlias = dict[str, Any]


class _Line(msgspec.Struct):
    """The parts of a message that are read at once; a SCHEMA is read again, without decimals."""

    type: str
    stream: str | None = None
    record: dict[str, Any] | None = None
    value: msgspec.Raw = msgspec.Raw()


_WHOLE: Final[Callable[[bytes], _Line]] = msgspec.json.Decoder(_Line, float_hook=Decimal).decode
_KNOWN: Final = frozenset(["RECORD", "SCHEMA", "STATE", "ACTIVATE_VERSION", "BATCH"])
_LONGEST_INTEGER: Final = 4000
"""Digits; Python refuses to read integers that are a little longer."""


class NoObject(ValueError):
    """A line that is no JSON object; the text says why and repeats nothing of it."""


class NoMessage(ValueError):
    """A JSON object that is no Singer message; the text says why and repeats nothing of it."""


class LineDecoder:
    """Decodes lines. Records hold Decimal for numbers with a fraction, exact to the last digit.

    Streams come in long runs, so a line is read as one of the stream before; where that was wrong
    it is read again.
    """

    def __init__(self) -> None:
        self._columns: dict[str, Collection[str]] = {}
        self._decoders: dict[str | None, Callable[[bytes], _Line]] = {}
        self._stream: str | None = None
        self._decode = _WHOLE

    def read_only(self, stream: str, columns: Collection[str] | None) -> None:
        """Passes over the other columns of a stream's records from now on; None for none."""
        self._columns.pop(stream, None)
        self._decoders.pop(stream, None)
        if columns is not None:
            known = [name for name in columns if _has_utf8(name)]
            self._columns[stream] = known
            self._decoders[stream] = _decoder_of(known)
        self._turn_to(stream)

    def record_or_message(self, line: bytes) -> tuple[str, dict[str, Any]] | Message:
        """Stream and record of a RECORD; any other message as the SDK's handlers take it.

        A STATE comes with its `value` as the JSON bytes of the input.

        Raises:
            NoObject: the line is no JSON object.
            ValueError: it is no message; with a reason that repeats nothing of the line.
        """
        try:
            found = self._decode(line)
            if found.stream != self._stream and found.type == "RECORD":
                found = self._turn_to(found.stream)(line)
        except (msgspec.DecodeError, ValueError, RecursionError):
            return self._odd(line)
        if found.type == "RECORD":
            if found.stream is None or found.record is None:
                reason = "a RECORD without stream or record"
                raise ValueError(reason)
            return found.stream, found.record
        if found.type == "STATE" and (state := bytes(found.value)):
            return {"type": "STATE", "value": state}
        return self._odd(line)

    def _turn_to(self, stream: str | None) -> Callable[[bytes], _Line]:
        self._stream = stream
        self._decode = self._decoders.get(stream, _WHOLE)
        return self._decode

    def _odd(self, line: bytes) -> tuple[str, dict[str, Any]] | Message:
        """Reads any other message, and what only Python's parser takes, such as NaN."""
        message = loads(line)
        kind = message.get("type")
        if not isinstance(kind, str) or kind not in _KNOWN:
            reason = "no Singer message: its type is unknown or missing"
            raise NoMessage(reason)
        if kind == "STATE":
            return {"type": kind, "value": _state(message)}
        missing = _missing(message, kind)
        if missing:
            reason = f"a {kind} without {missing}"
            raise ValueError(reason)
        if kind == "RECORD":
            message = loads(line, parse_float=Decimal, parse_constant=Decimal)
            record, columns = message["record"], self._columns.get(message["stream"])
            if columns is not None:
                record = {name: record[name] for name in columns if name in record}
            return message["stream"], record
        return message


def loads(line: bytes, **hooks: Any) -> dict[str, Any]:
    """The object of a line, by Python's parser.

    Raises:
        NoObject: the line is something else.
    """
    try:
        message = json.loads(line, parse_int=_integer, **hooks)
    except RecursionError:
        reason = "it is nested too deeply"
        raise NoObject(reason) from None
    except ValueError:
        reason = "it is not JSON"
        raise NoObject(reason) from None
    if not isinstance(message, dict):
        reason = "it is another JSON value"
        raise NoObject(reason)
    return message


def _decoder_of(columns: Collection[str]) -> Callable[[bytes], _Line]:
    # The functional form takes names that are no identifiers; mypy knows it with literals only.
    record = TypedDict("record", dict.fromkeys(columns, Any), total=False)  # type: ignore[misc]
    line = msgspec.defstruct("Line", [("record", record | None, None)], bases=(_Line,))
    decoder: msgspec.json.Decoder[Any] = msgspec.json.Decoder(line, float_hook=Decimal)
    return decoder.decode


def _has_utf8(name: str) -> bool:
    """Whether a name can stand in a line that the fast decoder takes."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _integer(digits: str) -> int | Decimal:
    return int(digits) if len(digits) <= _LONGEST_INTEGER else Decimal(digits)


def _state(message: Message) -> bytes:
    if "value" not in message:
        reason = "a STATE without value"
        raise ValueError(reason)
    try:
        return json.dumps(message["value"]).encode()
    except TypeError:  # a Decimal of `_integer`
        reason = "a STATE with a number of thousands of digits"
        raise ValueError(reason) from None


def _missing(message: Message, kind: str) -> str:
    if not isinstance(message.get("stream"), str):
        return "stream"
    needed = {"RECORD": "record", "SCHEMA": "schema"}.get(kind)
    if needed and not isinstance(message.get(needed), dict):
        return needed
    return ""
