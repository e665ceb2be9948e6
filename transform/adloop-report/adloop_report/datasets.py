"""Rows as the page holds them: text, whole numbers, and decimals as the text of their digits."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timezone
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

Cell = str | int | None

_OFTEN: Final = 3
MOST_DECIMALS: Final = 12
"""What the page's script counts with; money has two to six."""


@dataclass(frozen=True)
class Dataset:
    """Rows with the same columns, embedded in the page once."""

    columns: tuple[str, ...]
    rows: list[tuple[Cell, ...]] = field(default_factory=list)

    def as_mappings(self) -> Iterator[Mapping[str, Cell]]:
        """Each row by its columns."""
        return (dict(zip(self.columns, row, strict=True)) for row in self.rows)

    def as_json(self) -> Mapping[str, Any]:
        """For the page: rows as lists, and of texts that come often their place in a list of them.

        Names of columns and ids would be most of the page.
        """
        texts = {
            name: places
            for place, name in enumerate(self.columns)
            if (places := _places(row[place] for row in self.rows)) is not None
        }
        coded = [texts.get(name) for name in self.columns]
        rows = [
            [one if places is None or one is None else places[one] for one, places in cells]
            for cells in (zip(row, coded, strict=True) for row in self.rows)
        ]
        return {
            "columns": self.columns,
            "texts": {name: [*places] for name, places in texts.items()},
            "rows": rows,
        }


def _places(cells: Iterable[Cell]) -> dict[Cell, int] | None:
    """The place of each text of a column, where it holds texts that come often."""
    counts = Counter(one for one in cells if one is not None)
    is_text = all(isinstance(one, str) for one in counts)
    comes_often = counts.total() > _OFTEN * len(counts)
    return {one: place for place, one in enumerate(counts)} if is_text and comes_often else None


def dataset(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> Dataset:
    """Make a dataset of rows; what a row lacks is null."""
    return Dataset(tuple(columns), [tuple(cell(row.get(name)) for name in columns) for row in rows])


def cell(value: Any) -> Cell:
    """Return a value of the database as the page holds it, without loss.

    Days are ISO dates, instants ISO in UTC to the second, truth is 1 or 0.
    """
    if value is None:
        return None
    if isinstance(value, bool | int):
        return int(value)
    if isinstance(value, Decimal | float):
        return _digits(Decimal(str(value)))
    if isinstance(value, datetime):
        zoned = value if value.tzinfo else value.replace(tzinfo=timezone.utc)
        return zoned.astimezone(timezone.utc).strftime("%Y-%m-%d %H:%M:%S")
    return value.isoformat() if isinstance(value, date) else str(value)


def _digits(value: Decimal) -> str | None:
    """Without an exponent and without zeros at the end; not a number and infinity are null."""
    if not value.is_finite():
        return None
    digits = f"{value:.{MOST_DECIMALS}f}"
    return digits.rstrip("0").rstrip(".")
