"""Report page -> finished RECORD lines, without a dict per row.

A report has millions of rows, and nothing of a row is looked at when no stream map, no
flattening and no deselection is set. So the page is decoded into typed structs, which are
encoded again at once. A page with a value that does not fit is left to `records`, whose
records are the same, one by one.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Final

import msgspec

from tap_tiktok_ads.records import METRIC_READERS
from tap_tiktok_ads.schemas.column import Kind
from tap_tiktok_ads.values import Unreadable, read_date

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from typing_extensions import Buffer

    from tap_tiktok_ads.schemas.column import Column

LINES_PER_PACK: Final = 250

_BIGINT = Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)]
# Placeholders ("-", "<5", "") are at most two characters long: such a text does not fit here.
_LONG_TEXT = Annotated[str, msgspec.Meta(min_length=3)]
_TYPES: Final[Mapping[Kind, Any]] = {
    Kind.ID: _LONG_TEXT | None,
    Kind.TEXT: _LONG_TEXT | None,
    Kind.NUMBER: Decimal | None,
    Kind.INTEGER: _BIGINT | None,
}
_COLUMN_AT_FAULT: Final = re.compile(r"`\$\[(?:\d+|\.{3})\]\.metrics\.(\w+)`$")
_N, _I = b"NI"
_encode = msgspec.json.Encoder(decimal_format="number").encode


class Pack(msgspec.Struct, frozen=True):
    """Several finished lines, which cost the SDK's loop one turn instead of one each."""

    lines: int
    body: bytes


def packed(records: Iterable[Any]) -> Iterator[Any]:
    """Join finished lines that follow each other; pass records through, in order."""
    gathered: list[bytes] = []
    for record in records:
        if isinstance(record, bytes):
            gathered.append(record)
            if len(gathered) < LINES_PER_PACK:
                continue
        if gathered:
            yield Pack(len(gathered), b"".join(gathered))
            gathered = []
        if not isinstance(record, bytes):
            yield record
    if gathered:
        yield Pack(len(gathered), b"".join(gathered))


class LineBuilder:
    """Builds the lines of one daily metrics stream."""

    def __init__(self, stream: str, columns: Sequence[Column], level_id: str | None) -> None:
        """Derive the types from the columns; `level_id` is None at advertiser level."""
        self._stream = stream
        self._level_id = level_id
        metrics = [column for column in columns if column.requested]
        self.is_possible = all(column.kind in _TYPES for column in metrics)
        if not self.is_possible:
            return
        self._metrics = {column.name: column.kind for column in metrics}
        self._loose: list[tuple[str, Callable[[Any], Any]]] = []
        self._decode = self._decoder()

    def decode(self, page: Buffer) -> list[Any] | None:
        """Decode a page's JSON list into typed rows; None when a value does not fit.

        A column that holds a placeholder or a short text is read as text from then on, and its
        values one by one: few columns do, and all others stay quick.
        """
        while True:
            try:
                rows = self._decode(page)
                break
            except msgspec.ValidationError as error:
                if not self._loosen(str(error)):
                    return None
            except (msgspec.DecodeError, UnicodeDecodeError, ArithmeticError):
                return None
        return rows if self._tighten(rows) else None

    def _loosen(self, message: str) -> bool:
        """Read the column that msgspec complains about as text; False if that is no help."""
        match = _COLUMN_AT_FAULT.search(message)
        if match is None or match[1] in dict(self._loose):
            return False
        name = match[1]
        self._loose.append((name, METRIC_READERS[self._metrics[name]]))
        self._decode = self._decoder()
        return True

    def _tighten(self, rows: Sequence[Any]) -> bool:
        """Give the values of the loose columns their type; False when one is unreadable."""
        for name, read in self._loose:
            for row in rows:
                metrics = row.metrics
                value = getattr(metrics, name)
                if value is not None:
                    try:
                        setattr(metrics, name, read(value))
                    except Unreadable:
                        return False
        return True

    def _decoder(self) -> Callable[[Buffer], list[Any]]:
        loose = dict(self._loose)
        fields = [
            (name, str | None if name in loose else _TYPES[kind], None)
            for name, kind in self._metrics.items()
        ]
        dimensions = msgspec.defstruct(
            "Dimensions",
            [("object_id", _LONG_TEXT), ("day", str)],
            rename={"object_id": self._level_id or "advertiser_id", "day": "stat_time_day"},
        )
        row = msgspec.defstruct(
            "ReportRow",
            [("dimensions", dimensions), ("metrics", msgspec.defstruct("Metrics", fields))],
            gc=False,
        )
        rows: Any = list[row]  # type: ignore[valid-type]
        return msgspec.json.Decoder(rows, strict=False).decode

    def for_advertiser(self, injected: Mapping[str, str | None], time_extracted: str) -> Lines:
        """Return what turns the typed rows of one advertiser into lines."""
        head = _encode({"type": "RECORD", "stream": self._stream})[:-1] + b',"record":{'
        head += b'"advertiser_id":' + _encode(injected["advertiser_id"]) + b","
        if self._level_id is not None:
            head += _encode(self._level_id) + b":"
        rest = {name: injected[name] for name in ("advertiser_timezone", "currency")}
        tail = b',"time_extracted":' + _encode(time_extracted) + b"}\n"
        return Lines(head, _encode(rest)[1:-1] + b",", tail, has_id=self._level_id is not None)


class Lines:
    """Typed row -> RECORD line, for one advertiser."""

    def __init__(self, head: bytes, rest: bytes, tail: bytes, *, has_id: bool) -> None:
        """Keep the parts of a line that do not change."""
        self._head = head
        self._rest = rest
        self._tail = tail
        self._has_id = has_id
        self._days: dict[str, bytes] = {}

    def line(self, row: Any) -> bytes | None:
        """Return the RECORD line with its line end; None when a value needs a closer look."""
        metrics = _encode(row.metrics)
        # One letter is found much faster than a word, and numbers after "spend" have none.
        start = max(metrics.find(b'"spend":'), 0)
        if (metrics.find(_N, start) > 0 and b"NaN" in metrics) or (
            metrics.find(_I, start) > 0 and b"Infinity" in metrics
        ):
            return None
        dimensions = row.dimensions
        day = self._days.get(dimensions.day) or self._add_day(dimensions.day)
        if day is None:
            return None
        object_id = _encode(dimensions.object_id) if self._has_id else b""
        return b"".join((self._head, object_id, day, metrics[1:], self._tail))

    def _add_day(self, text: str) -> bytes | None:
        try:
            date = read_date(text)
        except Unreadable:
            return None
        if date is None:
            return None
        comma = b"," if self._has_id else b""
        day = comma + b'"stat_time_day":' + _encode(date) + b"," + self._rest
        self._days[text] = day
        return day
