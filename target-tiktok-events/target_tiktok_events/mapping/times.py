"""When an event happened: a record's time -> Unix seconds, the same on every Python version."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, timezone
from typing import TYPE_CHECKING

from target_tiktok_events.mapping.events import Unmappable
from target_tiktok_events.mapping.values import amount, is_blank

if TYPE_CHECKING:
    from collections.abc import Callable

    from target_tiktok_events.mapping.fields import FieldFinder
    from target_tiktok_events.mapping.orders import Order

_DAY = 86_400
_LARGEST_LEAD = 600
"""Seconds an event may lie in the future: clocks of shop and warehouse differ a little."""

UTC = timezone.utc
_MAX_LENGTH = 64
_FIRST_MILLISECONDS = 10**11
"""As seconds this is the year 5138, as milliseconds March 1973."""
_END_OF_MILLISECONDS = 10**14
_HOUR, _SIXTY = r"(?:[01]\d|2[0-3])", r"[0-5]\d"
_TIME = re.compile(
    rf"(?P<date>\d{{4}}-\d{{2}}-\d{{2}})"
    rf"(?:[T ](?P<hour>{_HOUR}):(?P<minute>{_SIXTY})(?::(?P<second>{_SIXTY})(?:[.,]\d+)?)?"
    rf"\s*(?:Z|UTC|GMT|(?P<sign>[+-])(?P<hours>{_HOUR}):?(?P<minutes>{_SIXTY})?)?)?",
    re.ASCII | re.IGNORECASE,
)


class EventTimes:
    """Reads the times of events, and refuses those that TikTok would not match any more."""

    def __init__(self, max_age_days: int, now: Callable[[], float]) -> None:
        self._now = now
        self._max_days = max_age_days

    def time_of(self, order: Order, fields: FieldFinder[Order]) -> int:
        """The time of an order in Unix seconds; `fields` knows where it was looked for.

        Raises:
            Unmappable: stage `map` without a time that can be read; stage `age` for one too long
                ago or in the future.
        """
        seconds = unix_seconds(order.created_at)
        if seconds is None:
            if is_blank(order.created_at):
                raise Unmappable("map", f"no time: {fields.columns('created_at')} is empty")
            raise Unmappable("map", "is no time: ISO 8601 text or Unix time", "created_at")
        now = self._now()
        if seconds < now - self._max_days * _DAY:
            problem = f"is more than {self._max_days} days ago (max_event_age_days)"
            raise Unmappable("age", problem, "created_at")
        if seconds > now + _LARGEST_LEAD:
            raise Unmappable("age", "is more than 10 minutes ahead of now", "created_at")
        return seconds


def unix_seconds(value: object) -> int | None:
    """Whole Unix seconds (UTC) of ISO 8601 text, a date, a number or a datetime.

    Text or datetime without an offset is UTC; a date is its midnight in UTC; fractions of a
    second are cut off. Numbers, also as text, are seconds below 10^11 and milliseconds from
    there on. None when the value is none of these.
    """
    if type(value) is str:
        text = value.strip()
        if len(text) > _MAX_LENGTH:
            return None
        if text[4:5] == "-" and text[7:8] == "-":
            moment = _quickly_read(text)
            return _carefully_read(text) if moment is None else moment
        return _epoch(text)
    if isinstance(value, datetime):
        return _seconds(value)
    if isinstance(value, date):
        return _seconds(datetime(value.year, value.month, value.day, tzinfo=UTC))
    return _epoch(value)


def _quickly_read(text: str) -> int | None:
    """The forms that fromisoformat reads alike since Python 3.10; others are left to the regex."""
    if text[-1] in "Zz":
        text = text[:-1] + "+00:00"
    try:
        moment = datetime.fromisoformat(text)
        return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
    except (ValueError, OverflowError):
        return None


def _carefully_read(text: str) -> int | None:
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
        day = datetime.fromisoformat(match["date"]).replace(tzinfo=UTC)
        return _seconds(day + clock + offset if match["sign"] == "-" else day + clock - offset)
    except (ValueError, OverflowError):
        return None


def _seconds(moment: datetime) -> int | None:
    try:
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        return int(moment.timestamp())
    except (ValueError, OverflowError):
        return None


def _epoch(value: object) -> int | None:
    number = amount(value)
    if number is None or number >= _END_OF_MILLISECONDS:
        return None
    return int(number // 1000 if number >= _FIRST_MILLISECONDS else number)
