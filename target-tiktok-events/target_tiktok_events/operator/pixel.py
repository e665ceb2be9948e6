"""Whether a pixel belongs to the advertiser, was active lately, and sends the same event names."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from target_tiktok_events.operator.finding import failed, ok, warning
from target_tiktok_events.operator.marketing import (
    PIXELS,
    STATISTICS,
    UnansweredError,
    rows_of,
)
from target_tiktok_events.operator.site_events import (
    CHECK as EVENT_NAME,
)
from target_tiktok_events.operator.site_events import (
    check_name,
    counted_events,
    listed_events,
    names_sent,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from target_tiktok_events.mapping.options import MappingOptions
    from target_tiktok_events.operator.finding import Finding
    from target_tiktok_events.tiktok.client import Client

CHECK: Final = "pixel"
ACTIVITY: Final = "pixel activity"
ANCHOR: Final = "pixel"
DAYS: Final = 7
_LARGEST_PAGE: Final = 20


class OwnPixel(NamedTuple):
    """A pixel as TikTok lists it, and the advertiser that lists it."""

    advertiser_id: str
    row: dict[str, Any]


def find_pixel(client: Client, advertiser_ids: Sequence[str], code: str) -> OwnPixel | None:
    """The pixel with this code, of the first advertiser that has it; None if none has.

    Raises:
        UnansweredError: none that answers has it, and one does not answer; see `rows_of`.
    """
    unanswered: UnansweredError | None = None
    for advertiser_id in advertiser_ids:
        query = {"advertiser_id": advertiser_id, "code": code, "page_size": _LARGEST_PAGE}
        try:
            for row in rows_of(client, PIXELS, query, "pixels"):
                if row.get("pixel_code") == code:
                    return OwnPixel(advertiser_id, row)
        except UnansweredError as error:
            unanswered = unanswered or error
    if unanswered is not None:
        raise unanswered
    return None


def check_ownership(found: OwnPixel | None, advertiser_ids: Sequence[str]) -> Finding:
    """Judges what `find_pixel` found."""
    if found is None:
        whose = ", ".join(advertiser_ids)
        detail = f"advertiser {whose} has no pixel with the code in event_source_id"
        advice = "copy the code from Events Manager, or give the advertiser that owns the pixel"
        return failed(CHECK, detail, ANCHOR, advice=advice)
    return ok(
        CHECK, f"it belongs to advertiser {found.advertiser_id}: {found.row.get('pixel_name')}"
    )


def check_use(client: Client, pixel: OwnPixel, options: MappingOptions) -> Iterator[Finding]:
    """Checks what the pixel got lately, and the names of the events that the site sends."""
    events = listed_events(pixel.row)
    try:
        statistics = _statistics(client, pixel)
    except UnansweredError as error:
        # Its permission is one of its own: whoever lacks it knows the names by the list.
        yield error.finding(ACTIVITY, is_missed=False)
    else:
        yield _activity(statistics)
        events = counted_events(statistics) or events
    for name in names_sent(options):
        yield check_name(name, events)
    if not names_sent(options):
        yield ok(EVENT_NAME, "a column of the records gives it")


def _statistics(client: Client, pixel: OwnPixel) -> list[dict[str, Any]]:
    today = datetime.now(timezone.utc).date()
    days = {"start_date": str(today - timedelta(days=DAYS - 1)), "end_date": str(today)}
    ids = [str(pixel.row.get("pixel_id"))]
    query = {"advertiser_id": pixel.advertiser_id, "pixel_ids": ids, "date_range": days}
    found = [one.get("statistics") for one in rows_of(client, STATISTICS, query, "list")]
    return [
        one for rows in found if isinstance(rows, list) for one in rows if isinstance(one, dict)
    ]


def _activity(statistics: list[dict[str, Any]]) -> Finding:
    browser, server = (
        sum(one[key] for one in statistics if isinstance(one.get(key), int))
        for key in ("browser_event_total_count", "server_event_total_count")
    )
    if not browser and not server:
        advice = "see whether the pixel is on the site; a new one is silent until its first visitor"
        return warning(ACTIVITY, f"it got no event in {DAYS} days", ANCHOR, advice=advice)
    counts = f"{browser:,} events from browsers and {server:,} from servers"
    if not browser:
        advice = "see whether the pixel is on the site, if it should be"
        return warning(ACTIVITY, f"it got {counts} in {DAYS} days", ANCHOR, advice=advice)
    return ok(ACTIVITY, f"it got {counts} in {DAYS} days")
