"""Report row: decoded once, into one type, whatever its values look like.

A report has millions of rows, so its JSON is decoded straight into structs that are made from the
columns. Where a value does not fit its type, the row is read value by value into the same structs,
and the reading means the same. So nothing that comes after asks how a row was read.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Final, Protocol

import msgspec

from tap_tiktok_ads.records.by_kind import REPORTED, remembered
from tap_tiktok_ads.records.decimal_texts import decimal_text
from tap_tiktok_ads.records.values import (
    EXACT_IN_A_DOUBLE,
    Unreadable,
    is_bounded,
    read_metric_text,
    read_text,
)
from tap_tiktok_ads.schemas.column import Kind
from tap_tiktok_ads.tiktok.rows import decode_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from tap_tiktok_ads.reports.report import Report
    from tap_tiktok_ads.schemas.column import Column
    from tap_tiktok_ads.tiktok.rows import RawRow

_COUNT = Annotated[int, msgspec.Meta(ge=-EXACT_IN_A_DOUBLE, le=EXACT_IN_A_DOUBLE)]
# Placeholders ("-", "<5", "") are at most two characters long: such a text does not fit here.
_LONG_TEXT = Annotated[str, msgspec.Meta(min_length=3)]
_TYPES: Final[Mapping[Kind, Any]] = {
    Kind.ID: _LONG_TEXT | None,
    Kind.TEXT: _LONG_TEXT | None,
    Kind.NUMBER: Decimal | None,
    Kind.DECIMAL: Decimal | None,
    Kind.INTEGER: _COUNT | None,
}
"""What fits these types is read by msgspec, and means what `values` says. Other kinds are texts."""

_DOES_NOT_FIT: Final = (msgspec.DecodeError, UnicodeDecodeError, ArithmeticError)


class Dimensions(msgspec.Struct):
    """What a row is about: the text of the object's id, and of the time as TikTok writes it.

    The values of breakdowns are fields of their own names.
    """

    object_id: str | None
    time: str | None


class ReportRow(Protocol):
    """A row of a report.

    `metrics` is a struct with all columns of the stream, in their order. Those that are metrics
    are read; the others are None until `Completion` fills them in. `unreadable` names the
    metrics whose value did not fit, once per value.
    """

    dimensions: Dimensions
    metrics: Any
    unreadable: tuple[str, ...]


class ReportRowReader:
    """Reads the rows of one report."""

    def __init__(self, columns: Sequence[Column], report: Report) -> None:
        """Derive the types from the columns that are read, and from the report's dimensions."""
        self._id_dimension = report.id_dimension
        self._time_dimension = report.grain.dimension
        self._breakdowns = [column.name for column in report.breakdowns]
        self._added = [column.name for column in columns if not column.requested]
        self._kinds = {column.name: column.kind for column in columns if column.requested}
        by_kind = {kind: remembered(REPORTED, kind) for kind in set(self._kinds.values())}
        self._readings = {name: by_kind[kind] for name, kind in self._kinds.items()}
        self._numbers = [name for name, kind in self._kinds.items() if kind is Kind.NUMBER]
        self._decimals = [name for name, kind in self._kinds.items() if kind is Kind.DECIMAL]
        self._as_text = {name for name, kind in self._kinds.items() if kind not in _TYPES}
        self._dimensions, self._metrics, self._row = self._types()
        self._decode = self._decoder()

    def read(self, rows: Sequence[RawRow]) -> list[ReportRow]:
        """Read some rows; all values are what the columns promise.

        Raises:
            Rejected: one is no JSON object.
        """
        found = self.read_unbounded(rows)
        self.bound(found)
        return found

    def read_unbounded(self, rows: Sequence[RawRow]) -> list[ReportRow]:
        """Read some rows; a number can still be NaN, infinite or too long: see `bound`.

        A column that holds a placeholder or a short text is decoded as text from then on, and
        its values are looked up: few columns do, and all others stay quick.
        """
        decode = self._decode
        try:
            found = [decode(row) for row in rows]
        except _DOES_NOT_FIT:
            if self._loosen(rows):
                return self.read_unbounded(rows)
            return [self._read_one(row) for row in rows]
        if self._as_text:
            self._look_up(found)
        return found

    def bound(self, rows: Iterable[ReportRow]) -> None:
        """Make numbers None that JSON or a warehouse can't hold."""
        for row in rows:
            for name in self._numbers:
                number = getattr(row.metrics, name)
                # A column that is in no record may hold UNSET by now.
                if isinstance(number, Decimal) and not is_bounded(number):
                    setattr(row.metrics, name, None)
                    row.unreadable += (name,)

    def write_decimals(self, rows: Iterable[ReportRow]) -> None:
        """Make texts of the numbers of DECIMAL columns; None of those that are too large."""
        if not self._decimals:
            return
        for row in rows:
            for name in self._decimals:
                number = getattr(row.metrics, name)
                if isinstance(number, Decimal):
                    try:
                        setattr(row.metrics, name, decimal_text(number))
                    except Unreadable:
                        setattr(row.metrics, name, None)
                        row.unreadable += (name,)

    def _loosen(self, rows: Sequence[RawRow]) -> bool:
        """Decode the columns whose texts here do not fit as texts; False if there is none."""
        metrics = [_object(row.get("metrics")) for row in decode_rows(rows)]
        found = {
            name
            for name, kind in self._kinds.items()
            if name not in self._as_text
            and any(_needs_look_up(one.get(name), kind) for one in metrics)
        }
        if found:
            self._as_text |= found
            self._decode = self._decoder()
        return bool(found)

    def _look_up(self, rows: Iterable[ReportRow]) -> None:
        """Read the columns that were decoded as texts."""
        for name in self._as_text:
            readings = self._readings[name]
            for row in rows:
                try:
                    setattr(row.metrics, name, readings[getattr(row.metrics, name)])
                except Unreadable:
                    setattr(row.metrics, name, None)
                    row.unreadable += (name,)

    def _read_one(self, raw: RawRow) -> ReportRow:
        try:
            row = self._decode(raw)
        except _DOES_NOT_FIT:
            return self._read_by_value(raw)
        self._look_up([row])
        return row

    def _read_by_value(self, raw: RawRow) -> ReportRow:
        (row,) = decode_rows([raw])
        dimensions, values = _object(row.get("dimensions")), _object(row.get("metrics"))
        time = dimensions.get(self._time_dimension or "")
        metrics, unreadable = self._metrics(), []
        for name, kind in self._kinds.items():
            try:
                setattr(metrics, name, REPORTED[kind](values.get(name)))
            except Unreadable:
                unreadable.append(name)
        about = self._dimensions(
            object_id=read_metric_text(dimensions.get(self._id_dimension)),
            time=time if isinstance(time, str) else None,
            **{name: read_text(dimensions.get(name)) for name in self._breakdowns},
        )
        read: ReportRow = self._row(about, metrics, tuple(unreadable))
        return read

    def _types(self) -> tuple[Any, Any, Any]:
        """Make the structs of a row: what it is about, its metrics, and both.

        No struct can be part of a cycle, so the garbage collector need not look at them.
        """
        time: Any = ("time", str) if self._time_dimension else ("time", None, None)
        breakdowns = [(name, str | None, None) for name in self._breakdowns]
        dimensions = msgspec.defstruct(
            "Dimensions",
            [("object_id", _LONG_TEXT), time, *breakdowns],
            rename={"object_id": self._id_dimension, "time": self._time_dimension or "time"},
            gc=False,
        )
        added = [(name, str | None, None) for name in self._added]
        read = [
            (name, str | None if name in self._as_text else _TYPES[kind], None)
            for name, kind in self._kinds.items()
        ]
        metrics = msgspec.defstruct("Record", [*added, *read], gc=False)
        row = msgspec.defstruct(
            "ReportRow",
            [
                ("dimensions", dimensions),
                ("metrics", metrics),
                ("unreadable", tuple[()], ()),  # nothing of TikTok's fits
            ],
            gc=False,
        )
        return dimensions, metrics, row

    def _decoder(self) -> Callable[[RawRow], ReportRow]:
        row = self._types()[-1]
        return msgspec.json.Decoder(row, strict=False).decode


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _needs_look_up(value: Any, kind: Kind) -> bool:
    """Say whether it is a text that does not fit. What is no text fits nowhere else either."""
    if not isinstance(value, str):
        return False
    try:
        msgspec.convert(value, _TYPES[kind], strict=False)
    except (msgspec.ValidationError, UnicodeEncodeError, ArithmeticError):
        return True
    return False
