"""TopView and Promote: objects that listings show on request, and their spend in reports."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from tests.emulator.process import LocalTikTok
from tests.emulator.tests.asking import REPORT, TODAY, Asking, condition, everything

if TYPE_CHECKING:
    from collections.abc import Iterator

SPAN = {"start_date": "2026-11-01", "end_date": TODAY}
TOP_VIEW = {"buying_types": ["RESERVATION_TOP_VIEW"]}
PROMOTE = {"campaign_system_origins": ["PROMOTE"]}
ALL = {"primary_status": "STATUS_ALL"}
LISTINGS = {
    "/campaign/get/": ("campaign_id", 1),
    "/adgroup/get/": ("adgroup_id", 2),
    "/ad/get/": ("ad_id", 4),
}
LEVELS = ("AUCTION_AD", "AUCTION_ADGROUP", "AUCTION_CAMPAIGN")
ONLY_PROMOTE = condition("campaign_system_origins", "IN", '["PROMOTE"]')
ONLY_TOP_VIEW = condition("buying_types", "IN", '["RESERVATION_TOP_VIEW"]')


@pytest.fixture(scope="module")
def both() -> Iterator[Asking]:
    """A local TikTok with one TopView and one Promote campaign per advertiser."""
    with LocalTikTok("--today", TODAY, "--top-view", "1", "--promote", "1") as tiktok:
        yield Asking(tiktok)


@pytest.fixture
def advertiser_id(both: Asking) -> str:
    """The first advertiser."""
    return both.tiktok.advertiser_ids[0]


def _listed(asking: Asking, path: str, **filtering: Any) -> list[dict[str, Any]]:
    """All objects of the first advertiser, in a page that TopView allows too."""
    whose = {"advertiser_id": asking.tiktok.advertiser_ids[0], "page_size": 100}
    found: list[dict[str, Any]] = asking.data(path, filtering={**ALL, **filtering}, **whose)["list"]
    return found


def _spend(asking: Asking, level: str, *conditions: dict[str, str]) -> Decimal:
    rows = asking.rows(level, filtering=[*everything(level), *conditions], **SPAN)
    return Decimal(sum(Decimal(row["metrics"]["spend"]) for row in rows))


@pytest.mark.parametrize("path", LISTINGS)
def test_listings_hide_both_by_default(
    both: Asking, reading: Asking, advertiser_id: str, path: str
) -> None:
    """Whoever does not ask sees what a data set without them holds, ids included."""
    assert both.listed(path, advertiser_id, **ALL) == reading.listed(path, advertiser_id, **ALL)


@pytest.mark.parametrize("path", LISTINGS)
@pytest.mark.parametrize("special", [TOP_VIEW, PROMOTE])
def test_listings_show_each_when_asked_for(
    both: Asking, path: str, special: dict[str, list[str]]
) -> None:
    """By buying type, or by system origin: the campaign, its ad groups and its ads."""
    key, count = LISTINGS[path]
    found = _listed(both, path, **special)
    assert len({item[key] for item in found}) == count
    ordinary = _listed(both, path)
    assert not {item[key] for item in found} & {item[key] for item in ordinary}


@pytest.mark.parametrize("path", LISTINGS)
def test_promote_objects_have_few_fields(both: Asking, advertiser_id: str, path: str) -> None:
    """Ids, names, the time of creation and statuses; nobody learns when they were modified."""
    for found in both.listed(path, advertiser_id, **ALL, **PROMOTE):
        assert {"create_time", "secondary_status", "campaign_name"} <= found.keys()
        assert not {"modify_time", "objective_type", "ad_text", "bid_price"} & found.keys()
        assert ("budget" in found) is (path == "/adgroup/get/")
    campaign = both.listed("/campaign/get/", advertiser_id, **PROMOTE)[0]
    assert campaign["campaign_system_origin"] == "PROMOTE"


def test_both_origins_may_be_asked_for_together(both: Asking, advertiser_id: str) -> None:
    """Unlike TopView, Promote goes with the others."""
    together = {"campaign_system_origins": ["TT_ADS_PLATFORM", "PROMOTE"]}
    alone = both.listed("/ad/get/", advertiser_id, **PROMOTE)
    plain = both.listed("/ad/get/", advertiser_id)
    assert both.listed("/ad/get/", advertiser_id, **together) == [*alone, *plain]


@pytest.mark.parametrize(
    ("path", "largest"), [("/campaign/get/", 1000), ("/adgroup/get/", 100), ("/ad/get/", 100)]
)
def test_pages_of_top_view_are_small(
    both: Asking, advertiser_id: str, path: str, largest: int
) -> None:
    """Ad groups and ads come in pages of at most 100, campaigns as always."""
    query = {"advertiser_id": advertiser_id, "filtering": TOP_VIEW}
    assert both.envelope(path, **query, page_size=largest)["code"] == 0
    assert both.refusal(path, **query, page_size=largest + 1)[0] == 40002


@pytest.mark.parametrize("level", LEVELS)
def test_reports_hold_top_view_and_leave_promote_out(both: Asking, level: str) -> None:
    """What the advertiser spent and its objects did not is what Promote spent."""
    whole = _spend(both, "AUCTION_ADVERTISER")
    truth = both.tiktok.truth(both.tiktok.advertiser_ids[0], **SPAN)
    assert _spend(both, level, ONLY_TOP_VIEW) > 0
    assert _spend(both, level, ONLY_PROMOTE) > 0
    assert whole == Decimal(truth["total"]["spend"])
    assert whole - _spend(both, level) == Decimal(truth["promote"]["spend"])
    assert _spend(both, level, ONLY_PROMOTE) == Decimal(truth["promote"]["spend"])


def test_a_filter_narrows_the_advertisers_report_too(both: Asking) -> None:
    """Asked for one origin, the advertiser's row counts that one alone."""
    platform = condition("campaign_system_origins", "IN", '["TT_ADS_PLATFORM"]')
    whole = _spend(both, "AUCTION_ADVERTISER")
    ours, theirs = (_spend(both, "AUCTION_ADVERTISER", one) for one in (platform, ONLY_PROMOTE))
    assert min(ours, theirs) > 0
    assert ours + theirs == whole


def test_rows_are_those_of_the_truth(both: Asking, advertiser_id: str) -> None:
    """The yardstick counts rows and objects as TikTok shows them."""
    truth = both.tiktok.truth(advertiser_id, **SPAN)
    rows = both.rows(filtering=everything("AUCTION_AD"), **SPAN)
    assert len(rows) == truth["rows"]["ad"]["with_deleted"]
    shown = [*_listed(both, "/ad/get/"), *_listed(both, "/ad/get/", **TOP_VIEW)]
    assert len(shown) == truth["entities"]["ads"]["with_deleted"]
    hidden = _listed(both, "/ad/get/", **PROMOTE)
    assert len(hidden) == truth["promote"]["entities"]["ads"]["with_deleted"]


def test_a_report_names_what_promote_promotes_other(both: Asking) -> None:
    """The attribute has a text of its own for it."""
    query: dict[str, Any] = {"metrics": ["promotion_type"], "filtering": [ONLY_PROMOTE]}
    listed = both.data(REPORT, **both.report(**query))["list"]
    assert {row["metrics"]["promotion_type"] for row in listed} == {"Other"}


def test_an_object_without_a_named_parent_is_no_special_one(advertiser_id: str) -> None:
    """An inserted ad is listed by default although Promote has the newest ad group."""
    with LocalTikTok("--today", TODAY, "--top-view", "1", "--promote", "1") as tiktok:
        asking = Asking(tiktok)
        change = {"action": "insert", "kind": "ad", "advertiser_id": advertiser_id}
        made = tiktok.admin("POST", "objects", change)["id"]
        assert made in {ad["ad_id"] for ad in asking.listed("/ad/get/", advertiser_id)}
