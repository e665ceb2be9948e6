"""A value as one subtraction of columns: `total_price - total_tax`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from target_tiktok_events.mapping.paths import Getter, compile_path
from target_tiktok_events.mapping.values import is_blank, signed_number

if TYPE_CHECKING:
    from collections.abc import Mapping

MINUS = " - "
"""Between the two columns of a subtraction; the blanks tell it from a minus in a name."""
_MINUS = re.compile(r"\s+-\s+")
_LARGEST_EXPONENT = 40
"""Beyond it a number is no amount of money, and its difference might not be a number at all."""


def operands_of(text: str) -> tuple[str, str] | None:
    """The two columns or JSONPaths of a subtraction; None for any other text.

    A minus within the brackets of a JSONPath is part of it.
    """
    if not isinstance(text, str) or "-" not in text:
        return None
    parts = _MINUS.split(text.strip())
    if len(parts) != len("ab") or not all(parts) or _is_in_brackets(*parts):
        return None
    return parts[0], parts[1]


def _is_in_brackets(before: str, after: str) -> bool:
    """Whether what stands between the two texts is inside the brackets of a JSONPath."""
    return before.count("[") > before.count("]") and after.count("]") > after.count("[")


def difference(text: str, setting: str) -> Getter | None:
    """Finds the difference of two columns, exact; None when `text` is no subtraction.

    The getter gives None where the first column is empty; an empty second one counts as 0. What
    is no number is given as it is, so that it is judged like any other value of the column.

    Raises:
        SettingError: a path can't be read; the text names `setting`.
    """
    operands = operands_of(text)
    if operands is None:
        return None
    find_whole, find_part = (compile_path(operand, setting) for operand in operands)

    def find(record: Mapping[str, Any]) -> Any:
        if text in record:
            return record[text]
        whole, part = find_whole(record), find_part(record)
        if is_blank(whole) or is_blank(part):
            return whole
        first, second = signed_number(whole), signed_number(part)
        if first is None or first.adjusted() > _LARGEST_EXPONENT:
            return whole
        if second is None or second.adjusted() > _LARGEST_EXPONENT:
            return part
        return first - second

    return find
