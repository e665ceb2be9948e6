"""What TikTok says of pixels -> what is put into columns; pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from tap_tiktok_ads.records.values import Unreadable, read_integer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    Row = Mapping[str, Any]

COUNTS: Final[Mapping[str, str]] = {
    "total_count": "total_count",
    "browser_count": "browser_event_total_count",
    "server_count": "server_event_total_count",
    "attributed_count": "attributed_count",
    "preview_count": "preview_count",
}
"""Column → TikTok's name."""

UNNAMED: Final = "(unnamed)"
"""Stands for an event without a name: it is in the key."""


class EventCounts(NamedTuple):
    """What one pixel counted of one event; counts are as TikTok wrote them."""

    pixel_id: str
    event: str
    is_custom_event: bool
    row: Row


def with_event_names(pixel: Row) -> dict[str, Any]:
    """Return a pixel whose `events` are their names; all that is said of them is beside."""
    events = pixel.get("events")
    listed = events if isinstance(events, list) else []
    names = [_listed_name(event) for event in listed if isinstance(event, dict)]
    return {**pixel, "events": None if events is None else names, "event_details": events}


def counts_of(pixels: Iterable[Row]) -> Iterator[EventCounts]:
    """Yield the counts of each event of each pixel; a pixel without events has none.

    A custom event may have the name by which TikTok calls a standard one: they are one event then.
    """
    for pixel in pixels:
        statistics = pixel.get("statistics")
        found: dict[str, EventCounts] = {}
        for row in statistics if isinstance(statistics, list) else ():
            if isinstance(row, dict):
                one = _counts(str(pixel.get("pixel_id")), row)
                same = found.get(one.event)
                found[one.event] = one if same is None else _added_up(same, one)
        yield from found.values()


def count_columns(row: Row, on_unreadable: Callable[[str], None]) -> dict[str, int | None]:
    """Return the columns of counts; what is no whole number is None, and told by its column."""
    found: dict[str, int | None] = {}
    for column, name in COUNTS.items():
        try:
            found[column] = read_integer(row.get(name))
        except Unreadable:
            on_unreadable(column)
            found[column] = None
    return found


def _counts(pixel_id: str, row: Row) -> EventCounts:
    standard, custom = row.get("pixel_event_type"), row.get("custom_event_type")
    return EventCounts(pixel_id, str(standard or custom or UNNAMED), not standard, row)


def _added_up(one: EventCounts, other: EventCounts) -> EventCounts:
    ignored: list[str] = []
    counts = [count_columns(row, ignored.append) for row in (one.row, other.row)]
    row = {name: sum(count[column] or 0 for count in counts) for column, name in COUNTS.items()}
    is_custom = one.is_custom_event and other.is_custom_event
    return one._replace(is_custom_event=is_custom, row=row)


def _listed_name(event: Row) -> str:
    kinds = ("event_type", "custom_event_type", "name")
    return str(next((event[kind] for kind in kinds if event.get(kind)), UNNAMED))
