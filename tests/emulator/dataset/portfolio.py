"""Builds the objects of one advertiser from the options and the seed, always the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from hashlib import blake2b
from typing import TYPE_CHECKING

from tests.emulator.dataset.naming import ad_group_name, ad_name, campaign_name
from tests.emulator.dataset.objects import Ad, AdGroup, Automation, Campaign

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.emulator.dataset.accounts import Account

UTC = timezone.utc
FIRST_ID = 1_700_000_000_000_000
IDS_PER_ADVERTISER = 1_000_000_000
KINDS = {"campaign": 1, "adgroup": 2, "ad": 3, "smart_plus": 4}
IDS_PER_KIND = 100_000_000

LEAD_DAYS = 40
"""The first campaigns are this much older than the history of the reports."""

DELETED_BEFORE = timedelta(days=9)
"""Deleted objects went at most this long before the end of the history."""

OBJECTIVES = ("WEB_CONVERSIONS", "APP_PROMOTION", "PRODUCT_SALES", "TRAFFIC")
CREATIVES_PER_SMART_PLUS_AD = 2


@dataclass(frozen=True, slots=True)
class Plan:
    """How many objects an advertiser has, and since when."""

    seed: int
    campaigns: int
    ad_groups: int
    ads: int
    first_day: date
    last_day: date
    top_view: int = 0
    promote: int = 0


def object_id(account: Account, kind: str, index: int) -> int:
    """The id at a position: later objects have higher ids."""
    return (
        FIRST_ID
        + account.index * IDS_PER_ADVERTISER
        + KINDS[kind] * IDS_PER_KIND
        + index * 7  # ids are not consecutive
    )


def ad_key(seed: int, ad_id: int) -> int:
    """The number that all facts of an ad derive from."""
    return int.from_bytes(blake2b(f"{seed}/{ad_id}".encode(), digest_size=8).digest(), "big")


def build_campaigns(account: Account, plan: Plan) -> Iterator[Campaign]:
    """The campaigns, oldest first: some older than the history, some begun within it."""
    idle = account.role == "idle"
    count = min(plan.campaigns, 1) if idle else plan.campaigns
    start = plan.first_day - timedelta(days=LEAD_DAYS)
    reach = LEAD_DAYS + (plan.last_day - plan.first_day).days // 2
    for index in range(count):
        day = start + timedelta(days=reach * index // max(1, count - 1) if index else 0)
        created = _at(day, account, index)
        reserved = index % 6 == 4
        yield Campaign(
            id=object_id(account, "campaign", index),
            index=index,
            name=campaign_name(index),
            created=created,
            deleted=_deletion(created, plan) if index % 4 == 1 else None,
            enabled=index % 5 != 4,
            objective="RF_REACH" if reserved else OBJECTIVES[index % len(OBJECTIVES)],
            automation="MANUAL" if reserved else _automation(index),
            buying_type="RESERVATION_RF" if reserved else "AUCTION",
        )


def build_ad_groups(account: Account, plan: Plan, campaigns: list[Campaign]) -> Iterator[AdGroup]:
    """The ad groups of each campaign, made right after it."""
    for campaign in campaigns:
        for offset in range(plan.ad_groups):
            index = campaign.index * plan.ad_groups + offset
            created = campaign.created + timedelta(seconds=60 + offset)
            yield AdGroup(
                id=object_id(account, "adgroup", index),
                index=index,
                name=ad_group_name(index),
                created=created,
                deleted=_deletion(created, plan, 60) if index % 5 == 4 else None,
                enabled=index % 6 != 5,
                campaign=campaign,
            )


def build_ads(account: Account, plan: Plan, ad_groups: list[AdGroup]) -> Iterator[Ad]:
    """The ads of each ad group."""
    for ad_group in ad_groups:
        for offset in range(plan.ads):
            index = ad_group.index * plan.ads + offset
            created = ad_group.campaign.created + timedelta(
                seconds=600 + (ad_group.index % max(1, plan.ad_groups)) * plan.ads + offset
            )
            ad = build_ad(account, plan, ad_group, index, created)
            ad.deleted = _deletion(created, plan, 120) if index % 7 == 2 else None
            yield ad


def new_campaign(account: Account, index: int, now: datetime) -> Campaign:
    """A manual campaign created while the local TikTok runs."""
    return Campaign(
        id=object_id(account, "campaign", index),
        index=index,
        name=f"Inserted campaign #{index}",
        created=now,
        deleted=None,
        enabled=True,
        objective="WEB_CONVERSIONS",
        automation="MANUAL",
    )


def new_ad_group(account: Account, index: int, now: datetime, campaign: Campaign) -> AdGroup:
    """An ad group created while the local TikTok runs."""
    return AdGroup(
        id=object_id(account, "adgroup", index),
        index=index,
        name=f"Inserted ad group #{index}",
        created=now,
        deleted=None,
        enabled=True,
        campaign=campaign,
    )


def build_ad(account: Account, plan: Plan, ad_group: AdGroup, index: int, created: datetime) -> Ad:
    """One ad. It delivers from the local day after its creation, as a review comes first."""
    ad_id = object_id(account, "ad", index)
    key = ad_key(plan.seed, ad_id)
    local_day = created.astimezone(account.zone).date() + timedelta(days=1)
    smart_plus = ad_group.campaign.automation == "UPGRADED_SMART_PLUS"
    never = account.role == "idle"
    ends = index % 6 == 4
    return Ad(
        id=ad_id,
        index=index,
        name=ad_name(index),
        created=created,
        deleted=None,
        enabled=index % 9 != 8,
        ad_group=ad_group,
        smart_plus_id=object_id(account, "smart_plus", index // CREATIVES_PER_SMART_PLUS_AD)
        if smart_plus
        else None,
        first_day=date.max if never else max(local_day, plan.first_day),
        last_day=_middle(max(local_day, plan.first_day), plan.last_day) if ends else None,
        daily_cents=1_000 + key % 19_000,
        key=key,
    )


def _automation(index: int) -> Automation:
    if index % 4 == 2:
        return "UPGRADED_SMART_PLUS"
    return "SMART_PLUS" if index % 7 == 3 and index > 3 else "MANUAL"


def _at(day: date, account: Account, index: int) -> datetime:
    seconds = (account.index * 7919 + index * 104_729) % 40_000
    return datetime.combine(day, time(1, 0), UTC) + timedelta(seconds=seconds)


def _deletion(created: datetime, plan: Plan, seconds: int = 0) -> datetime:
    """Late in the history: windows that tests ask for hold spend of deleted objects."""
    start = max(created.date(), plan.first_day)
    day = plan.last_day - min(DELETED_BEFORE, (plan.last_day - start) // 3)
    return datetime.combine(day, time(15, 30), UTC) + timedelta(seconds=seconds + created.second)


def _middle(start: date, end: date) -> date:
    return start + max(timedelta(), end - start) // 2
