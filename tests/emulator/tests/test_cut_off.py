"""The silent cut at 20,000 ids, and queries that are too large or too slow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import requests

from tests.emulator.tests.asking import LEVELS, REPORT, TODAY, Asking, condition, everything

if TYPE_CHECKING:
    from collections.abc import Callable

HEADER = "X-Tt-Ads-Throttle"
TOO_LARGE = (
    "Your query is too large, please reduce the query size (e.g. fewer metrics or time range) "
    "and retry after a while."
)


def _ads(asking: Asking, **changes: Any) -> tuple[set[str], str | None]:
    """The ads of a report with all rows on one page, and the header of the cut."""
    parameters = asking.report(page_size=1000, filtering=everything("AUCTION_AD"), **changes)
    answer = asking.get(REPORT, **parameters)
    assert answer.json()["code"] == 0
    rows = answer.json()["data"]["list"]
    return {row["dimensions"]["ad_id"] for row in rows}, answer.headers.get(HEADER)


def test_only_the_newest_ads_are_reported_from_the_threshold_on(
    start: Callable[..., Asking], reading: Asking
) -> None:
    """Point 27: code 0, a header, and the ads created last."""
    whole, header = _ads(reading, start_date="2026-10-25")
    assert header is None
    cut, header = _ads(start("--max-ads", "5"), start_date="2026-10-25")
    assert header
    assert header.startswith("Number of ad ids is equal or more than 20k, only return the top 20k")
    assert len(cut) <= 5 < len(whole)
    assert min(map(int, cut)) > min(map(int, whole))


def test_the_threshold_itself_counts(start: Callable[..., Asking]) -> None:
    """Point 27: equal or more; one below there is no header and nothing is missing."""
    at, below = start("--max-ads", "16"), start("--max-ads", "17")
    assert _ads(at)[1]
    assert _ads(below)[1] is None
    assert _ads(at)[0] == _ads(below)[0]


def test_smaller_sets_of_campaigns_get_past_the_cut(
    start: Callable[..., Asking], reading: Asking
) -> None:
    """Point 27: campaign by campaign the ads are all there."""
    asking = start("--max-ads", "5")
    advertiser_id = asking.tiktok.advertiser_ids[0]
    found: set[str] = set()
    for campaign in asking.listed("/campaign/get/", advertiser_id, primary_status="STATUS_ALL"):
        ids = condition("campaign_ids", "IN", f'["{campaign["campaign_id"]}"]')
        rows = asking.rows(
            start_date="2026-10-25", filtering=[ids, *everything("AUCTION_AD")], metrics=["spend"]
        )
        found |= {row["dimensions"]["ad_id"] for row in rows}
    assert found == _ads(reading, start_date="2026-10-25")[0]


def test_the_advertiser_level_is_never_cut(start: Callable[..., Asking], reading: Asking) -> None:
    """Point 27: it has no ids to count, so it can tell what is missing."""
    parameters = reading.report("AUCTION_ADVERTISER")
    answer = start("--max-ads", "1").get(REPORT, **parameters)
    assert HEADER not in answer.headers
    assert answer.json()["data"] == reading.get(REPORT, **parameters).json()["data"]


def test_a_large_query_is_refused_and_half_of_it_served(start: Callable[..., Asking]) -> None:
    """Point 32: ids x days x metrics; fewer days, metrics or ids all help."""
    asking = start("--query-cost", "100")
    wide: dict[str, Any] = {
        "start_date": "2026-11-01",
        "end_date": "2026-11-10",
        "metrics": ["spend", "clicks"],
    }
    found = asking.refusal(REPORT, **asking.report(**wide))
    assert found == (40067, TOO_LARGE)
    narrower_ones: tuple[dict[str, Any], ...] = (
        {"end_date": "2026-11-05"},
        {"metrics": ["spend"]},
        {"filtering": [condition("ad_ids", "IN", _half_of_the_ads(asking))]},
    )
    for narrower in narrower_ones:
        assert asking.envelope(REPORT, **asking.report(**{**wide, **narrower}))["code"] == 0


def _half_of_the_ads(asking: Asking) -> str:
    ads = asking.listed("/ad/get/", asking.tiktok.advertiser_ids[0])
    ids = ",".join(f'"{ad["ad_id"]}"' for ad in ads[: len(ads) // 2])
    return f"[{ids}]"


def test_one_day_of_one_ad_and_metric_costs_one(start: Callable[..., Asking]) -> None:
    """Point 32: however low the threshold, there is a query that is served."""
    asking = start(
        "--query-cost",
        "1",
        "--advertisers",
        "1",
        "--campaigns",
        "1",
        "--ad-groups",
        "1",
        "--ads",
        "1",
    )
    one = asking.report(start_date=TODAY, metrics=["spend"])
    assert asking.envelope(REPORT, **one)["code"] == 0
    assert asking.refusal(REPORT, **{**one, "metrics": ["spend", "clicks"]})[0] == 40067


def test_a_slow_query_gets_no_answer_and_is_blocked_when_repeated(
    start: Callable[..., Asking],
) -> None:
    """Point 32: after three time-outs the same request is blocked ten minutes; smaller ones go."""
    asking = start("--slow-query-cost", "50")
    slow = asking.report(start_date="2026-11-01")
    for _ in range(3):
        with pytest.raises(requests.ReadTimeout):
            _impatient(asking, slow)
    assert asking.refusal(REPORT, **slow)[0] == 40100
    assert asking.envelope(REPORT, **{**slow, "start_date": TODAY})["code"] == 0
    asking.tiktok.set_now("2026-11-20T12:11:00Z")
    with pytest.raises(requests.ReadTimeout):
        _impatient(asking, slow)


def _impatient(asking: Asking, parameters: dict[str, Any]) -> None:
    """Ask and give up after a moment, as a client with a short time-out does."""
    hasty = Asking(asking.tiktok)
    hasty.patience = 0.3
    hasty.get(REPORT, **parameters)


@pytest.mark.parametrize("level", [level for level in LEVELS if level != "AUCTION_ADVERTISER"])
def test_each_level_counts_its_own_ids(start: Callable[..., Asking], level: str) -> None:
    """Point 27: at campaign level campaigns are counted, not their ads."""
    counts = {"AUCTION_AD": 16, "AUCTION_ADGROUP": 8, "AUCTION_CAMPAIGN": 4}
    for most, cut in ((counts[level], True), (counts[level] + 1, False)):
        asking = start("--max-ads", str(most))
        answer = asking.get(REPORT, **asking.report(level, filtering=everything(level)))
        assert (HEADER in answer.headers) is cut
