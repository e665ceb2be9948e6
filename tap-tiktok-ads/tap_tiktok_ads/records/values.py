"""TikTok's value -> the value of a column: pure, one reader per kind of column.

A reader takes whatever JSON can hold and returns one JSON type or None. It raises
Unreadable for a value that would have to change to fit, so nothing is rounded or guessed.
"""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any, Final

_PLACEHOLDERS = frozenset({"", "-", "<5"})
"""What TikTok writes where there is no value; `<5` hides low volumes of search terms."""

_MOST_DIGITS = 300
"""Longer numbers fit neither a double nor a warehouse, and take long to convert."""

_TOO_LARGE: Final[int] = 10**_MOST_DIGITS

_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?([eE][+-]?\d{1,4})?", re.ASCII)
# Hours end at 23 here, so that hour 24 doesn't depend on what a Python's fromisoformat takes.
_MOMENT = re.compile(
    r"(\d{4}-\d\d-\d\d)"
    r"(?:[T ]((?:[01]\d|2[0-3]):\d\d:\d\d)(?:\.(\d+))?(Z|[+-]\d\d:?\d\d)?)?",
    re.ASCII,
)
_UNSET_DAY = "0000-00-00"
_UNIX_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_BIGINT = range(-(2**63), 2**63)
EXACT_IN_A_DOUBLE: Final = 2**53 - 1
"""Up to this a double holds every whole number."""
_SAFE_DIGITS = 18
"""So many digits are always a bigint."""

_BOOLEANS = {"true": True, "false": False, "1": True, "0": False}


class Unreadable(ValueError):
    """The value doesn't fit the column. It is not part of the message: it may be personal."""

    def __init__(self) -> None:
        super().__init__("the value does not fit the kind of its column")


def read_text(value: object) -> str | None:
    """Text of a scalar; compact JSON of a list or an object. Text is never changed."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, (bool, list, dict)):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)
    return str(value)


def read_metric_text(value: object) -> str | None:
    """Text of an attribute in a report, where a placeholder stands for no value."""
    text = read_text(value)
    return None if text in _PLACEHOLDERS else text


def read_number(value: object) -> int | Decimal | None:
    """The number with exactly the digits that TikTok sent; a float counts as its shortest text.

    A text is the number that Python's Decimal takes it for, so `1_000` is one; or its thousands
    are parted by commas. 1e300 and 1e-300 are unreadable, and what lies beyond.
    """
    if isinstance(value, str):
        # Digits with at most one point come nearly always, so they take the short way.
        digits = value.replace(".", "", 1)
        if digits.isdecimal() and digits.isascii() and len(digits) <= _MOST_DIGITS:
            return int(value) if len(digits) == len(value) else Decimal(value)
        if value == "-0":  # as the number -0 in JSON, which is an integer
            return 0
    number = _number(value)
    if number is not None and not is_bounded(number):
        raise Unreadable
    return number


def read_decimal(value: object) -> Decimal | None:
    """The same number, as one type."""
    number = read_number(value)
    return Decimal(number) if isinstance(number, int) else number


def is_bounded(number: int | Decimal) -> bool:
    """Whether JSON and a warehouse can hold the number."""
    if isinstance(number, Decimal):
        return number.is_finite() and abs(number.adjusted()) < _MOST_DIGITS
    return -_TOO_LARGE < number < _TOO_LARGE


def read_integer(value: object) -> int | None:
    """A whole number that fits a bigint. `12.0` is 12; `12.5` is unreadable, not rounded.

    What a double can't tell from a whole number is one.
    """
    if (
        isinstance(value, str)
        and len(value) <= _SAFE_DIGITS
        and value.isdecimal()
        and value.isascii()
    ):
        return int(value)
    number = _number(value)
    if number is None:
        return None
    if not -(2**64) < number < 2**64:  # so that the next line does not take long
        raise Unreadable
    whole = round(number)
    is_whole = whole == number or (abs(whole) <= EXACT_IN_A_DOUBLE and whole == float(number))
    if not is_whole or whole not in _BIGINT:
        raise Unreadable
    return whole


def read_boolean(value: object) -> bool | None:
    """True or false, also from 0, 1 and their texts, which older payloads hold."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        if value in _PLACEHOLDERS:
            return None
        if value.lower() in _BOOLEANS:
            return _BOOLEANS[value.lower()]
    elif (number := read_number(value)) in (0, 1):
        return bool(number)
    raise Unreadable


def read_time(value: object) -> str | None:
    """`YYYY-MM-DD HH:MM:SS`, UTC without saying so, or ISO 8601 -> RFC 3339 with Z."""
    match = _moment(value)
    if match is None:
        return None
    day, clock, fraction, offset = match.groups()
    offset = "+00:00" if offset in (None, "Z") else f"{offset[:3]}:{offset[-2:]}"
    micros = (fraction or "")[:6].ljust(6, "0")
    try:
        moment = datetime.fromisoformat(f"{day}T{clock or '00:00:00'}.{micros}{offset}")
        return _rfc3339(moment.astimezone(timezone.utc))
    except (ValueError, OverflowError):
        raise Unreadable from None


def read_epoch(value: object) -> str | None:
    """Unix seconds -> RFC 3339 with Z. 0 is unset. A date-time text is read as TIME is."""
    if isinstance(value, str) and _MOMENT.fullmatch(value):
        return read_time(value)
    seconds = read_integer(value)
    try:
        return _rfc3339(_UNIX_EPOCH + timedelta(seconds=seconds)) if seconds else None
    except OverflowError:
        raise Unreadable from None


def read_date(value: object) -> str | None:
    """The calendar day of `YYYY-MM-DD[ HH:MM:SS]` as written: no time zone is applied."""
    match = _moment(value)
    if match is None:
        return None
    try:
        return datetime.fromisoformat(match[1]).date().isoformat()
    except ValueError:
        raise Unreadable from None


def read_text_list(value: object) -> list[str] | None:
    """Texts. None and [] stay what they are; nulls inside are dropped; a scalar is one text."""
    values = _items(value)
    return None if values is None else [t for t in map(read_text, values) if t is not None]


def read_number_list(value: object) -> list[int | Decimal] | None:
    """Numbers, under the same rules as a list of texts."""
    values = _items(value)
    return None if values is None else [n for n in map(read_number, values) if n is not None]


def read_object(value: object) -> dict[str, Any] | None:
    """An object as it is. An empty list or text stands for none."""
    if isinstance(value, dict):
        return value
    if value is None or value in ("", []):
        return None
    raise Unreadable


def read_object_list(value: object) -> list[dict[str, Any]] | None:
    """Objects as they are; nulls inside are dropped; a single object becomes a list of one."""
    values = _items(value)
    return None if values is None else [o for o in map(read_object, values) if o is not None]


def _number(value: object) -> int | Decimal | None:
    """The number, however large; never NaN or infinite."""
    if isinstance(value, str):
        value = _number_of_text(value.strip())
    elif isinstance(value, float):
        value = Decimal(repr(value))
    if value is None:
        return None
    if isinstance(value, Decimal) and value.is_finite():
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise Unreadable


def _number_of_text(text: str) -> Decimal | None:
    if text in _PLACEHOLDERS or text.lower() == "null":
        return None
    try:
        return Decimal(text)
    except ArithmeticError:
        if not _THOUSANDS.fullmatch(text):
            raise Unreadable from None
        return Decimal(text.replace(",", ""))


def _moment(value: object) -> re.Match[str] | None:
    """The parts of a time or day; None when it is absent or TikTok's zero date."""
    if value is None:
        return None
    if not isinstance(value, str):
        raise Unreadable
    if value in _PLACEHOLDERS or value.startswith(_UNSET_DAY):
        return None
    match = _MOMENT.fullmatch(value)
    if match is None:
        raise Unreadable
    return match


def _rfc3339(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def _items(value: object) -> list[object] | None:
    """A list as it is, anything else as a list of one; empty text stands for no list."""
    if value is None or value == "":
        return None
    return value if isinstance(value, list) else [value]
