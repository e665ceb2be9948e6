"""Report rows -> finished RECORD lines, without a dict per row.

A report has millions of rows, and nothing of a row is looked at when no stream map, no
flattening and no deselection is set. So rows are decoded into typed structs, completed with what
they do not say, and encoded again, some at a time. Rows with a value that does not fit are left
to `records`, whose records are the same, one by one.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Final

import msgspec

from tap_tiktok_ads.records.listed_objects import metric_readings
from tap_tiktok_ads.records.values import Unreadable, read_date
from tap_tiktok_ads.schemas.column import Kind
from tap_tiktok_ads.tiktok.rows import decode_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from tap_tiktok_ads.schemas.column import Column
    from tap_tiktok_ads.tiktok.rows import RawRow

_BIGINT = Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)]
# Placeholders ("-", "<5", "") are at most two characters long: such a text does not fit here.
_LONG_TEXT = Annotated[str, msgspec.Meta(min_length=3)]
_TYPES: Final[Mapping[Kind, Any]] = {
    Kind.ID: _LONG_TEXT | None,
    Kind.TEXT: _LONG_TEXT | None,
    Kind.NUMBER: Decimal | None,
    Kind.INTEGER: _BIGINT | None,
}
_ODD: Final = tuple(map(re.compile, (rb"NaN", rb"Infinity", rb"E[+-]\d{3}")))
"""What a number that JSON or a warehouse can't hold looks like; each begins with a rare letter."""

_encode_lines = msgspec.json.Encoder(decimal_format="number").encode_lines


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


class LineBuilder:
    """Builds the lines of one daily metrics stream."""

    def __init__(self, stream: str, columns: Sequence[Column], level_id: str | None) -> None:
        """Derive the types from the columns; `level_id` is None at advertiser level."""
        self._stream = stream
        self._level_id = level_id
        self._added = [column.name for column in columns if not column.requested]
        self._metrics = {column.name: column.kind for column in columns if column.requested}
        self.is_possible = all(kind in _TYPES for kind in self._metrics.values())
        if not self.is_possible:
            return
        self._loose: dict[str, Mapping[Any, Any]] = {}
        self._decode = self._decoder()

    def decode(self, rows: Sequence[RawRow]) -> list[Any] | None:
        """Decode some rows into typed ones; None when a value does not fit.

        A column that holds a placeholder or a short text is read as text from then on, and its
        values one by one: few columns do, and all others stay quick.
        """
        while True:
            decode = self._decode
            try:
                typed = [decode(row) for row in rows]
                break
            except msgspec.ValidationError:
                if not self._loosen(rows):
                    return None
            except (msgspec.DecodeError, UnicodeDecodeError, ArithmeticError):
                return None
        return typed if self._tighten(typed) else None

    def _loosen(self, rows: Sequence[RawRow]) -> bool:
        """Read the columns whose values here do not fit as text; False if that is no help."""
        metrics = [row.get("metrics") for row in decode_rows(rows)]
        found = [
            name
            for name, kind in self._metrics.items()
            if name not in self._loose
            and any(isinstance(one, dict) and not _fits(one.get(name), kind) for one in metrics)
        ]
        if not found:
            return False
        self._loose |= {name: metric_readings(self._metrics[name]) for name in found}
        self._decode = self._decoder()
        return True

    def _tighten(self, rows: Sequence[Any]) -> bool:
        """Give the values of the loose columns their type; False when one is unreadable."""
        try:
            for name, readings in self._loose.items():
                for row in rows:
                    metrics = row.metrics
                    setattr(metrics, name, readings[getattr(metrics, name)])
        except Unreadable:
            return False
        return True

    def _decoder(self) -> Callable[[RawRow], Any]:
        """Decode the metrics of a row into what becomes its record.

        No struct can be part of a cycle, so the garbage collector need not look at them.
        """
        added = [(name, str | None, None) for name in self._added]
        metrics = [
            (name, str | None if name in self._loose else _TYPES[kind], None)
            for name, kind in self._metrics.items()
        ]
        dimensions = msgspec.defstruct(
            "Dimensions",
            [("object_id", _LONG_TEXT), ("day", str)],
            rename={"object_id": self._level_id or "advertiser_id", "day": "stat_time_day"},
            gc=False,
        )
        record = msgspec.defstruct("Record", [*added, *metrics], gc=False)
        row = msgspec.defstruct(
            "ReportRow", [("dimensions", dimensions), ("metrics", record)], gc=False
        )
        return msgspec.json.Decoder(row, strict=False).decode

    def for_advertiser(self, injected: Mapping[str, str | None], time_extracted: str) -> Lines:
        """Return what turns the typed rows of one advertiser into lines."""
        return Lines(self._stream, self._level_id, injected, time_extracted)


class Lines:
    """Typed rows -> RECORD lines, for one advertiser."""

    def __init__(
        self,
        stream: str,
        level_id: str | None,
        injected: Mapping[str, str | None],
        time_extracted: str,
    ) -> None:
        """Keep what is the same in all lines."""
        self._stream = stream
        self._level_id = level_id
        self._injected = injected
        self._time_extracted = time_extracted
        self._days: dict[str, str | None] = {}

    def packs(self, rows: Sequence[Any]) -> Iterator[Any]:
        """Yield the lines together; or one by one, a row that needs a closer look as it is."""
        body = self.body(rows)
        if body is not None:
            yield Pack(len(rows), body)
            return
        for row in rows:
            line = self.body([row])
            yield row if line is None else Pack(1, line)

    def body(self, rows: Sequence[Any]) -> bytes | None:
        """Return the lines with their line ends; None when a row needs a closer look."""
        messages = []
        for row in rows:
            day = self._day(row.dimensions.day)
            if day is None:
                return None
            messages.append(
                _Message("RECORD", self._stream, self._record(row, day), self._time_extracted)
            )
        body = _encode_lines(messages)
        return None if any(_is_in(body, odd) for odd in _ODD) else body

    def _record(self, row: Any, day: str) -> Any:
        """Complete the record with what the row says outside of its metrics, or not at all."""
        record, injected = row.metrics, self._injected
        record.advertiser_id = injected["advertiser_id"]
        if self._level_id is not None:
            setattr(record, self._level_id, row.dimensions.object_id)
        record.stat_time_day = day
        record.advertiser_timezone = injected["advertiser_timezone"]
        record.currency = injected["currency"]
        return record

    def _day(self, text: str) -> str | None:
        """The day as the schema wants it. The days of a window come again in every page."""
        day = self._days.get(text)
        if day is None:
            try:
                day = read_date(text)
            except Unreadable:
                return None
            self._days[text] = day
        return day


def _fits(value: Any, kind: Kind) -> bool:
    try:
        msgspec.convert(value, _TYPES[kind], strict=False)
    except (msgspec.ValidationError, UnicodeEncodeError, ArithmeticError):
        return False
    return True


def _is_in(body: bytes, word: re.Pattern[bytes]) -> bool:
    """Say whether the word is there. One letter is found ten times as fast as a word."""
    letter = word.pattern[:1]
    at = body.find(letter)
    while at >= 0 and not word.match(body, at):
        at = body.find(letter, at + 1)
    return at >= 0
