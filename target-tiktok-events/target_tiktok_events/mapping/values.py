"""A record's value -> id text, amount, truth or comparable text: pure, total functions.

Each function takes any JSON value (and Decimal, which JSON numbers with a fraction become) and
never raises.
"""

from __future__ import annotations

import re
from decimal import Decimal

Number = int | float | Decimal

_AMOUNT_DIGITS = 15
"""Before the point; with more, a receiver that reads JSON numbers as doubles loses cents."""
_MAX_DIGITS = 40
_CENTS = Decimal("0.01")
_MAX_INTEGER = 10**_MAX_DIGITS
_EXACT_FLOATS = 2**53
"""From here on a float can't tell neighbouring whole numbers apart."""

_SHOPIFY_ID = "gid://shopify/"

_TRUE = frozenset({"true", "t", "yes", "y", "1", "on", "granted"})
_WRITTEN_TRUE = frozenset({"true", "t", "1"})
_FALSE = frozenset({"false", "f", "no", "n", "0", "off", "denied"})
_AMOUNT = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,2})?", re.ASCII)


def is_blank(value: object) -> bool:
    """Whether `value` is null or text without any character but white space."""
    return value is None or (isinstance(value, str) and not value.strip())


def is_zero(value: object) -> bool:
    """Whether an id is 0 or false: WooCommerce writes them for no variation and for no SKU."""
    return value is not None and (not value or value == "0")


def text_of(value: object) -> str | None:
    """The text of an id: trimmed text, or a number with exactly its digits.

    A whole number that arrives with a fraction of zeros (`1001.0`, what data frames make of a
    column of ids with gaps) loses the fraction. Of a global id of Shopify's GraphQL API
    (`gid://shopify/Order/1001`) the number counts, which its REST API and its pixels know. None
    for everything that is no id: null, blank, a boolean, a list, an object, NaN, and floats too
    large to hold every digit.
    """
    if isinstance(value, str):
        text = value.strip()
        if text.startswith(_SHOPIFY_ID):
            text = text.rpartition("/")[2].partition("?")[0]
        return text or None
    if type(value) is int:
        return str(value) if -_MAX_INTEGER < value < _MAX_INTEGER else None
    return None if value is None else _fraction_text(value)


def _fraction_text(value: object) -> str | None:
    if isinstance(value, float):
        if not -_EXACT_FLOATS < value < _EXACT_FLOATS:
            return None
        return str(int(value)) if value.is_integer() else repr(value)
    if not isinstance(value, Decimal):
        return None
    if not value.is_finite() or abs(value.adjusted()) > _MAX_DIGITS:
        return None
    if value == value.to_integral_value():
        return str(int(value))
    return format(value, "f")


def amount(value: object) -> Number | None:
    """A JSON number with the digits of `value`, from 0 to below 10^15; None for all else.

    Text must be a plain decimal number ("12.50"): thousands separators, currency signs and
    decimal commas mean different things in different countries, so they are no amount.
    """
    if type(value) is str:
        text = value.strip()
        if len(text) > _MAX_DIGITS or _AMOUNT.fullmatch(text) is None:
            return None
        value = Decimal(text)
    if isinstance(value, Decimal):
        # adjusted() is the exponent of the first digit: cheaper than to compare with 10^15.
        if not value.is_finite() or value.adjusted() >= _AMOUNT_DIGITS:
            return None
        if value.is_signed():
            return None if value else value.copy_abs()
        # Cents are the usual case, and few digits then: quicker to see than to count.
        is_short = value.same_quantum(_CENTS) or len(str(value)) <= _MAX_DIGITS
        return value if is_short else None
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return value if 0 <= value < 10**_AMOUNT_DIGITS else None
    return None


def signed_number(value: object) -> Decimal | None:
    """The number that `value` is or holds as text, of either sign; None for all else.

    Read like `amount`, but no size is too large to be compared.
    """
    if isinstance(value, str):
        text = value.strip()
        if len(text) > _MAX_DIGITS or _AMOUNT.fullmatch(text) is None:
            return None
        return Decimal(text)
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        return None
    if isinstance(value, int):
        return Decimal(value)
    number = value if isinstance(value, Decimal) else Decimal(repr(value))
    return number if number.is_finite() else None


def is_negative(value: object) -> bool:
    """Whether `value` is a number, or the text of one, below zero."""
    if isinstance(value, str):
        return value.strip()[:1] == "-" and bool(amount(value.strip()[1:]))
    if isinstance(value, Decimal):
        return value.is_finite() and value < 0
    return isinstance(value, (int, float)) and value < 0


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


def is_true(value: object) -> bool:
    """Whether a flag is true as databases and files write it: true, 1, "true", "t", "1".

    Other words, such as "yes" or "on", may answer another question. Case and white space around
    don't matter.
    """
    if isinstance(value, bool):
        return value
    text = text_of(value)
    return text is not None and text.lower() in _WRITTEN_TRUE


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
