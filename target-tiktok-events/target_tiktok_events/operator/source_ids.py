"""Whether an event source's id looks like one of its kind; TikTok publishes no rule for them.

Pixel codes that were seen have about 20 capitals and digits, ids of event sets and apps 19 digits.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from target_tiktok_events.operator.finding import failed, ok, warning

if TYPE_CHECKING:
    from target_tiktok_events.config.event_sources import EventSource
    from target_tiktok_events.operator.finding import Finding

ANCHOR: Final = "refused"
_PIXEL_CODE: Final = re.compile(r"[A-Z0-9]{16,24}")
_NUMERIC_ID: Final = re.compile(r"[0-9]{16,20}")
_WANTED: Final = {
    "web": "the pixel code",
    "offline": "the id of the offline event set",
    "crm": "the id of the CRM event set",
    "app": "TikTok's id of the app",
}
_WHERE: Final = "copy it from the settings of the event source in TikTok Events Manager"


def check_source_id(check: str, source: EventSource) -> Finding:
    """Compares the id with the form that ids of this kind have."""
    wanted, found = _WANTED[source.event_source], source.event_source_id
    advice = f"write {wanted} into event_source_id: {_WHERE}"
    if source.event_source == "web":
        if found.isdecimal():
            detail = "event_source_id is a number, as ids of pixels are, and no pixel code"
            return failed(check, detail, ANCHOR, advice=f"{advice}, or correct event_source")
        is_usual = _PIXEL_CODE.fullmatch(found) is not None
    elif not found.isdecimal() and source.event_source != "app":
        detail = f"event_source {source.event_source} takes a number, and event_source_id is none"
        return failed(check, detail, ANCHOR, advice=f"{advice}, or correct event_source")
    else:
        is_usual = _NUMERIC_ID.fullmatch(found) is not None
    if not is_usual:
        return warning(check, f"event_source_id does not look like {wanted}", ANCHOR, advice=advice)
    return ok(check, f"event_source_id looks like {wanted}")
