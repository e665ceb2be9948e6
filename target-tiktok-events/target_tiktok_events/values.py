"""A record's value -> id text, amount, truth or comparable text: pure, total functions.

Each function takes any JSON value (and Decimal, which JSON numbers with a fraction become) and
never raises.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

Number = int | float | Decimal

MAX_AMOUNT = 10**15
"""Above it a receiver that reads JSON numbers as doubles would lose cents."""
_MAX_DIGITS = 40
_MAX_INTEGER_BITS = 512

_TRUE = frozenset({"true", "t", "yes", "y", "1", "on", "granted"})
_FALSE = frozenset({"false", "f", "no", "n", "0", "off", "denied"})
_AMOUNT = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,2})?", re.ASCII)


def is_blank(value: object) -> bool:
    """Whether `value` is null or text without any character but white space."""
    return value is None or (isinstance(value, str) and not value.strip())


def text_of(value: object) -> str | None:
    """The text of an id: trimmed text, or a number with exactly its digits.

    A whole number that arrives with a fraction of zeros (`1001.0`, what data frames make of a
    column of ids with gaps) loses the fraction. None for everything that is no id: null, blank,
    a boolean, a list, an object, NaN, and floats too large to hold every digit.
    """
    if type(value) is str:
        return value.strip() or None
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return str(value) if value.bit_length() <= _MAX_INTEGER_BITS else None
    if isinstance(value, float):
        if not -(2**53) < value < 2**53:
            return None
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, Decimal):
        return _decimal_text(value)
    return value.strip() or None if isinstance(value, str) else None


def _decimal_text(value: Decimal) -> str | None:
    if not value.is_finite() or abs(value.adjusted()) > _MAX_DIGITS:
        return None
    if value == value.to_integral_value():
        return str(int(value))
    return format(value, "f")


def amount(value: object) -> Number | None:
    """A JSON number with the digits of `value`; None when it is no amount.

    Text must be a plain decimal number ("12.50"): thousands separators, currency signs and
    decimal commas mean different things in different countries, so they are no amount. The
    sign is kept; the caller decides about negative amounts. Not below minus or above plus 10^15.
    """
    if isinstance(value, bool):
        return None
    if type(value) is str:
        text = value.strip()
        if len(text) > _MAX_DIGITS or _AMOUNT.fullmatch(text) is None:
            return None
        value = Decimal(text)
    if isinstance(value, Decimal):
        if not value.is_finite() or len(str(value)) > _MAX_DIGITS:
            return None
        if value.is_signed() and value == 0:
            value = value.copy_abs()
    elif not isinstance(value, (int, float)):
        return None
    return value if -MAX_AMOUNT < value < MAX_AMOUNT else None


def quantity(value: object) -> Number | None:
    """Like `amount`, with whole numbers as int."""
    number = amount(value)
    if number is None or type(number) is int:
        return number
    whole = int(number)
    return whole if whole == number else number


def truth(value: object) -> bool | None:
    """What a flag column says; None when it says neither.

    True: true, 1, "true", "t", "yes", "y", "1", "on", "granted". False: false, 0, "false", "f",
    "no", "n", "0", "off", "denied". Case and white space around don't matter.
    """
    if isinstance(value, bool):
        return value
    text = text_of(value)
    if text is None:
        return None
    text = text.lower()
    return True if text in _TRUE else False if text in _FALSE else None


def comparable(value: object) -> str | None:
    """Text by which a rule compares values: 1, 1.0 and "1" are equal, true and "true" as well.

    None for null, and for what has no such text (an object, NaN).
    """
    if value is None or type(value) is str:
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal) and value.is_finite() and abs(value.adjusted()) <= _MAX_DIGITS:
        return format(value.normalize(), "f")
    return text_of(value)


def mapping_of(value: Any) -> Mapping[str, Any] | None:
    """`value` when it is an object, else None."""
    return value if isinstance(value, Mapping) else None
