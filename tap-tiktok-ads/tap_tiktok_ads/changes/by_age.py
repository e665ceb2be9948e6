"""How late rows change: per age of their day, how many did, and by how much."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal


@dataclass(slots=True)
class Changes:
    """What changed on the days of one age, in days: 0 is the day on which they are read.

    `rows` were compared, `rows_changed` of them had other content or are new. `spend`, in the
    advertiser's currency, and `conversions` are what the days have more than before, or less;
    None where the rows do not say it.
    """

    rows: int = 0
    rows_changed: int = 0
    spend: Decimal | None = None
    conversions: Decimal | None = None

    def add(self, other: Changes) -> None:
        """Add those of another day."""
        self.rows += other.rows
        self.rows_changed += other.rows_changed
        self.spend = _sum(self.spend, other.spend)
        self.conversions = _sum(self.conversions, other.conversions)


def as_rows(by_age: Mapping[int, Changes]) -> list[dict[str, Any]]:
    """Return the changes by age as JSON objects, the youngest days first."""
    return [
        {
            "age": age,
            "rows": one.rows,
            "rows_changed": one.rows_changed,
            "spend": _number(one.spend),
            "conversions": _number(one.conversions),
        }
        for age, one in sorted(by_age.items())
    ]


def _sum(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    if one is None or other is None:
        return other if one is None else one
    return one + other


def _number(number: Decimal | None) -> float | None:
    """Return a difference as JSON's number: a sum to be looked at, not to be booked."""
    return None if number is None else float(number)
