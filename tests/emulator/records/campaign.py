"""The record of `/campaign/get/`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.emulator.catalogue.campaign_fields import CAMPAIGN_FIELDS
from tests.emulator.catalogue.campaign_types import TOP_VIEW
from tests.emulator.dataset.statuses import secondary_status
from tests.emulator.records.money import campaign_budget, has_infinite_budget
from tests.emulator.records.times import operation_status, stamp

if TYPE_CHECKING:
    from datetime import datetime

    from tests.emulator.dataset.objects import Campaign


def campaign_record(campaign: Campaign, advertiser_id: str, now: datetime) -> dict[str, Any]:
    """Every field of a campaign."""
    infinite = has_infinite_budget(campaign)
    app = campaign.objective == "APP_PROMOTION"
    record = {
        **CAMPAIGN_FIELDS,
        "campaign_id": str(campaign.id),
        "advertiser_id": advertiser_id,
        "campaign_name": campaign.name,
        "create_time": stamp(campaign.created),
        "modify_time": stamp(campaign.modified(now)),
        "campaign_automation_type": campaign.automation,
        "is_smart_performance_campaign": campaign.automation == "SMART_PLUS",
        "objective_type": campaign.objective,
        "objective": "APP" if app else "LANDING_PAGE",
        "app_promotion_type": "APP_INSTALL" if app else "UNSET",
        "rf_campaign_type": "TOPVIEW" if campaign.buying_type == TOP_VIEW else None,
        "app_id": "7100000000000000001" if app else None,
        "budget": campaign_budget(campaign, now),
        "budget_mode": "BUDGET_MODE_INFINITE" if infinite else "BUDGET_MODE_DAY",
        "operation_status": operation_status(enabled=campaign.enabled),
        "secondary_status": secondary_status(campaign, now),
        "special_industries": None if campaign.index % 3 == 1 else [],
    }
    if infinite:
        # Only campaigns that spread their own budget have this field at all.
        del record["budget_optimize_on"]
    else:
        record["budget_optimize_on"] = True
    return record
