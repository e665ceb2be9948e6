"""Applies a filter's type to a value: numbers and times by order, texts by membership."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.emulator.report.filtering import ReportFilter

Value = TypeVar("Value", str, Decimal)


def holds(condition: ReportFilter, value: Value, read: Callable[[str], Value]) -> bool:
    """Whether `value` meets the condition, whose values `read` turns into its kind."""
    wanted = [read(text) for text in condition.values]
    type_ = condition.type
    if type_ in {"IN", "CONTAIN_ANY_OF"}:
        return value in wanted
    if type_ == "NOT_IN":
        return value not in wanted
    if type_ == "MATCH":
        return str(wanted[0]).replace("%", "").lower() in str(value).lower()
    if type_ in {"BETWEEN", "RANGE"}:
        return wanted[0] <= value <= wanted[1]
    return {
        "GREATER_EQUAL": value >= wanted[0],
        "GREATER_THAN": value > wanted[0],
        "LOWER_EQUAL": value <= wanted[0],
        "LOWER_THAN": value < wanted[0],
    }[type_]
