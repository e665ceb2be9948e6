"""Plain-text tables for people."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

INDENT = "  "


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A table with a rule below its head; numbers stand right, everything else left."""
    texts = [[_text(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(head, *texts, strict=True)]
    right = [
        bool(column) and all(isinstance(cell, (int, Decimal)) for cell in column)
        for column in (list(zip(*rows, strict=True)) or [()] * len(head))
    ]

    def line(cells: Sequence[str]) -> str:
        aligned = (
            cell.rjust(width) if to_right else cell.ljust(width)
            for cell, width, to_right in zip(cells, widths, right, strict=True)
        )
        return (INDENT + "  ".join(aligned)).rstrip()

    rule = INDENT + "  ".join("-" * width for width in widths)
    return "\n".join([line(head), rule, *map(line, texts)])


def _text(cell: object) -> str:
    """Thousands are grouped; money keeps its decimals."""
    return f"{cell:,}" if isinstance(cell, (int, Decimal)) else str(cell)
