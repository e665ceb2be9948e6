"""What a store keeps of one day of an advertiser in a stream."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from decimal import Decimal

NO_DAY: Final = ""
"""The day of rows that have none: objects, and reports of a lifetime."""


class Kept(NamedTuple):
    """What the store keeps of one day: packed digests, and the sums of all rows if known."""

    digests: bytes
    spend: Decimal | None = None
    conversions: Decimal | None = None
