"""Turns a row's numbers into the text that TikTok sends."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timezone
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from tests.emulator.catalogue.metric import (
    Absent,
    Basis,
    Column,
    Count,
    Formula,
    Money,
    Ratio,
    Text,
)
from tests.emulator.catalogue.metrics import METRICS
from tests.emulator.report.attribute_texts import ABSENT, ATTRIBUTES, LIST_ATTRIBUTES
from tests.emulator.report.measure import Numbers

if TYPE_CHECKING:
    from tests.emulator.report.groups import Group

Value = str | list[str]

EPOCH = datetime.fromtimestamp(0, timezone.utc)
"""Stands for the instant where no attribute is written."""


class Style(NamedTuple):
    """How money is written: 2 or 3 decimals, or none in reports over several advertisers.

    With `cent_fractions` ads have amounts below the cent, and each row is rounded by itself.
    """

    money_decimals: int = 2
    cent_fractions: bool = False


class Subject(NamedTuple):
    """What a row is about; no group for totals. `deep`: its ads have a secondary goal."""

    group: Group | None
    now: datetime
    deep: bool


Renderer = Callable[[Numbers, Subject], Value]


class Plan:
    """The columns that some metrics need, and how each metric is written from them."""

    def __init__(self, metrics: Sequence[str], style: Style, extra: Sequence[str] = ()) -> None:
        self._style = style
        needed = dict.fromkeys(
            column for name in (*metrics, *extra) for column in _columns(METRICS[name].formula)
        )
        self.columns: tuple[Column, ...] = tuple(needed)
        self._at = {column: i for i, column in enumerate(self.columns)}
        self._renderers = [(name, self._renderer(name)) for name in metrics]

    def render(self, numbers: Numbers, subject: Subject) -> dict[str, Value]:
        """The `metrics` object of a row."""
        return {name: render(numbers, subject) for name, render in self._renderers}

    def total(self, numbers: Numbers, now: datetime) -> dict[str, Value]:
        """The `total_metrics` object: what cannot be summed is `-`."""
        subject = Subject(None, now, deep=False)
        return {
            name: render(numbers, subject) if _summable(METRICS[name].formula) else ABSENT
            for name, render in self._renderers
        }

    def number(self, metric: str, numbers: Numbers) -> Decimal:
        """A metric as a number, to filter and order by."""
        text = self._renderer(metric)(numbers, Subject(None, EPOCH, deep=True))
        assert isinstance(text, str)
        return Decimal(0) if text == ABSENT else Decimal(text)

    def _renderer(self, name: str) -> Renderer:
        formula = METRICS[name].formula
        if isinstance(formula, Text):
            return _attribute(name)
        if isinstance(formula, Absent):
            return lambda _numbers, _subject: ABSENT
        write = self._number_renderer(formula)
        if any(column.basis is Basis.DEEP_RESULTS for column in _columns(formula)):
            return lambda numbers, subject: write(numbers) if subject.deep else ABSENT
        return lambda numbers, _: write(numbers)

    def _number_renderer(self, formula: Count | Money | Ratio) -> Callable[[Numbers], str]:
        if isinstance(formula, Count):
            at = self._at[formula.column]
            return lambda numbers: str(numbers[at])
        if isinstance(formula, Money):
            at, decimals = self._at[formula.column], self._style.money_decimals
            return lambda numbers: quotient(numbers[at], 100, decimals)
        return self._ratio_renderer(formula)

    def _ratio_renderer(self, ratio: Ratio) -> Callable[[Numbers], str]:
        top, bottom, scale, unit, decimals, money = ratio
        if money and decimals == 2:
            decimals = self._style.money_decimals
        at, below = self._at[top], self._at[bottom]
        return lambda numbers: quotient(numbers[at] * scale, numbers[below] * unit, decimals)


def quotient(top: int, bottom: int, decimals: int) -> str:
    """`top / bottom` rounded half up to decimals, never with an exponent; 0 over 0 is 0."""
    power = 10**decimals
    number = (2 * top * power + bottom) // (2 * bottom) if bottom else 0
    if not decimals:
        return str(number)
    whole, part = divmod(number, power)
    return f"{whole}.{part:0{decimals}d}"


def _columns(formula: Formula) -> tuple[Column, ...]:
    if isinstance(formula, (Count, Money)):
        return (formula.column,)
    return (formula.top, formula.bottom) if isinstance(formula, Ratio) else ()


def _summable(formula: Formula) -> bool:
    return bool(_columns(formula)) and all(
        column.basis not in {Basis.REACH, Basis.DEEP_RESULTS} for column in _columns(formula)
    )


def _attribute(name: str) -> Renderer:
    several = LIST_ATTRIBUTES.get(name)
    if several is not None:
        find = several
        return lambda _, subject: find(subject.group) if subject.group else ABSENT
    one = ATTRIBUTES[name]
    return lambda _, subject: one(subject.group, subject.now) if subject.group else ABSENT
