"""What listings tell of Promote objects, which were made in the TikTok app: very little."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.emulator.catalogue.campaign_types import PROMOTE

if TYPE_CHECKING:
    from tests.emulator.dataset.objects import Kind

_EVERYWHERE = (
    *("advertiser_id", "campaign_id", "campaign_name", "create_time"),
    *("operation_status", "secondary_status", "campaign_system_origin"),
)
_BELOW_CAMPAIGN = (*_EVERYWHERE, "adgroup_id", "adgroup_name")
PROMOTE_FIELDS: dict[Kind, frozenset[str]] = {
    "campaign": frozenset(_EVERYWHERE),
    "adgroup": frozenset(
        {
            *(*_BELOW_CAMPAIGN, "budget", "budget_mode"),
            *("schedule_type", "schedule_start_time", "schedule_end_time"),
        }
    ),
    "ad": frozenset({*_BELOW_CAMPAIGN, "ad_id", "ad_name"}),
}
"""The fields of their records; there is no `modify_time` among them."""


def promote_record(record: dict[str, Any], kind: Kind) -> dict[str, Any]:
    """The record of a Promote object, cut down from all fields of its kind."""
    found = {name: value for name, value in record.items() if name in PROMOTE_FIELDS[kind]}
    if "campaign_system_origin" in found:
        found["campaign_system_origin"] = PROMOTE
    return found
