"""What the page shows before the reader chooses: everything, in one currency."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from adloop_report.figures import Choice

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adloop_report.datasets import Cell
    from adloop_report.sources import Collected


def currencies(collected: Collected) -> list[str]:
    """Return the currencies that anything on the page is in, by name."""
    return sorted(_rows_by_currency(collected))


def everything(collected: Collected) -> Choice:
    """Return the choice of all days and advertisers, in the currency of most days."""
    most_common = sorted(_rows_by_currency(collected).items(), key=lambda one: (-one[1], one[0]))
    days = sorted(str(day) for day in _cells(collected, "day") if day is not None)
    return Choice(
        currency=most_common[0][0] if most_common else "",
        first_day=days[0] if days else "",
        last_day=days[-1] if days else "",
    )


def _rows_by_currency(collected: Collected) -> Counter[str]:
    return Counter(str(one) for one in _cells(collected, "currency") if one is not None)


def _cells(collected: Collected, column: str) -> Iterator[Cell]:
    """The cells of a column in the datasets of spend, orders and reconciliation."""
    for name in ("days", "blended", "reconciliation"):
        dataset = collected.datasets[name]
        if column in dataset.columns:
            place = dataset.columns.index(column)
            yield from (row[place] for row in dataset.rows)
