"""What the listings hold."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.emulator.tests.asking import Asking

IDS = {"/campaign/get/": "campaign_id", "/adgroup/get/": "adgroup_id", "/ad/get/": "ad_id"}
KINDS = {"/campaign/get/": "campaigns", "/adgroup/get/": "ad_groups", "/ad/get/": "ads"}
TIME = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")


@pytest.fixture
def advertiser_id(reading: Asking) -> str:
    """The first advertiser."""
    return reading.tiktok.advertiser_ids[0]


@pytest.mark.parametrize("path", IDS)
def test_deleted_objects_are_hidden_unless_asked_for(
    reading: Asking, advertiser_id: str, path: str
) -> None:
    """Point 19: NOT_DELETE by default, ALL and DELETE show them, and nothing is lost."""
    plain = reading.listed(path, advertiser_id)
    everything = reading.listed(path, advertiser_id, primary_status="STATUS_ALL")
    deleted = reading.listed(path, advertiser_id, primary_status="STATUS_DELETE")
    not_deleted = reading.listed(path, advertiser_id, primary_status="STATUS_NOT_DELETE")
    assert plain == not_deleted
    assert deleted
    assert {i[IDS[path]] for i in plain} | {i[IDS[path]] for i in deleted} == {
        i[IDS[path]] for i in everything
    }
    assert len(plain) + len(deleted) == len(everything)
    assert all(item["secondary_status"].endswith("DELETE") for item in deleted)
    counts = reading.tiktok.truth(advertiser_id, "2026-11-01", "2026-11-01")["entities"]
    assert counts[KINDS[path]] == {
        "with_deleted": len(everything),
        "without_deleted": len(plain),
    }


def test_children_of_deleted_parents_say_so(reading: Asking) -> None:
    """Point 19: the status of an ad tells whether it, its ad group or its campaign is gone."""
    statuses = {
        ad["secondary_status"]
        for advertiser_id in reading.tiktok.advertiser_ids
        for ad in reading.listed("/ad/get/", advertiser_id, primary_status="STATUS_DELETE")
    }
    assert statuses == {
        "AD_STATUS_DELETE",
        "AD_STATUS_ADGROUP_DELETE",
        "AD_STATUS_CAMPAIGN_DELETE",
    }
    groups = {
        group["secondary_status"]
        for group in reading.listed(
            "/adgroup/get/", reading.tiktok.advertiser_ids[0], primary_status="STATUS_DELETE"
        )
    }
    assert groups == {"ADGROUP_STATUS_DELETE", "ADGROUP_STATUS_CAMPAIGN_DELETE"}


@pytest.mark.parametrize("path", IDS)
def test_the_newest_id_comes_first(reading: Asking, advertiser_id: str, path: str) -> None:
    """Point 20: by numeric id, descending, which is by creation too."""
    items = reading.listed(path, advertiser_id, primary_status="STATUS_ALL")
    ids = [int(item[IDS[path]]) for item in items]
    assert ids == sorted(set(ids), reverse=True)
    created = [item["create_time"] for item in items]
    assert created == sorted(created, reverse=True)


def test_the_default_page_has_ten_items(reading: Asking, advertiser_id: str) -> None:
    """Point 9: without page_size there are ten, whatever there is."""
    status = {"primary_status": "STATUS_ALL"}
    data = reading.data("/ad/get/", advertiser_id=advertiser_id, filtering=status)
    assert len(data["list"]) == 10
    assert data["page_info"] == {
        "page": 1,
        "page_size": 10,
        "total_number": 16,
        "total_page": 2,
    }


def test_pages_make_up_the_whole_and_end_in_nothing(reading: Asking, advertiser_id: str) -> None:
    """Point 20: pages neither overlap nor miss; past the end there is an empty list."""
    status = {"primary_status": "STATUS_ALL"}
    parameters: dict[str, Any] = {"advertiser_id": advertiser_id, "filtering": status}
    pages = [
        reading.data("/ad/get/", **parameters, page=page, page_size=5) for page in (1, 2, 3, 4, 5)
    ]
    assert [len(page["list"]) for page in pages] == [5, 5, 5, 1, 0]
    assert {page["page_info"]["total_page"] for page in pages} == {4}
    whole = reading.listed("/ad/get/", advertiser_id, primary_status="STATUS_ALL")
    assert [item for page in pages for item in page["list"]] == whole


def test_nothing_has_no_page(reading: Asking, start: Callable[..., Asking]) -> None:
    """Point 20: total_page is 0 when empty, or 1 with the switch."""
    for asking, pages in ((reading, 0), (start("--empty-total-page", "1"), 1)):
        data = asking.data(
            "/campaign/get/",
            advertiser_id=asking.tiktok.advertiser_ids[0],
            filtering={"campaign_name": "no such name"},
        )
        assert data["list"] == []
        assert (data["page_info"]["total_number"], data["page_info"]["total_page"]) == (0, pages)


@pytest.mark.parametrize("path", IDS)
def test_ids_are_text_times_have_no_zone_and_booleans_are_real(
    reading: Asking, advertiser_id: str, path: str
) -> None:
    """Point 21: the types of TikTok's JSON."""
    for item in reading.listed(path, advertiser_id, primary_status="STATUS_ALL"):
        assert all(isinstance(item[key], str) for key in (IDS[path], "advertiser_id"))
        assert TIME.fullmatch(item["create_time"])
        assert item["modify_time"] is None or TIME.fullmatch(item["modify_time"])
        assert isinstance(item["is_new_structure"], bool)


def test_some_types_drift_as_tiktoks_do(reading: Asking) -> None:
    """Point 21: lists are null, empty or filled; budgets int or float; page_id a number."""
    ids = reading.tiktok.advertiser_ids
    groups = [g for id_ in ids for g in reading.listed("/adgroup/get/", id_)]
    ads = [a for id_ in ids for a in reading.listed("/ad/get/", id_)]
    campaigns = [c for id_ in ids for c in reading.listed("/campaign/get/", id_)]
    assert {type(group["age_groups"]) for group in groups} == {list, type(None)}
    assert {type(group["category_id"]) for group in groups} == {str, int}
    assert {type(group["skip_learning_phase"]) for group in groups} == {bool, int}
    assert {type(ad["page_id"]) for ad in ads} == {int, type(None)}
    assert {type(campaign["budget"]) for campaign in campaigns} == {int, float}


def test_the_sandbox_has_no_secondary_status(start: Callable[..., Asking]) -> None:
    """Point 21: the switch drops it."""
    asking = start("--sandbox")
    for path in IDS:
        (item, *_) = asking.listed(path, asking.tiktok.advertiser_ids[0])
        assert "secondary_status" not in item


def test_names_hold_what_breaks_careless_code(reading: Asking) -> None:
    """Names have emoji, CJK, quotes, line breaks, leading blanks, right-to-left letters."""
    names = "".join(
        item[key]
        for advertiser_id in reading.tiktok.advertiser_ids
        for path, key in (
            ("/campaign/get/", "campaign_name"),
            ("/adgroup/get/", "adgroup_name"),
            ("/ad/get/", "ad_name"),
        )
        for item in reading.listed(path, advertiser_id, primary_status="STATUS_ALL")
    )
    for piece in ("🌸", "👩‍👩‍👧", "夏", "한" if "한" in names else "韓", '"', "\n", "'", "<b>"):
        assert piece in names


def test_edits_show_as_the_clock_goes_on(start: Callable[..., Asking]) -> None:
    """An object is edited every few days: modify_time and a budget move together."""
    asking = start()
    advertiser_id = asking.tiktok.advertiser_ids[0]
    before = asking.listed("/campaign/get/", advertiser_id)
    asking.tiktok.set_now("2027-02-20T12:00:00Z")
    after = asking.listed("/campaign/get/", advertiser_id)
    assert len(before) == len(after)
    assert all(a["modify_time"] > b["modify_time"] for a, b in zip(after, before, strict=True))
    assert any(a["budget"] > b["budget"] for a, b in zip(after, before, strict=True))


def test_ad_groups_are_optimised_for_an_event_unless_for_clicks(
    start: Callable[..., Asking],
) -> None:
    """Purchases as the data set has it; a test lets them have another event."""
    asking = start()
    advertiser_id = asking.tiktok.advertiser_ids[0]

    def goals() -> set[tuple[str, str | None]]:
        found = asking.listed("/adgroup/get/", advertiser_id)
        return {(one["optimization_goal"], one["optimization_event"]) for one in found}

    assert goals() == {("CLICK", None), ("CONVERT", "SHOPPING")}
    change = {"advertiser_id": advertiser_id, "optimization_event": "ON_WEB_CART"}
    asking.tiktok.change_answers(**change)
    assert goals() == {("CLICK", None), ("CONVERT", "ON_WEB_CART")}
