"""What the listings keep when they are filtered."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.emulator.tests.asking import Asking

KINDS = {"/campaign/get/": "campaigns", "/adgroup/get/": "ad_groups", "/ad/get/": "ads"}
TIME = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")


@pytest.fixture
def advertiser_id(reading: Asking) -> str:
    """The first advertiser."""
    return reading.tiktok.advertiser_ids[0]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/campaign/get/", "CAMPAIGN_STATUS_ALL"),
        ("/adgroup/get/", "ADGROUP_STATUS_ALL"),
        ("/ad/get/", "AD_STATUS_ALL"),
    ],
)
def test_the_secondary_status_all_shows_deleted_objects_too(
    reading: Asking, advertiser_id: str, path: str, status: str
) -> None:
    """Two peers list deleted objects this way."""
    assert reading.listed(path, advertiser_id, secondary_status=status) == reading.listed(
        path, advertiser_id, primary_status="STATUS_ALL"
    )


def test_filters_hold_together(reading: Asking, advertiser_id: str) -> None:
    """Point 18: ids and status are both required to match."""
    ads = reading.listed("/ad/get/", advertiser_id, primary_status="STATUS_ALL")
    deleted = next(ad for ad in ads if ad["secondary_status"].endswith("DELETE"))
    found = {"ad_ids": [deleted["ad_id"]]}
    assert reading.listed("/ad/get/", advertiser_id, **found) == []
    assert reading.listed("/ad/get/", advertiser_id, **found, primary_status="STATUS_ALL") == [
        deleted
    ]
    wrong_parent = {"campaign_ids": ["1"], **found, "primary_status": "STATUS_ALL"}
    assert reading.listed("/ad/get/", advertiser_id, **wrong_parent) == []


def test_times_are_compared_later_than_and_earlier_than_in_utc(
    reading: Asking, advertiser_id: str
) -> None:
    """Point 18: an object created at the bound itself is on neither side."""
    campaigns = reading.listed("/campaign/get/", advertiser_id, primary_status="STATUS_ALL")
    bound = campaigns[1]["create_time"]
    later = reading.listed(
        "/campaign/get/",
        advertiser_id,
        primary_status="STATUS_ALL",
        creation_filter_start_time=bound,
    )
    earlier = reading.listed(
        "/campaign/get/",
        advertiser_id,
        primary_status="STATUS_ALL",
        creation_filter_end_time=bound,
    )
    assert [*later, campaigns[1], *earlier] == campaigns


def test_ads_can_be_asked_for_by_their_last_change(reading: Asking, advertiser_id: str) -> None:
    """Point 18: modified_after keeps what changed later than the instant."""
    bound = "2026-11-10 00:00:00"
    changed = reading.listed("/ad/get/", advertiser_id, modified_after=bound)
    everything = reading.listed("/ad/get/", advertiser_id)
    expected = [ad for ad in everything if (ad["modify_time"] or "") > bound]
    timed = [ad for ad in changed if ad["modify_time"] is not None]
    assert timed == expected
    assert len(changed) < len(everything)


def test_reservation_campaigns_are_shown_or_hidden_by_default(
    start: Callable[..., Asking],
) -> None:
    """Point 17: the default of buying_types is a switch; named, each type comes alone."""
    size = ("--campaigns", "6")
    wide, narrow = start(*size), start(*size, "--default-buying-types", "auction")
    id_ = wide.tiktok.advertiser_ids[0]
    reserved = wide.listed("/campaign/get/", id_, buying_types=["RESERVATION_RF"])
    assert [campaign["objective_type"] for campaign in reserved] == ["RF_REACH"]
    assert reserved[0] in wide.listed("/campaign/get/", id_)
    assert narrow.listed("/campaign/get/", id_) == wide.listed(
        "/campaign/get/", id_, buying_types=["AUCTION"]
    )
