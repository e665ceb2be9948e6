"""What the data set holds for an advertiser: the yardstick for what a client took out of it.

Goes from ads to days, straight through the facts, and shares no grouping, paging or rendering
with the reports.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from tests.emulator.catalogue.campaign_types import PLATFORM, PROMOTE
from tests.emulator.catalogue.metric import Basis
from tests.emulator.dataset.facts import is_active, known_day
from tests.emulator.dataset.fractions import rounded, with_fraction
from tests.emulator.dataset.local_days import LocalDay, local_day
from tests.emulator.dataset.objects import campaign_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.emulator.dataset.objects import Ad, AdGroup, Campaign, Origin
    from tests.emulator.dataset.world import Advertiser

SUMS = {
    "spend": Basis.SPEND,
    "impressions": Basis.IMPRESSIONS,
    "clicks": Basis.CLICKS,
    "video_play_actions": Basis.PLAYS,
    "conversion": Basis.CONVERSIONS,
    "real_time_conversion": Basis.CONVERSIONS_NOW,
    "result": Basis.RESULTS,
    "complete_payment": Basis.WEB_PURCHASES,
    "total_complete_payment_rate": Basis.WEB_VALUE,
    "app_install": Basis.INSTALLS,
    "total_purchase": Basis.APP_PURCHASES,
    "total_purchase_value": Basis.APP_VALUE,
}
MONEY = frozenset({"spend", "total_complete_payment_rate", "total_purchase_value"})
LEVELS = ("ad", "ad_group", "campaign", "advertiser")


def truth(
    advertiser: Advertiser, start: date, end: date, now: datetime, *, cent_fractions: bool = False
) -> dict[str, Any]:
    """Sums per local day as text, the rows that daily reports have, and the objects there are.

    Rows and objects are those that TikTok shows by default or by buying type; sums hold Promote
    too, as the advertiser's do. With `cent_fractions` a day's money is rounded once, as in the row
    of the advertiser.
    """
    days: dict[date, Counter[str]] = {}
    promoted: Counter[str] = Counter()
    rows = {level: {"with_deleted": 0, "without_deleted": 0} for level in LEVELS}
    for offset in range((end - start).days + 1):
        local = local_day(advertiser.account.zone, start + timedelta(days=offset))
        active = [ad for ad in advertiser.ads if is_active(ad, local.day, now, local)]
        if not active:
            continue
        days[local.day] = _day(active, local, now, cent_fractions=cent_fractions)
        promote = [ad for ad in active if ad.campaign.origin == PROMOTE]
        promoted += _day(promote, local, now, cent_fractions=cent_fractions)
        _count_rows(rows, [ad for ad in active if ad.campaign.origin == PLATFORM], now)
    return {
        "advertiser_id": advertiser.id,
        "currency": advertiser.account.place.currency,
        "timezone": advertiser.account.place.zone,
        "start_date": str(start),
        "end_date": str(end),
        "days": {str(day): _texts(sums) for day, sums in days.items()},
        "total": _texts(sum(days.values(), Counter())),
        "rows": rows,
        "entities": _entities(advertiser, now, PLATFORM),
        "promote": {**_texts(promoted), "entities": _entities(advertiser, now, PROMOTE)},
    }


def _day(ads: list[Ad], local: LocalDay, now: datetime, *, cent_fractions: bool) -> Counter[str]:
    sums: Counter[str] = Counter(dict.fromkeys(SUMS, 0))
    for ad in ads:
        sums.update(_ad_day(ad, local, now, cent_fractions=cent_fractions))
    if cent_fractions:
        sums.update({name: rounded(sums[name]) - sums[name] for name in MONEY})
    return sums


def _ad_day(ad: Ad, local: LocalDay, now: datetime, *, cent_fractions: bool) -> dict[str, int]:
    facts = known_day(ad, local, now)
    if cent_fractions:
        for name in MONEY:
            basis = SUMS[name]
            facts[basis] = with_fraction(facts[basis], ad, local.day, basis)
    ended = ad.ended(now)
    begun = local.begun(min(now, ended) if ended else now)
    passed = local.running[begun - 1]
    return {name: facts[basis] * passed // local.running[-1] for name, basis in SUMS.items()}


def _texts(sums: Counter[str]) -> dict[str, str]:
    return {name: _amount(sums[name]) if name in MONEY else str(sums[name]) for name in SUMS}


def _amount(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"


def _count_rows(rows: dict[str, dict[str, int]], active: list[Ad], now: datetime) -> None:
    for level, everything, alive in (
        ("ad", {a.id for a in active}, {a.id for a in active if not a.gone(now)}),
        (
            "ad_group",
            {a.ad_group.id for a in active},
            {a.ad_group.id for a in active if not a.ad_group.gone(now)},
        ),
        (
            "campaign",
            {a.campaign.id for a in active},
            {a.campaign.id for a in active if not a.campaign.gone(now)},
        ),
        ("advertiser", {0}, {0}),
    ):
        rows[level]["with_deleted"] += len(everything)
        rows[level]["without_deleted"] += len(alive)


def _entities(advertiser: Advertiser, now: datetime, origin: Origin) -> dict[str, dict[str, int]]:
    groups: dict[str, Sequence[Campaign | AdGroup | Ad]] = {
        "campaigns": advertiser.campaigns,
        "ad_groups": advertiser.ad_groups,
        "ads": advertiser.ads,
    }
    counts = {}
    for name, objects in groups.items():
        created = [o for o in objects if o.created <= now and campaign_of(o).origin == origin]
        alive = [o for o in created if not o.gone(now)]
        counts[name] = {"with_deleted": len(created), "without_deleted": len(alive)}
    return counts
