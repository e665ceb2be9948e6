"""Numbers as text: plain digits, exactly those that TikTok sent, if a warehouse can hold them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tap_tiktok_ads.records.values import Unreadable, is_bounded, read_decimal
from tap_tiktok_ads.singer.decimals import PRECISION, SCALE

if TYPE_CHECKING:
    from decimal import Decimal

_MOST_WHOLE_DIGITS: Final = PRECISION - SCALE
"""A loader stops at a number with more digits before its point."""


def decimal_text(number: Decimal) -> str:
    """Return the digits of a number, without exponent: 1E+3 is `1000`, 12.50 is `12.50`.

    Digits behind the point are kept, also more than SCALE: rounding them is the loader's.

    Raises:
        Unreadable: it is no number, or has more digits before the point than a warehouse holds.
    """
    if not is_bounded(number) or number.adjusted() >= _MOST_WHOLE_DIGITS:
        raise Unreadable
    text = str(number)
    return f"{number:f}" if "E" in text else text


def read_decimal_text(value: object) -> str | None:
    """Return TikTok's number as such a text; None where `read_number` gives None.

    Raises:
        Unreadable: it is no number, or too large a one.
    """
    number = read_decimal(value)
    return None if number is None else decimal_text(number)
