"""Which events the site's pixel sends, and whether this target's have the same names: pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec

from target_tiktok_events.operator.finding import failed, ok, warning
from target_tiktok_events.operator.purposes import purpose_of, shown, spelled

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from target_tiktok_events.mapping.options import MappingOptions
    from target_tiktok_events.operator.finding import Finding

CHECK: Final = "event name"
ANCHOR: Final = "event-name"


class SiteEvent(msgspec.Struct, frozen=True):
    """An event of the pixel: the name it is sent under, as far as TikTok tells, and its purpose."""

    name: str | None
    purpose: str | None


def names_sent(options: MappingOptions) -> list[str]:
    """The event names that stand in the settings; one that a column gives is not among them."""
    ruled = [one.event_name for one in options.event_mappings if not one.skip and one.event_name]
    usual = [options.event_name] if options.unmatched == "send" or not ruled else []
    return list(dict.fromkeys(one for one in [*ruled, *usual] if isinstance(one, str)))


def listed_events(pixel: Mapping[str, Any]) -> list[SiteEvent]:
    """The events of a row of `/pixel/list/`, but for those that are out of use."""
    events = pixel.get("events")
    rows = [one for one in events if isinstance(one, dict)] if isinstance(events, list) else []
    return [_event(one, "event_type") for one in rows if not one.get("deprecated")]


def counted_events(statistics: Iterable[Mapping[str, Any]]) -> list[SiteEvent]:
    """The events of `/pixel/event/stats/` that browsers sent."""
    return [
        _event(one, "pixel_event_type")
        for one in statistics
        if one.get("browser_event_total_count")
    ]


def check_name(name: str, events: Sequence[SiteEvent]) -> Finding:
    """Compares one name that this target sends with those of the site."""
    if any(one.name == name for one in events):
        return ok(CHECK, f"the site sends {name} under the same name")
    alike = [one for one in events if _is_alike(one, name)]
    other = next((one.name for one in alike if one.name), None)
    if other is not None:
        detail = (
            f"the site sends {other} where this target sends {name}: an order would count twice"
        )
        advice = f"write {other} into event_name or into the rule of event_mappings"
        return failed(CHECK, detail, ANCHOR, advice=advice)
    if alike:
        purpose = shown(str(purpose_of(name)))
        detail = f"the site sends an event for {purpose}, TikTok does not tell under which name"
        return warning(CHECK, detail, ANCHOR, advice=f"see in Events Manager that it is {name}")
    others = ", ".join(sorted({one.name or str(one.purpose) for one in events})) or "nothing"
    detail = f"the site sends no {name} (but {others})"
    advice = "nothing if orders are to come from this target alone, else let the pixel send it"
    return warning(CHECK, detail, ANCHOR, advice=advice)


def _event(row: Mapping[str, Any], key: str) -> SiteEvent:
    custom, kind = _text(row.get("custom_event_type")), _text(row.get(key))
    purpose = _text(row.get("optimization_event")) or purpose_of(kind)
    return SiteEvent(custom or spelled(kind), purpose or (kind or None))


def _is_alike(event: SiteEvent, name: str) -> bool:
    purpose = purpose_of(name)
    if purpose is not None and event.purpose == purpose:
        return True
    return event.name is not None and event.name.lower() == name.lower()


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
