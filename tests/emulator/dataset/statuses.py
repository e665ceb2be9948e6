"""The statuses of objects at an instant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.emulator.dataset.objects import Ad, AdGroup, Campaign, Object

if TYPE_CHECKING:
    from datetime import datetime


def has_status(found: Object, wanted: str, now: datetime) -> bool:
    """Whether an object matches a primary status of a filter."""
    if wanted == "STATUS_ALL":
        return True
    status = primary_status(found, now)
    if wanted == "STATUS_NOT_DELETE":
        return status != "STATUS_DELETE"
    return status == wanted


def primary_status(found: Object, now: datetime) -> str:
    """The one primary status that an object has, STATUS_DELETE below deleted parents too."""
    secondary = secondary_status(found, now)
    if secondary.endswith("_DELETE"):
        return "STATUS_DELETE"
    if secondary.endswith("_DISABLE"):
        return "STATUS_DISABLE"
    return "STATUS_TIME_DONE" if secondary.endswith("_DONE") else "STATUS_DELIVERY_OK"


def secondary_status(found: Object, now: datetime) -> str:
    """The status as records carry it: the object's own trouble first, then its parents'."""
    if isinstance(found, Ad):
        done = found.last_day is not None and found.last_day < now.date()
        chain: tuple[tuple[str, Object], ...] = (
            ("", found),
            ("ADGROUP_", found.ad_group),
            ("CAMPAIGN_", found.campaign),
        )
        return "AD_STATUS_" + (_trouble(chain, now) or ("DONE" if done else "DELIVERY_OK"))
    if isinstance(found, AdGroup):
        chain = (("", found), ("CAMPAIGN_", found.campaign))
        return "ADGROUP_STATUS_" + (_trouble(chain, now) or "DELIVERY_OK")
    assert isinstance(found, Campaign)
    return "CAMPAIGN_STATUS_" + (_trouble((("", found),), now) or "ENABLE")


def _trouble(chain: tuple[tuple[str, Object], ...], now: datetime) -> str | None:
    for prefix, link in chain:
        if link.is_deleted(now):
            return f"{prefix}DELETE"
    for prefix, link in chain:
        if not link.enabled:
            return f"{prefix}DISABLE"
    return None
