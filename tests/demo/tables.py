"""Plain-text tables for people."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

INDENT = "  "


def table(
    head: Sequence[str], rows: Sequence[Sequence[object]], right: Collection[int] = ()
) -> str:
    """A table with a rule below its head.

    Columns of numbers and those whose places are in `right` stand right, the others left.
    """
    texts = [[_text(cell) for cell in row] for row in rows]
    columns = list(zip(head, *texts, strict=True))
    widths = [max(map(len, column)) for column in columns]
    to_the_right = [
        place in right
        or (bool(rows) and all(isinstance(row[place], (int, Decimal)) for row in rows))
        for place in range(len(head))
    ]

    def line(cells: Sequence[str]) -> str:
        aligned = (
            cell.rjust(width) if is_right else cell.ljust(width)
            for cell, width, is_right in zip(cells, widths, to_the_right, strict=True)
        )
        return (INDENT + "  ".join(aligned)).rstrip()

    rule = INDENT + "  ".join("-" * width for width in widths)
    return "\n".join([line(head), rule, *map(line, texts)])


def _text(cell: object) -> str:
    """Thousands are grouped; money keeps its decimals."""
    return f"{cell:,}" if isinstance(cell, (int, Decimal)) else str(cell)
