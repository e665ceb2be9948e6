"""Plain-text tables for people."""

from __future__ import annotations

import unicodedata
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

INDENT = "  "
CONTROL_PICTURES = {code: 0x2400 + code for code in range(0x20)} | {0x7F: 0x2421}


def table(
    head: Sequence[str], rows: Sequence[Sequence[object]], right: Collection[int] = ()
) -> str:
    """A table with a rule below its head.

    Columns of numbers and those whose places are in `right` stand right, the others left.
    """
    texts = [[_text(cell) for cell in row] for row in rows]
    columns = list(zip(head, *texts, strict=True))
    widths = [max(map(_width, column)) for column in columns]
    to_the_right = [
        place in right
        or (bool(rows) and all(isinstance(row[place], (int, Decimal)) for row in rows))
        for place in range(len(head))
    ]

    def line(cells: Sequence[str]) -> str:
        aligned = (
            _padding(cell, width) + cell if is_right else cell + _padding(cell, width)
            for cell, width, is_right in zip(cells, widths, to_the_right, strict=True)
        )
        return (INDENT + "  ".join(aligned)).rstrip()

    rule = INDENT + "  ".join("-" * width for width in widths)
    return "\n".join([line(head), rule, *map(line, texts)])


def _text(cell: object) -> str:
    """Thousands are grouped; money keeps its decimals; a line break is shown, not made."""
    if isinstance(cell, (int, Decimal)):
        return f"{cell:,}"
    return str(cell).translate(CONTROL_PICTURES)


def _padding(cell: str, width: int) -> str:
    """The blanks that make the cell as wide as its column."""
    return " " * (width - _width(cell))


def _width(text: str) -> int:
    """Columns of a terminal: two for East Asian characters and emoji, none for combining ones."""
    return sum(
        0
        if unicodedata.category(sign) in {"Mn", "Me", "Cf"}
        else 2
        if unicodedata.east_asian_width(sign) in {"W", "F"}
        else 1
        for sign in text
    )
