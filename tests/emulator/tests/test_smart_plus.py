"""Upgraded Smart+ ads: which id means what."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from tests.emulator.tests.asking import REPORT, everything

if TYPE_CHECKING:
    from tests.emulator.tests.asking import Asking


@pytest.fixture
def advertiser_id(reading: Asking) -> str:
    """The first advertiser, whose third campaign is upgraded Smart+."""
    return reading.tiktok.advertiser_ids[0]


def test_the_creatives_of_a_smart_plus_ad_are_rows_of_the_ad_listing(
    reading: Asking, advertiser_id: str
) -> None:
    """Point 26: they name their parent ad, and some have no modify_time."""
    ads = reading.listed("/ad/get/", advertiser_id, primary_status="STATUS_ALL")
    creatives = [ad for ad in ads if ad["smart_plus_ad_id"]]
    assert {ad["campaign_automation_type"] for ad in creatives} == {"UPGRADED_SMART_PLUS_CREATIVE"}
    assert {ad["modify_time"] is None for ad in creatives} == {True, False}
    assert set(Counter(ad["smart_plus_ad_id"] for ad in creatives).values()) == {2}
    assert all("ad_id_v2" not in ad for ad in ads)
    assert all(ad["modify_time"] for ad in ads if not ad["smart_plus_ad_id"])


def test_filtered_by_ad_ids_v2_the_rows_are_ads(reading: Asking, advertiser_id: str) -> None:
    """Point 26: one row per Smart+ ad, with ad_id_v2."""
    ads = reading.listed("/ad/get/", advertiser_id)
    smart_plus_id = next(ad["smart_plus_ad_id"] for ad in ads if ad["smart_plus_ad_id"])
    (row,) = reading.listed("/ad/get/", advertiser_id, ad_ids_v2=[smart_plus_id])
    assert row["ad_id_v2"] == smart_plus_id
    assert row["campaign_automation_type"] == "UPGRADED_SMART_PLUS"


def test_the_smart_plus_listing_has_a_cap_of_its_own(reading: Asking, advertiser_id: str) -> None:
    """Its pages hold 100 at most, and its two ids come always."""
    path = "/smart_plus/ad/get/"
    data = reading.data(path, advertiser_id=advertiser_id, page_size=100, fields=["ad_name"])
    assert {tuple(sorted(item)) for item in data["list"]} == {
        ("ad_name", "advertiser_id", "smart_plus_ad_id")
    }
    assert reading.refusal(path, advertiser_id=advertiser_id, page_size=101)[0] == 40002
    ids = [item["smart_plus_ad_id"] for item in data["list"]]
    one = {"smart_plus_ad_ids": ids[:1]}
    assert len(reading.data(path, advertiser_id=advertiser_id, filtering=one)["list"]) == 1
    wrong = {"filtering": {"ad_ids": ids[:1]}}
    assert reading.refusal(path, advertiser_id=advertiser_id, **wrong)[0] == 40002


def test_reports_by_both_ids_differ_for_smart_plus_ads_only(
    reading: Asking, advertiser_id: str
) -> None:
    """Point 26: ad_id counts creatives, ad_id_v2 ads; the sums are the same."""
    status = {"filtering": everything("AUCTION_AD")}
    metrics = ["spend", "campaign_automation_type"]
    creatives = reading.rows(dimensions=["ad_id"], metrics=metrics, **status)
    ads = reading.rows(dimensions=["ad_id_v2"], metrics=metrics, **status)
    kinds = Counter(row["metrics"]["campaign_automation_type"] for row in creatives)
    assert set(kinds) == {"MANUAL", "UPGRADED_SMART_PLUS_CREATIVE"}
    assert {row["metrics"]["campaign_automation_type"] for row in ads} == {
        "MANUAL",
        "UPGRADED_SMART_PLUS",
    }
    manual_creatives = {r["dimensions"]["ad_id"] for r in creatives if _manual(r)}
    assert manual_creatives == {r["dimensions"]["ad_id_v2"] for r in ads if _manual(r)}
    assert _cents(creatives) == _cents(ads)
    assert len(creatives) - len(ads) == kinds["UPGRADED_SMART_PLUS_CREATIVE"] // 2


def _manual(row: dict[str, dict[str, str]]) -> bool:
    return row["metrics"]["campaign_automation_type"] == "MANUAL"


def _cents(rows: list[dict[str, dict[str, str]]]) -> int:
    return sum(int(row["metrics"]["spend"].replace(".", "")) for row in rows)


def test_both_ids_together_are_refused(reading: Asking) -> None:
    """Point 26: neither as dimensions nor as dimension and filter."""
    both = reading.report(dimensions=["ad_id", "ad_id_v2"])
    assert reading.refusal(REPORT, **both)[0] == 40002
    entry = {"field_name": "ad_ids", "filter_type": "IN", "filter_value": '["1"]'}
    mixed = reading.report(dimensions=["ad_id_v2"], filtering=[entry])
    assert reading.refusal(REPORT, **mixed)[0] == 40002


def test_lists_are_attributes_of_smart_plus_ads_only(reading: Asking) -> None:
    """Point 22: with ad_id_v2 they are arrays, with ad_id they are invalid."""
    rows = reading.rows(dimensions=["ad_id_v2"], metrics=["ad_text_list", "spend"])
    assert all(isinstance(row["metrics"]["ad_text_list"], list) for row in rows)
    code, message = reading.refusal(
        REPORT, **reading.report(dimensions=["ad_id"], metrics=["ad_text_list"])
    )
    assert code == 40002
    assert "Invalid metric fields: ['ad_text_list']" in message
