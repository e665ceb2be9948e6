"""Offset paging over a set that changes between two pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.emulator.tests.asking import Asking

KINDS = {
    "campaign": ("/campaign/get/", "campaign_id"),
    "adgroup": ("/adgroup/get/", "adgroup_id"),
    "ad": ("/ad/get/", "ad_id"),
}


@pytest.fixture
def asking(start: Callable[..., Asking]) -> Asking:
    """A local TikTok whose objects this test changes."""
    return start()


def _pages(asking: Asking, kind: str) -> list[list[str]]:
    """The ids of both halves of a listing, page by page."""
    path, key = KINDS[kind]
    pages: list[list[str]] = []
    page, total = 1, 1
    while page <= total:
        data = asking.data(
            path, advertiser_id=asking.tiktok.advertiser_ids[0], page=page, page_size=2
        )
        pages.append([item[key] for item in data["list"]])
        total = data["page_info"]["total_page"]
        page += 1
    return pages


def _change(asking: Asking, **change: Any) -> Any:
    body = {"advertiser_id": asking.tiktok.advertiser_ids[0], **change}
    return asking.tiktok.admin("POST", "objects", body)


@pytest.mark.parametrize("kind", KINDS)
def test_an_object_created_between_pages_shifts_the_rest(asking: Asking, kind: str) -> None:
    """Point 20: the last of page 1 comes again on page 2, and the total drifts."""
    before = [id_ for page in _pages(asking, kind) for id_ in page]
    after_page = {"path": KINDS[kind][0], "page": 1}
    _change(asking, action="insert", kind=kind, after_page=after_page)
    first, second, *_ = _pages(asking, kind)
    assert first == before[:2]
    assert second[0] == before[1]
    now = [id_ for page in _pages(asking, kind) for id_ in page]
    assert now[1:] == before
    assert int(now[0]) > int(before[0])


@pytest.mark.parametrize("kind", KINDS)
def test_an_object_deleted_between_pages_hides_another(asking: Asking, kind: str) -> None:
    """Point 20: the first of page 2 moves to page 1 unseen."""
    before = [id_ for page in _pages(asking, kind) for id_ in page]
    after_page = {"path": KINDS[kind][0], "page": 1}
    _change(asking, action="delete", kind=kind, id=before[0], after_page=after_page)
    seen = {id_ for page in _pages(asking, kind) for id_ in page}
    assert before[2] not in seen


def test_changes_can_happen_at_once(asking: Asking) -> None:
    """An insertion answers the id; the object has the given name and parent."""
    campaign = _change(asking, action="insert", kind="campaign", name="Neu 🎈")["id"]
    group = _change(asking, action="insert", kind="adgroup", parent_id=campaign)["id"]
    ad = _change(asking, action="insert", kind="ad", parent_id=group)["id"]
    advertiser_id = asking.tiktok.advertiser_ids[0]
    found = asking.listed("/ad/get/", advertiser_id)[0]
    assert (found["ad_id"], found["adgroup_id"], found["campaign_id"]) == (ad, group, campaign)
    assert found["campaign_name"] == "Neu 🎈"
    assert found["create_time"] == "2026-11-20 12:00:00"


def test_a_new_ad_spends_from_its_second_day_on(asking: Asking) -> None:
    """A review comes first; then it has rows like any other."""
    ad = _change(asking, action="insert", kind="ad")["id"]

    def days() -> set[str]:
        rows = asking.rows(start_date="2026-11-15", end_date="2026-12-05")
        return {
            row["dimensions"]["stat_time_day"] for row in rows if row["dimensions"]["ad_id"] == ad
        }

    assert days() == set()
    asking.tiktok.set_now("2026-12-05T12:00:00Z")
    assert min(days()) >= "2026-11-21 00:00:00"
    assert len(days()) > 5


def test_what_a_deleted_ad_spent_stays_and_grows_no_more(asking: Asking) -> None:
    """The advertiser's spend of today keeps the deleted ad's part, up to the deletion."""
    advertiser_id = asking.tiktok.advertiser_ids[0]
    before = asking.tiktok.truth(advertiser_id, "2026-11-20", "2026-11-20")["total"]["impressions"]
    asking.tiktok.set_now("2026-11-20T12:10:00Z")
    for ad in asking.listed("/ad/get/", advertiser_id):
        _change(asking, action="delete", kind="ad", id=ad["ad_id"])
    asking.tiktok.set_now("2026-11-20T23:00:00Z")
    after = asking.tiktok.truth(advertiser_id, "2026-11-20", "2026-11-20")["total"]["impressions"]
    assert after == before
    (row,) = asking.rows("AUCTION_ADVERTISER", start_date="2026-11-20")
    assert row["metrics"]["impressions"] == before


def test_a_wrong_id_is_explained(asking: Asking) -> None:
    """Deleting what is not there is an error of the admin call."""
    with pytest.raises(RuntimeError, match="no such object"):
        _change(asking, action="delete", kind="ad", id="5")
