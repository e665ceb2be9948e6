"""What a report's rows are about: ads, filtered and grouped by the ID dimension."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.emulator.catalogue.attributes import AD, AD_GROUP, ADVERTISER, CAMPAIGN
from tests.emulator.catalogue.campaign_types import PLATFORM
from tests.emulator.catalogue.statuses import DEFAULT_STATUS
from tests.emulator.dataset.statuses import has_status
from tests.emulator.report.comparison import holds
from tests.emulator.report.filtering import STATUS_FIELDS, ReportFilter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from tests.emulator.dataset.objects import Ad, Object
    from tests.emulator.dataset.world import Advertiser
    from tests.emulator.report.query import ReportQuery

ORIGINS = "campaign_system_origins"
CUT_HEADER = {
    "X-Tt-Ads-Throttle": (
        "Number of ad ids is equal or more than 20k, only return the top 20k id's results, "
        "sorting by create time desc order."
    )
}


@dataclass(frozen=True, slots=True)
class Group:
    """The ads that one row sums up. `id` is the value of the ID dimension."""

    advertiser: Advertiser
    id: int
    found: Object | None
    ads: tuple[Ad, ...]


def level_object(ad: Ad, level: str) -> Object | None:
    """The object of a data level that an ad belongs to."""
    objects: dict[str, Object | None] = {
        AD: ad,
        AD_GROUP: ad.ad_group,
        CAMPAIGN: ad.campaign,
        ADVERTISER: None,
    }
    return objects[level]


def find_groups(
    query: ReportQuery, advertisers: Iterable[tuple[Advertiser, int]], now: datetime
) -> tuple[list[Group], bool]:
    """The groups of a report, newest first, and whether ids were cut off.

    Each advertiser comes with the number of ids that are kept; 0 keeps all.
    """
    groups: list[Group] = []
    cut = False
    for advertiser, most in advertisers:
        ads = [ad for ad in advertiser.ads if _considered(ad, query, now)]
        kept = _newest(ads, query.level, most) if most else None
        cut = cut or kept is not None
        groups += _grouped(advertiser, kept or ads, query)
    return groups, cut


def _considered(ad: Ad, query: ReportQuery, now: datetime) -> bool:
    if ad.created > now:
        return False
    subject = level_object(ad, query.level)
    statuses = [f for f in query.filters if f.field in STATUS_FIELDS]
    if subject is not None and not statuses and not has_status(subject, DEFAULT_STATUS, now):
        return False
    if subject is not None and not _shows_origin(ad, query):
        return False
    return all(_meets(ad, subject, condition, now) for condition in query.filters)


def _shows_origin(ad: Ad, query: ReportQuery) -> bool:
    """Promote is left out unless asked for, but of advertisers' totals, which count all spend."""
    return ad.campaign.origin == PLATFORM or any(f.field == ORIGINS for f in query.filters)


def _meets(ad: Ad, subject: Object | None, condition: ReportFilter, now: datetime) -> bool:
    if condition.field in STATUS_FIELDS:
        assert subject is not None
        return any(has_status(subject, status, now) for status in condition.values)
    read = _READERS.get(condition.field)
    if read is not None:
        return holds(condition, read(ad), str)
    if condition.field == "create_time" and subject is not None:
        return holds(condition, f"{subject.created:%Y-%m-%d %H:%M:%S}", str)
    return True  # metrics and countries are conditions of rows


def promotion_type(ad: Ad) -> str:
    """What the ad group promotes, as `/adgroup/get/` names it."""
    return "APP_ANDROID" if ad.campaign.objective == "APP_PROMOTION" else "WEBSITE"


_READERS: dict[str, Callable[[Ad], str]] = {
    "campaign_ids": lambda ad: str(ad.campaign.id),
    "adgroup_ids": lambda ad: str(ad.ad_group.id),
    "ad_ids": lambda ad: str(ad.id),
    "ad_ids_v2": lambda ad: str(ad.grain_id),
    "buying_type": lambda ad: ad.campaign.buying_type,
    "buying_types": lambda ad: ad.campaign.buying_type,
    "campaign_automation_type": lambda ad: ad.campaign.automation,
    ORIGINS: lambda ad: ad.campaign.origin,
    "objective_type": lambda ad: ad.campaign.objective,
    "promotion_type": promotion_type,
    "billing_event": lambda _: "OCPM",
    "image_mode": lambda _: "SINGLE_VIDEO",
}


def _newest(ads: list[Ad], level: str, most: int) -> list[Ad] | None:
    """The ads of the newest ids when there are `most` ids or more; ids grow with time."""
    if level == ADVERTISER or len(ads) < most:
        return None
    ids = sorted({_level_id(ad, level) for ad in ads}, reverse=True)
    if len(ids) < most:
        return None
    kept = set(ids[:most])
    return [ad for ad in ads if _level_id(ad, level) in kept]


def _level_id(ad: Ad, level: str) -> int:
    subject = level_object(ad, level)
    return subject.id if subject else 0


def _grouped(advertiser: Advertiser, ads: list[Ad], query: ReportQuery) -> list[Group]:
    members: dict[int, list[Ad]] = {}
    for ad in ads:
        members.setdefault(_group_id(ad, advertiser, query), []).append(ad)
    return [
        Group(advertiser, id_, _subject(group, query), tuple(group))
        for id_, group in sorted(members.items(), reverse=True)
    ]


def _group_id(ad: Ad, advertiser: Advertiser, query: ReportQuery) -> int:
    dimension = query.dimensions.id
    if dimension is None:
        return 0
    if dimension == "advertiser_id":
        return int(advertiser.id)
    return ad.grain_id if dimension == "ad_id_v2" else _level_id(ad, query.level)


def _subject(ads: list[Ad], query: ReportQuery) -> Object | None:
    return None if query.dimensions.id is None else level_object(ads[0], query.level)
