"""The ads that the shop's customers clicked: live ones of the local TikTok, as it lists them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlencode

import requests

if TYPE_CHECKING:
    import random
    from collections.abc import Mapping, Sequence

    from tests.emulator.process import LocalTikTok

ONLY_CAMPAIGN = 0.1
"""So many of the landing pages name no more than the campaign."""


class Ad(NamedTuple):
    """An ad and its parents."""

    advertiser_id: str
    campaign_id: str
    adgroup_id: str
    ad_id: str


def live_ads(tiktok: LocalTikTok) -> dict[str, list[Ad]]:
    """The ads of each currency that are not deleted, in a fixed order."""
    found: dict[str, list[Ad]] = {}
    ids = tiktok.advertiser_ids
    for info in _listed(tiktok, "/advertiser/info/", advertiser_ids=json.dumps(ids)):
        owner = info["advertiser_id"]
        rows = _listed(tiktok, "/ad/get/", advertiser_id=owner, page_size="1000")
        ads = [
            Ad(owner, *(row[f"{kind}_id"] for kind in ("campaign", "adgroup", "ad")))
            for row in rows
        ]
        found[info["currency"]] = sorted(ads)
    return found


def landing_page(click: str, ad: Ad | None, dice: random.Random) -> str:
    """Where a click leads, TikTok's macros filled in; without an ad only the click id is known."""
    known = {"ttclid": click, "utm_source": "tiktok"}
    if ad is not None:
        known["utm_id"] = ad.campaign_id
        if dice.random() >= ONLY_CAMPAIGN:
            known |= {"aid": ad.adgroup_id, "cid": ad.ad_id}
    return f"https://shop.example/landing?{urlencode(known)}"


def _listed(tiktok: LocalTikTok, path: str, **query: str) -> Sequence[Mapping[str, Any]]:
    url, token = f"{tiktok.url}/open_api/v1.3{path}", {"Access-Token": tiktok.token}
    answer = requests.get(url, query, headers=token, timeout=30).json()
    rows: Sequence[Mapping[str, Any]] = answer["data"]["list"]
    return rows
