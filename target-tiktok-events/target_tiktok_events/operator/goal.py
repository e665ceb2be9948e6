"""What the running ad groups are optimised for, against the events that this target sends."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from target_tiktok_events.operator.finding import ok, warning
from target_tiktok_events.operator.marketing import AD_GROUPS, rows_of
from target_tiktok_events.operator.purposes import purpose_of, shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from target_tiktok_events.operator.finding import Finding
    from target_tiktok_events.tiktok.client import Client

CHECK: Final = "goal"
ANCHOR: Final = "goal"
_FIELDS: Final = ["adgroup_id", "pixel_id", "optimization_goal", "optimization_event"]
_RUNNING: Final = {"primary_status": "STATUS_DELIVERY_OK"}


def goals_of(client: Client, advertiser_id: str, pixel_id: str) -> Counter[str]:
    """How many running ad groups are optimised for each event of a pixel.

    Raises:
        UnansweredError: see `rows_of`.
    """
    query = {
        "advertiser_id": advertiser_id,
        "fields": _FIELDS,
        "filtering": _RUNNING,
        "page_size": 1000,
    }
    return Counter(
        str(one["optimization_event"])
        for one in rows_of(client, AD_GROUPS, query, "list")
        if one.get("optimization_event") and str(one.get("pixel_id")) == pixel_id
    )


def check_goals(goals: Mapping[str, int], names: Sequence[str]) -> Finding:
    """Judges them: a campaign that is optimised for carts is not taught by purchases."""
    if not goals:
        return ok(CHECK, "no running ad group is optimised for an event of this pixel")
    wanted = {purpose_of(name) or name for name in names}
    listed = ", ".join(f"{count} for {shown(code)}" for code, count in sorted(goals.items()))
    if not names or wanted & goals.keys():
        return ok(CHECK, f"running ad groups are optimised: {listed}")
    detail = f"running ad groups are optimised: {listed}; none for {' or '.join(names)}"
    advice = (
        "set their optimization event to what is sent here, or know that these events neither "
        "teach nor judge them"
    )
    return warning(CHECK, detail, ANCHOR, advice=advice)
