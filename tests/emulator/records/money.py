"""Budgets: JSON numbers in the advertiser's currency, changed by edits."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from tests.emulator.dataset.objects import AdGroup, Campaign


def campaign_budget(campaign: Campaign, now: datetime) -> float | int:
    """0 when the budget is without limit; some budgets have decimals, some do not."""
    if has_infinite_budget(campaign):
        return 0
    base = 50 + campaign.index % 7 * 25 + campaign.revision(now) * 5
    return base + 0.5 if campaign.index % 4 == 2 else base


def has_infinite_budget(campaign: Campaign) -> bool:
    """Whether the ad groups have the budgets."""
    return campaign.index % 3 == 0


def ad_group_budget(ad_group: AdGroup, now: datetime) -> float | int:
    """0.0 when the campaign spreads its own budget."""
    if not has_infinite_budget(ad_group.campaign):
        return 0.0
    return 20 + ad_group.index % 5 * 10 + ad_group.revision(now) * 5
