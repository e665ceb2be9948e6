"""A record's time as it was written -> an instant, the same on every Python version.

A time without an offset is a wall clock: whose, only the settings can say.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from typing import TYPE_CHECKING

from target_tiktok_events.mapping.values import signed_number

if TYPE_CHECKING:
    from decimal import Decimal

UTC = timezone.utc
_MAX_LENGTH = 64
_FIRST_MILLISECONDS = 10**11
"""As seconds this is the year 5138, as milliseconds March 1973."""
_FIRST_MICROSECONDS = 10**14
_END_OF_MICROSECONDS = 10**17
_FIRST_COMPACT_DATE, _END_OF_COMPACT_DATES = 1900_00_00, 2200_00_00
"""Whole numbers between may be a date such as 20261121; as seconds they are all in 1970."""
_HOUR, _SIXTY = r"(?:[01]\d|2[0-3])", r"[0-5]\d"
_TIME = re.compile(
    rf"(?P<date>\d{{4}}-\d{{2}}-\d{{2}})"
    rf"(?:[T ](?P<hour>{_HOUR}):(?P<minute>{_SIXTY})(?::(?P<second>{_SIXTY})(?:[.,]\d+)?)?"
    rf"\s*(?P<zone>Z|UTC|GMT|(?P<sign>[+-])(?P<hours>{_HOUR}):?(?P<minutes>{_SIXTY})?)?)?",
    re.ASCII | re.IGNORECASE,
)


def unix_seconds(value: object, zone: tzinfo = UTC) -> int | None:
    """Whole Unix seconds (UTC) of a value that `moment_of` reads; None for any other.

    A time without an offset is one in `zone`: of an hour that a clock shows twice the first
    counts, and one that it skips is read as if the clock had not been changed yet.
    """
    moment = moment_of(value)
    return seconds_of(moment, zone) if isinstance(moment, datetime) else moment


def moment_of(value: object) -> datetime | int | None:
    """The time that ISO 8601 text, a date, a number or a datetime stands for; None for all else.

    A datetime without zone where there is no offset, such as a date, which is its midnight;
    20261121 is a date, too, as text and as number. Whole Unix seconds for other numbers, also in
    text: seconds below 10^11, milliseconds below 10^14 and microseconds from there on.
    """
    if type(value) is str:
        text = value.strip()
        if len(text) > _MAX_LENGTH:
            return None
        if text[4:5] == "-" and text[7:8] == "-":
            moment = _quickly_read(text)
            return _carefully_read(text) if moment is None else moment
        return _number(text)
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime.combine(value, time())
    return _number(value)


def seconds_of(moment: datetime, zone: tzinfo) -> int | None:
    """Whole Unix seconds of a datetime, in `zone` if it has none; None if no clock can show it."""
    try:
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=zone, fold=0)
        return int(moment.timestamp())
    except (ValueError, OverflowError):
        return None


def _quickly_read(text: str) -> datetime | None:
    """The forms that fromisoformat reads alike since Python 3.10; others are left to the regex."""
    if text[-1] in "Zz":
        text = text[:-1] + "+00:00"
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _carefully_read(text: str) -> datetime | None:
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    offset = timedelta(hours=int(match["hours"] or 0), minutes=int(match["minutes"] or 0))
    clock = timedelta(
        hours=int(match["hour"] or 0),
        minutes=int(match["minute"] or 0),
        seconds=int(match["second"] or 0),
    )
    try:
        moment = datetime.fromisoformat(match["date"]) + clock
        if match["zone"] is None:
            return moment
        return (moment + offset if match["sign"] == "-" else moment - offset).replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def _number(value: object) -> datetime | int | None:
    number: int | Decimal | None = value if type(value) is int else signed_number(value)
    if number is None or not 0 <= number < _END_OF_MICROSECONDS:
        return None
    if _FIRST_COMPACT_DATE <= number < _END_OF_COMPACT_DATES:
        day = _compact_date(number)
        if day is not None:
            return day
    if number >= _FIRST_MICROSECONDS:
        number //= 10**6
    elif number >= _FIRST_MILLISECONDS:
        number //= 1000
    return int(number)


def _compact_date(number: int | Decimal) -> datetime | None:
    whole = int(number)
    if whole != number:
        return None
    year, rest = divmod(whole, 100_00)
    try:
        return datetime(year, *divmod(rest, 100))  # noqa: DTZ001 - the zone is the caller's
    except ValueError:
        return None
