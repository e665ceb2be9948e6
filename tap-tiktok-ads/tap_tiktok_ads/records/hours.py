"""Hours of reports: TikTok writes them in the advertiser's local time, without an offset."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import NamedTuple

import pendulum

from tap_tiktok_ads.records.values import Unreadable


class Hour(NamedTuple):
    """An hour: `YYYY-MM-DDTHH:MM:SS` local, and its instant `YYYY-MM-DDTHH:MM:SSZ`.

    Where clocks are put back an hour comes twice under one name: `second` is the later instant.
    """

    local: str
    utc: str
    second: str | None


def read_hour(text: str, time_zone: str) -> Hour:
    """Return the hour of `YYYY-MM-DD HH:MM:SS` in an IANA time zone.

    Raises:
        Unreadable: the text is no such time, or the time zone is unknown.
    """
    try:
        local = datetime.fromisoformat(text)
        zone = pendulum.timezone(time_zone)
        first, second = (
            local.replace(tzinfo=zone, fold=fold).astimezone(timezone.utc) for fold in (0, 1)
        )
    except (KeyError, ValueError, OSError, OverflowError):  # pendulum's and zoneinfo's own
        raise Unreadable from None
    # Where clocks are put forward fold 1 is the earlier one: that hour is not there at all.
    twice = _utc(second) if second > first else None
    return Hour(f"{local:%Y-%m-%dT%H:%M:%S}", _utc(first), twice)


def _utc(instant: datetime) -> str:
    return f"{instant:%Y-%m-%dT%H:%M:%SZ}"
