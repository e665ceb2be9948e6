"""What tells the rows of a report apart, and what they add up to."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

import msgspec

from tap_tiktok_ads.records.values import is_bounded

if TYPE_CHECKING:
    from collections.abc import Hashable

    from tap_tiktok_ads.records.report_rows import ReportRow

_NOTHING: Final = Decimal(0)


def key_of(row: ReportRow) -> Hashable:
    """Return what tells a row from all others of its advertiser: id and time."""
    return row.dimensions.object_id, row.dimensions.time


def key_with_breakdowns(row: ReportRow) -> Hashable:
    """Return what tells a row from all others of its advertiser where it has breakdowns."""
    return msgspec.structs.astuple(row.dimensions)


def key_of_an_hour(row: ReportRow) -> Hashable:
    """Return what tells a row of an hour from all others of its advertiser.

    Where clocks are put back two rows have the same dimensions, so what they say counts too.
    """
    return key_with_breakdowns(row), msgspec.json.encode(row.metrics)


def amounts_of(row: ReportRow) -> tuple[str, Decimal, int]:
    """Return the day of a row as text, its spend in the advertiser's currency, its impressions.

    What is absent or out of bounds is 0.
    """
    spend = row.metrics.spend
    if spend is None or not is_bounded(spend):
        spend = _NOTHING
    return row.dimensions.time or "", spend, row.metrics.impressions or 0
