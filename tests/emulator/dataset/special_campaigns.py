"""Campaigns that are not listed unless they are asked for: TopView and Promote."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tests.emulator.catalogue.campaign_types import PLATFORM, PROMOTE, TOP_VIEW
from tests.emulator.dataset.objects import Campaign
from tests.emulator.dataset.portfolio import Plan, object_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.emulator.dataset.accounts import Account

APART = timedelta(hours=1)


def build_special_campaigns(
    account: Account, plan: Plan, others: list[Campaign]
) -> Iterator[Campaign]:
    """TopView campaigns, then Promote ones, made after the others, which keep their ids."""
    for number in range(plan.top_view + plan.promote):
        top_view = number < plan.top_view
        index = len(others) + number
        yield Campaign(
            id=object_id(account, "campaign", index),
            index=index,
            name=f"TopView #{index}" if top_view else f"Promoted post #{index}",
            created=others[-1].created + APART * (number + 1),
            deleted=None,
            enabled=True,
            objective="TOPVIEW_REACH" if top_view else "TRAFFIC",
            automation="MANUAL",
            buying_type=TOP_VIEW if top_view else "AUCTION",
            origin=PLATFORM if top_view else PROMOTE,
        )
