"""Advertisers that cannot be read, or only in part."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.emulator.tests.asking import REPORT

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.emulator.tests.asking import Asking

PATHS = ("/campaign/get/", "/adgroup/get/", "/ad/get/", "/smart_plus/ad/get/")


@pytest.mark.parametrize("path", PATHS)
def test_a_foreign_advertiser_is_refused(reading: Asking, path: str) -> None:
    """Point 28: an advertiser that the token does not cover is 40001 in TikTok's words."""
    assert reading.refusal(path, advertiser_id="7001112223334445558") == (
        40001,
        "No permission to operate advertiser: 7001112223334445558",
    )


def test_a_foreign_advertiser_has_no_report(reading: Asking) -> None:
    """Point 28: reports refuse it alike, but only after wrong parameters."""
    right = reading.report(advertiser_id="7009")
    assert reading.refusal(REPORT, **right)[0] == 40001
    assert reading.refusal(REPORT, **{**right, "metrics": ["nonsense"]})[0] == 40002


@pytest.mark.parametrize(
    ("mode", "message"),
    [
        ("forbidden", "No permission to operate advertiser: {id}"),
        ("deleted", "advertiser {id} doesn't exist or has been deleted."),
        ("scope_missing", "advertiser does not grant you /campaign/get/:GET permission"),
    ],
)
def test_an_advertiser_can_go_wrong_while_it_runs(
    start: Callable[..., Asking], mode: str, message: str
) -> None:
    """Point 28: the three texts of 40001, and the others are not touched."""
    asking = start()
    bad, good, *_ = asking.tiktok.advertiser_ids
    asking.tiktok.admin("POST", "advertisers", {"advertiser_id": bad, "mode": mode})
    found = asking.refusal("/campaign/get/", advertiser_id=bad)
    assert found == (40001, message.format(id=bad))
    assert asking.envelope("/campaign/get/", advertiser_id=good)["code"] == 0
    asking.tiktok.admin("POST", "advertisers", {"advertiser_id": bad, "mode": "ok"})
    assert asking.envelope("/campaign/get/", advertiser_id=bad)["code"] == 0


def test_a_scope_can_be_missing_for_one_endpoint(start: Callable[..., Asking]) -> None:
    """Point 28: `/ad/get/` alone is refused."""
    asking = start()
    advertiser_id = asking.tiktok.advertiser_ids[0]
    change = {"advertiser_id": advertiser_id, "mode": "scope_missing", "path": "/ad/get/"}
    asking.tiktok.admin("POST", "advertisers", change)
    codes = [asking.envelope(path, advertiser_id=advertiser_id)["code"] for path in PATHS]
    assert codes == [0, 0, 40001, 0]


def test_a_deleted_advertiser_may_be_40300(start: Callable[..., Asking]) -> None:
    """Point 28: the code of a deleted advertiser is a switch."""
    asking = start("--deleted-advertiser-code", "40300")
    advertiser_id = asking.tiktok.advertiser_ids[0]
    change = {"advertiser_id": advertiser_id, "mode": "deleted"}
    asking.tiktok.admin("POST", "advertisers", change)
    assert asking.refusal("/ad/get/", advertiser_id=advertiser_id)[0] == 40300


def test_a_limited_advertiser_is_readable(reading: Asking) -> None:
    """Point 29: STATUS_LIMIT is listed and has reports like any other."""
    infos = reading.data("/advertiser/info/", advertiser_ids=reading.tiktok.advertiser_ids)["list"]
    limited = [info["advertiser_id"] for info in infos if info["status"] == "STATUS_LIMIT"]
    assert len(limited) == 1
    assert reading.listed("/campaign/get/", limited[0])
    assert reading.rows(advertiser_id=limited[0])


def test_the_wrong_service_type_is_an_empty_success(reading: Asking) -> None:
    """Point 30: RESERVATION on an auction account answers code 0 and nothing."""
    data = reading.data(REPORT, **reading.report(service_type="RESERVATION"))
    assert data["list"] == []
    assert data["page_info"] == {"page": 1, "page_size": 10, "total_number": 0, "total_page": 0}
