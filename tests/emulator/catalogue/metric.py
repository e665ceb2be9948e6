"""What a metric of a report is made of."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple
from zlib import crc32

WHOLE = 10_000


class Basis(IntEnum):
    """The positions of an ad's facts of one day. Money is in cents, watch time in 1/100 s."""

    SPEND = 0
    IMPRESSIONS = 1
    CLICKS = 2
    PLAYS = 3
    WATCH_TIME = 4
    CONVERSIONS = 5
    CONVERSIONS_NOW = 6
    RESULTS = 7
    RESULTS_NOW = 8
    DEEP_RESULTS = 9
    WEB_VISITS = 10
    WEB_PURCHASES = 11
    WEB_VALUE = 12
    INSTALLS = 13
    INSTALLS_NOW = 14
    APP_PURCHASES = 15
    APP_VALUE = 16
    REACH = 17


class Column(NamedTuple):
    """A summable number: a share, in 1/10,000, of an ad's fact of one day, rounded down."""

    basis: Basis
    share: int = WHOLE


class Count(NamedTuple):
    """A whole number."""

    column: Column


class Money(NamedTuple):
    """An amount in the advertiser's currency."""

    column: Column


class Ratio(NamedTuple):
    """`top * scale / (bottom * unit)`, rounded to decimals; 0 when the bottom is 0."""

    top: Column
    bottom: Column
    scale: int = 1
    unit: int = 1
    decimals: int = 2
    money: bool = False


class Text(NamedTuple):
    """An attribute of the object that a row is about."""

    levels: frozenset[str]
    is_list: bool = False


class Absent(NamedTuple):
    """A metric that never applies here: always `-`."""


Formula = Count | Money | Ratio | Text | Absent


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric by name. `audience`: the AUDIENCE report takes it too."""

    name: str
    formula: Formula
    audience: bool = False

    @property
    def is_attribute(self) -> bool:
        """Whether it describes an object instead of counting something."""
        return isinstance(self.formula, Text)


SPEND = Column(Basis.SPEND)
IMPRESSIONS = Column(Basis.IMPRESSIONS)
CLICKS = Column(Basis.CLICKS)


def cost_per(column: Column, decimals: int = 2) -> Ratio:
    """Amount spent per piece."""
    return Ratio(SPEND, column, 1, 100, decimals, money=True)


def value_per(value: Column, column: Column) -> Ratio:
    """Amount earned per piece."""
    return Ratio(value, column, 1, 100, money=True)


def percent(top: Column, bottom: Column) -> Ratio:
    """A rate in percent points."""
    return Ratio(top, bottom, 100)


def roas(value: Column) -> Ratio:
    """Amount earned per amount spent."""
    return Ratio(value, SPEND)


def share_of(name: str, lowest: int = 300, highest: int = 5_000) -> int:
    """A share that depends on the name alone, so that every metric has numbers of its own."""
    return lowest + crc32(name.encode()) % (highest - lowest)
