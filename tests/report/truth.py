"""What the page must say, added up from the hand-made rows without any of the report's code."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from tests.report.mart_rows import tables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tests.report.mart_rows import Row


def roas(level: str, *, currency: str = "EUR", where: Callable[[Row], bool] = bool) -> list[Row]:
    """The rows of a level in a currency."""
    return [
        row
        for row in tables()["roas_daily"]
        if row["level"] == level and row["currency"] == currency and where(row)
    ]


def total(rows: Iterable[Row], column: str) -> Decimal:
    """The sum of a column, nulls left aside."""
    return sum((Decimal(row[column]) for row in rows if row[column] is not None), Decimal(0))


def money(value: Decimal) -> str:
    """An amount as the page writes it; those of the rows have two decimals."""
    return f"{value:,.2f}"


def ratio(over: Decimal, under: Decimal) -> str:
    """A ratio as the page writes it."""
    return f"{(over / under).quantize(Decimal('0.01'), ROUND_HALF_UP):,}"
