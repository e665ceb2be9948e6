"""Records of a report -> finished RECORD lines, many at a time and without a dict each."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

import msgspec

from tap_tiktok_ads.records.report_records import as_dict

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

_ODD: Final = tuple(map(re.compile, (rb"NaN", rb"Infinity", rb"E[+-]\d{3}")))
"""What a number that JSON or a warehouse can't hold looks like; each begins with a rare letter."""

_STEP: Final = 75
"""301 digits in a row, one more than a number may have, hold four bytes that are so far apart."""

_SAMPLES: Final = 4
_RUN: Final = b"1" * _SAMPLES
_DIGITS_TO_ONES: Final = bytes.maketrans(b"023456789", b"1" * 9)

_encode_lines = msgspec.json.Encoder(decimal_format="number").encode_lines
_encode = msgspec.json.Encoder().encode


class Pack(msgspec.Struct, frozen=True):
    """Several finished lines, which cost the SDK's loop one turn instead of one each."""

    lines: int
    body: bytes


class _Message(msgspec.Struct, gc=False):
    """Singer's RECORD message, in the SDK's order."""

    type: str
    stream: str
    record: Any
    time_extracted: str


class FinishedLines:
    """Writes the RECORD lines of one stream."""

    def __init__(self, stream: str, time_extracted: datetime) -> None:
        """Keep what is the same in all lines; `time_extracted` is in UTC."""
        self._stream = stream
        # As the SDK's writer puts it.
        self._time_extracted = time_extracted.isoformat().replace("+00:00", "Z")
        before, after = _encode(self._message({})).split(b"{}")
        self._before, self._after = before, after + b"\n"

    def of(self, records: Sequence[Any]) -> bytes:
        """Return the lines of these structs with their line ends."""
        try:
            return _encode_lines([self._message(record) for record in records])
        except UnicodeEncodeError:
            return _encode_lines([self._message(_escaped(record)) for record in records])

    def around(self, contents: Iterable[bytes]) -> bytes:
        """Return the lines of records that are written already: see `contents_of`."""
        before, after = self._before, self._after
        return b"".join([before + content + after for content in contents])

    def _message(self, record: Any) -> _Message:
        return _Message("RECORD", self._stream, record, self._time_extracted)


def contents_of(records: Sequence[Any]) -> list[bytes]:
    """Return each record as JSON, as it stands in its line."""
    try:
        lines = _encode_lines(records)
    except UnicodeEncodeError:
        lines = _encode_lines([_escaped(record) for record in records])
    return lines.split(b"\n")[:-1]


def may_hold_odd_numbers(body: bytes) -> bool:
    """Say whether a number that JSON or a warehouse can't hold may be there.

    False is certain. A name can look like such a number: that costs a closer look.
    """
    return any(_is_in(body, odd) for odd in _ODD) or _has_long_number(body)


def _is_in(body: bytes, word: re.Pattern[bytes]) -> bool:
    """Say whether the word is there. One letter is found ten times as fast as a word."""
    letter = word.pattern[:1]
    at = body.find(letter)
    while at >= 0 and not word.match(body, at):
        at = body.find(letter, at + 1)
    return at >= 0


def _has_long_number(body: bytes) -> bool:
    """Say whether more than 300 digits stand in a row. Few of all bytes need to be looked at."""
    samples = body[::_STEP].translate(_DIGITS_TO_ONES)
    at = samples.find(_RUN)
    while at >= 0 and not body[at * _STEP : (at + _SAMPLES - 1) * _STEP].isdigit():
        at = samples.find(_RUN, at + 1)
    return at >= 0


def _escaped(record: Any) -> dict[str, Any]:
    """Return the record with half an emoji (a cut-off name) as its escape."""
    values = record if isinstance(record, dict) else as_dict(record)
    return {name: _escaped_value(value) for name, value in values.items()}


def _escaped_value(value: Any) -> Any:
    try:
        _encode(value)
    except UnicodeEncodeError:
        return msgspec.Raw(json.dumps(value).encode())
    return value
