"""Faults that last for minutes of the local TikTok's clock; the clock is moved, nothing waits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.emulator.process import LocalTikTok
from tests.emulator.tests.asking import REPORT, TODAY, Asking

if TYPE_CHECKING:
    from collections.abc import Iterator

USER = "/user/info/"
MINUTES = 300.0


@pytest.fixture(scope="module")
def shared() -> Iterator[Asking]:
    """One local TikTok for all of them, cleaned before each test."""
    with LocalTikTok("--today", TODAY) as tiktok:
        yield Asking(tiktok)


@pytest.fixture
def asking(shared: Asking) -> Asking:
    """A client of a local TikTok without faults, at noon."""
    shared.tiktok.clear_faults()
    shared.tiktok.set_now(f"{TODAY}T12:00:00Z")
    return shared


@pytest.mark.parametrize("code", [40016, 40100, 40132, 50000, 50002, 51010, 60001])
def test_a_code_lasts_until_its_minutes_are_over(asking: Asking, code: int) -> None:
    """However often it is asked before, and not once after."""
    asking.tiktok.fault(path=USER, code=code, lasts=MINUTES)
    for _ in range(5):
        assert asking.refusal(USER)[0] == code
    asking.tiktok.forward(MINUTES / 2)
    assert asking.refusal(USER)[0] == code
    asking.tiktok.forward(MINUTES / 2)
    assert asking.envelope(USER)["code"] == 0


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_an_http_status_lasts_until_its_minutes_are_over(asking: Asking, status: int) -> None:
    """Errors of the transport have no envelope and end by the same clock."""
    asking.tiktok.fault(path=USER, kind="status", status=status, lasts=MINUTES)
    assert [asking.get(USER).status_code for _ in range(3)] == [status] * 3
    asking.tiktok.forward(MINUTES)
    assert asking.get(USER).status_code == 200


def test_success_without_data_lasts_too(asking: Asking) -> None:
    """Code 0, the usual message, and `data` is an empty object."""
    asking.tiktok.fault(path=REPORT, code=0, lasts=MINUTES)
    for _ in range(3):
        envelope = asking.envelope(REPORT, **asking.report())
        assert (envelope["code"], envelope["message"], envelope["data"]) == (0, "OK", {})
    asking.tiktok.forward(MINUTES)
    assert asking.data(REPORT, **asking.report())["list"]


def test_its_minutes_begin_with_its_first_hit(asking: Asking) -> None:
    """What passes before, skipped calls included, takes nothing away."""
    asking.tiktok.fault(path=USER, skip=1, lasts=MINUTES)
    asking.tiktok.forward(2 * MINUTES)
    assert asking.envelope(USER)["code"] == 0
    asking.tiktok.forward(2 * MINUTES)
    assert asking.refusal(USER)[0] == 50000
    asking.tiktok.forward(MINUTES)
    assert asking.envelope(USER)["code"] == 0


def test_setting_the_clock_ends_it_as_well(asking: Asking) -> None:
    """The instant a test sets is later by more than the fault lasts."""
    asking.tiktok.fault(path=USER, lasts=MINUTES)
    assert asking.refusal(USER)[0] == 50000
    asking.tiktok.set_now(f"{TODAY}T12:06:00Z")
    assert asking.envelope(USER)["code"] == 0


@pytest.mark.parametrize(
    ("where", "codes"),
    [
        ({"path": "/ad/get/"}, [50000, 0, 50000]),
        ({"advertiser": 0}, [50000, 50000, 0]),
        ({"path": "/ad/get/", "advertiser": 0}, [50000, 0, 0]),
        ({}, [50000, 50000, 50000]),
    ],
)
def test_it_may_be_meant_for_one_path_one_advertiser_or_all(
    asking: Asking, where: dict[str, Any], codes: list[int]
) -> None:
    """An ad listing, a campaign listing, and the ad listing of somebody else."""
    first, second, *_ = asking.tiktok.advertiser_ids
    advertiser_id = None if where.get("advertiser") is None else first
    asking.tiktok.fault(path=where.get("path"), advertiser_id=advertiser_id, lasts=MINUTES)
    calls = (("/ad/get/", first), ("/campaign/get/", first), ("/ad/get/", second))
    for _ in range(2):
        found = [asking.envelope(path, advertiser_id=id_)["code"] for path, id_ in calls]
        assert found == codes
    asking.tiktok.forward(MINUTES)
    assert all(asking.envelope(path, advertiser_id=id_)["code"] == 0 for path, id_ in calls)
