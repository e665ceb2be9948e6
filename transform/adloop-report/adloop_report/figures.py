"""Rows of a dataset → the figures of a view, exactly: sums of decimals, ratios of sums."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from adloop_report.datasets import Cell, Dataset
    from adloop_report.views import Column, View

NOTHING: Final = "\N{EN DASH}"
"""How a figure is written that there is not."""

WITHOUT_CENTS: Final = frozenset(
    (
        *("BIF", "CLP", "COP", "DJF", "GNF", "HUF", "IDR", "ISK", "JPY", "KMF"),
        *("KRW", "PYG", "RWF", "TWD", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"),
    )
)
"""Currencies whose amounts are usually written without decimals."""

Value = str | Fraction | None


@dataclass(frozen=True)
class Choice:
    """What the reader chose to see; an empty text means all. Days are included at both ends."""

    currency: str = ""
    advertiser: str = ""
    first_day: str = ""
    last_day: str = ""

    def takes(self, row: Mapping[str, Cell]) -> bool:
        """Whether a row belongs to the choice; one that does not say so belongs to all."""
        day = row.get("day")
        return (
            (not self.currency or row.get("currency") in {None, self.currency})
            and (not self.advertiser or row.get("advertiser_id") in {None, self.advertiser})
            and (day is None or not self.first_day or str(day) >= self.first_day)
            and (day is None or not self.last_day or str(day) <= self.last_day)
        )


@dataclass(frozen=True)
class Figures:
    """One row of a view: the values of its columns, and how they are written."""

    values: Mapping[str, Value]
    texts: Mapping[str, str]


def evaluate(
    view: View,
    dataset: Dataset,
    choice: Choice,
    names: Mapping[str, Mapping[str, str]],
) -> list[Figures]:
    """Return the rows of a view, in its order; one row of all where it does not group."""
    groups: dict[tuple[Cell, ...], list[Mapping[str, Cell]]] = {} if view.group else {(): []}
    for row in dataset.as_mappings():
        if choice.takes(row):
            groups.setdefault(tuple(row.get(key) for key in view.group), []).append(row)
    found = [_figures(view, rows, choice.currency, names) for rows in groups.values() if rows]
    return in_order(view, found)


def in_order(view: View, rows: Iterable[Figures]) -> list[Figures]:
    """Rows in the order of their view; those without a value come last, equals keep their order."""
    rows = list(rows)
    known = [row for row in rows if row.values[view.order] is not None]
    unknown = [row for row in rows if row.values[view.order] is None]
    known.sort(key=lambda row: row.values[view.order], reverse=view.is_descending)  # type: ignore[arg-type,return-value] # of one kind
    return known + unknown


def _figures(
    view: View,
    rows: Sequence[Mapping[str, Cell]],
    currency: str,
    names: Mapping[str, Mapping[str, str]],
) -> Figures:
    values = {column.key: _value(column, rows, names) for column in view.columns}
    texts = {
        column.key: written(values[column.key], column.kind, currency) for column in view.columns
    }
    return Figures(values, texts)


def _value(
    column: Column, rows: Sequence[Mapping[str, Cell]], names: Mapping[str, Mapping[str, str]]
) -> Value:
    first = column.of[0]
    if column.how == "group":
        value = rows[-1].get(first)
        return Fraction(value) if isinstance(value, int) else value
    if column.how == "name":
        key = _text(rows[-1].get(first))
        return None if key is None else names.get(column.of[1], {}).get(key, key)
    if column.how == "text":
        return next(
            (_text(row[first]) for row in reversed(rows) if row.get(first) is not None), None
        )
    return _of_sums(column.how, [_sum(rows, key) for key in column.of])


def _of_sums(how: str, sums: Sequence[Fraction | None]) -> Fraction | None:
    if how == "sum":
        return sums[0]
    first, second = sums
    if first is None or second is None:
        return None
    if how == "difference":
        return first - second
    return first / second if second else None


def _text(cell: Cell) -> str | None:
    return None if cell is None else str(cell)


def _sum(rows: Sequence[Mapping[str, Cell]], key: str) -> Fraction | None:
    there = [Decimal(value) for row in rows if (value := row.get(key)) is not None]
    return Fraction(sum(there, Decimal(0))) if there else None


def written(value: Value, kind: str, currency: str = "") -> str:
    """Return how a figure is written: money with all decimals it has, ratios rounded half up."""
    if value is None:
        return NOTHING
    if isinstance(value, str):
        return value
    if kind == "money":
        return _exactly(value, 0 if currency in WITHOUT_CENTS else 2)
    if kind == "count":
        return _exactly(value, 0)
    if kind == "percent":
        return _rounded(value * 100, 1) + " %"
    return _rounded(value, 2)


def _exactly(value: Fraction, least: int) -> str:
    """All decimals that there are, `least` at least; a quotient that never ends is rounded."""
    for digits in range(least, 13):
        if (value * 10**digits).denominator == 1:
            return _rounded(value, digits)
    return _rounded(value, least)


def _rounded(value: Fraction, digits: int) -> str:
    sign = "-" if value < 0 else ""
    whole = floor(abs(value) * 10**digits + Fraction(1, 2))
    integer, decimals = divmod(whole, 10**digits)
    grouped = f"{integer:,}"
    sign = sign if whole else ""
    return f"{sign}{grouped}.{decimals:0{digits}d}" if digits else f"{sign}{grouped}"
