"""Amounts below a cent: what makes rounded rows add up to a little more or less than their sum.

A pure function too. An ad's own amount still rounds to the cents that it has without fractions, so
that only rows above it change.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.emulator.catalogue.metric import Basis

if TYPE_CHECKING:
    from datetime import date

    from tests.emulator.dataset.objects import Ad

MONEY = frozenset({Basis.SPEND, Basis.WEB_VALUE, Basis.APP_VALUE})
PER_CENT = 1_000
LARGEST = PER_CENT // 2 - 1

_MASK = (1 << 64) - 1


def with_fraction(cents: int, ad: Ad, day: date, basis: Basis) -> int:
    """An ad's amount of a day in 1/1,000 cents, less than half a cent away from `cents`."""
    if not cents:
        return 0
    mixed = (ad.key ^ (day.toordinal() * 31 + basis) * 0xC2B2AE3D27D4EB4F) * 0x9E3779B97F4A7C15
    return cents * PER_CENT + ((mixed & _MASK) >> 32) % (2 * LARGEST + 1) - LARGEST


def rounded(amount: int) -> int:
    """Whole cents of an amount in 1/1,000 cents, half a cent upwards."""
    return (amount + PER_CENT // 2) // PER_CENT
