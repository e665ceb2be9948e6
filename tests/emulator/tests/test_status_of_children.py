"""What happens to children when their parents are deleted or paused: another status, no edit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.emulator.tests.asking import Asking

ALL = {"primary_status": "STATUS_ALL"}
PATHS = {"campaign": "/campaign/get/", "adgroup": "/adgroup/get/", "ad": "/ad/get/"}
LATER = 3600.0


def _children(asking: Asking, path: str, key: str, parent: str) -> dict[str, dict[str, Any]]:
    """The children of a parent by their ids."""
    advertiser_id = asking.tiktok.advertiser_ids[0]
    own = "adgroup_id" if path == "/adgroup/get/" else "ad_id"
    listed = asking.listed(path, advertiser_id, **ALL)
    return {item[own]: item for item in listed if item[key] == parent}


@pytest.mark.parametrize(
    ("action", "kind", "path", "status"),
    [
        ("delete", "campaign", "/adgroup/get/", "ADGROUP_STATUS_CAMPAIGN_DELETE"),
        ("delete", "campaign", "/ad/get/", "AD_STATUS_CAMPAIGN_DELETE"),
        ("delete", "adgroup", "/ad/get/", "AD_STATUS_ADGROUP_DELETE"),
        ("pause", "campaign", "/adgroup/get/", "ADGROUP_STATUS_CAMPAIGN_DISABLE"),
        ("pause", "campaign", "/ad/get/", "AD_STATUS_CAMPAIGN_DISABLE"),
        ("pause", "adgroup", "/ad/get/", "AD_STATUS_ADGROUP_DISABLE"),
    ],
)
def test_children_change_their_status_and_not_their_time(
    start: Callable[..., Asking], action: str, kind: str, path: str, status: str
) -> None:
    """The parent's modify_time is the instant of the change, everything else of a child stays."""
    asking = start()
    parents = PATHS[kind]
    key, advertiser_id = f"{kind}_id", asking.tiktok.advertiser_ids[0]
    parent = asking.listed(parents, advertiser_id)[-1][key]
    before = _children(asking, path, key, parent)
    asking.tiktok.forward(LATER)
    change = {"action": action, "kind": kind, "advertiser_id": advertiser_id, "id": parent}
    assert asking.tiktok.admin("POST", "objects", change) == {"id": parent}

    changed = {item[key]: item for item in asking.listed(parents, advertiser_id, **ALL)}[parent]
    assert changed["modify_time"] == "2026-11-20 13:00:00"
    after = _children(asking, path, key, parent)
    moved = [id_ for id_ in before if after[id_] != before[id_]]
    assert moved
    for id_ in moved:
        assert after[id_] == {**before[id_], "secondary_status": status}


def test_what_changed_with_its_parent_is_not_modified_after_it(
    start: Callable[..., Asking],
) -> None:
    """`modified_after` misses the children: they have to be found through the parent."""
    asking = start()
    advertiser_id = asking.tiktok.advertiser_ids[0]
    campaign = asking.listed("/campaign/get/", advertiser_id)[-1]["campaign_id"]
    change = {"action": "pause", "kind": "campaign", "advertiser_id": advertiser_id, "id": campaign}
    asking.tiktok.admin("POST", "objects", change)
    since = {"campaign_ids": [campaign], "modified_after": "2026-11-20 11:59:59"}
    assert asking.listed("/ad/get/", advertiser_id, **since) == []
    assert asking.listed("/ad/get/", advertiser_id, campaign_ids=[campaign])


def test_what_was_paused_can_be_resumed(start: Callable[..., Asking]) -> None:
    """The children's old status is back, the parent has another modify_time."""
    asking = start()
    advertiser_id = asking.tiktok.advertiser_ids[0]
    before = asking.listed("/ad/get/", advertiser_id, **ALL)
    campaign = asking.listed("/campaign/get/", advertiser_id)[-1]["campaign_id"]
    for action in ("pause", "resume"):
        asking.tiktok.forward(60)
        change = {"action": action, "kind": "campaign", "advertiser_id": advertiser_id}
        asking.tiktok.admin("POST", "objects", {**change, "id": campaign})
    resumed = asking.listed("/campaign/get/", advertiser_id)[-1]
    assert (resumed["operation_status"], resumed["modify_time"]) == (
        "ENABLE",
        "2026-11-20 12:02:00",
    )
    assert asking.listed("/ad/get/", advertiser_id, **ALL) == before


def test_it_can_happen_between_two_pages(start: Callable[..., Asking]) -> None:
    """The second page shows the new status, the first was served before."""
    asking = start()
    advertiser_id = asking.tiktok.advertiser_ids[0]
    campaign = asking.listed("/campaign/get/", advertiser_id)[-1]["campaign_id"]
    change = {"action": "pause", "kind": "campaign", "advertiser_id": advertiser_id, "id": campaign}
    late = {"after_page": {"path": "/ad/get/", "page": 1}}
    asking.tiktok.admin("POST", "objects", {**change, **late})
    query = {"advertiser_id": advertiser_id, "filtering": {"campaign_ids": [campaign]}}
    statuses = [
        asking.data("/ad/get/", **query, page_size=1, page=page)["list"][0]["secondary_status"]
        for page in (1, 2)
    ]
    assert statuses == ["AD_STATUS_DELIVERY_OK", "AD_STATUS_CAMPAIGN_DISABLE"]
