"""Rate limits over HTTP; the clock is moved, nothing waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.emulator.tests.asking import Asking

RESTRICTED = (
    "Due to too many requests, requests from App 7000000000000000001 are temporarily restricted."
)


def _codes(asking: Asking, requests: int) -> list[int]:
    return [asking.envelope("/user/info/")["code"] for _ in range(requests)]


def test_the_second_has_a_limit(start: Callable[..., Asking]) -> None:
    """Point 31: one request over it is 40100 in TikTok's words, a second later it goes on."""
    asking = start("--qps", "0.01")  # one request, then one in 100 seconds: no race with the host
    assert _codes(asking, 2) == [0, 40100]
    assert asking.refusal("/user/info/")[1] == "App reaches the QPS limit."
    asking.tiktok.set_now("2026-11-20T12:02:00Z")
    assert _codes(asking, 2) == [0, 40100]


def test_the_minute_has_a_limit_and_a_lock_of_five(start: Callable[..., Asking]) -> None:
    """Point 31: over the minute's limit the app is locked for five minutes, not one."""
    asking = start("--qpm", "3")
    assert _codes(asking, 3) == [0, 0, 0]
    assert asking.refusal("/user/info/") == (40100, RESTRICTED)
    asking.tiktok.set_now("2026-11-20T12:04:30Z")
    assert asking.refusal("/user/info/") == (40100, RESTRICTED)
    asking.tiktok.set_now("2026-11-20T12:05:30Z")
    assert _codes(asking, 3) == [0, 0, 0]


def test_the_day_has_a_limit_until_midnight_utc(start: Callable[..., Asking]) -> None:
    """Point 31: the day's requests come back at 00:00 UTC."""
    asking = start("--qpd", "2")
    assert _codes(asking, 3) == [0, 0, 40100]
    asking.tiktok.set_now("2026-11-20T23:59:00Z")
    assert asking.refusal("/user/info/") == (40100, RESTRICTED)
    asking.tiktok.set_now("2026-11-21T00:00:00Z")
    assert _codes(asking, 3) == [0, 0, 40100]


def test_each_advertiser_and_path_has_a_limit(start: Callable[..., Asking]) -> None:
    """Point 31: 40133 names the advertiser; another advertiser or path is not touched."""
    asking = start("--advertiser-qps", "1")
    first, second, *_ = asking.tiktok.advertiser_ids
    asking.data("/campaign/get/", advertiser_id=first)
    assert asking.refusal("/campaign/get/", advertiser_id=first) == (
        40133,
        (
            f"Advertiser ({first})'s QPS (2) reaches QPS limit 1 for current path, request is "
            "temporarily restricted."
        ),
    )
    asking.data("/campaign/get/", advertiser_id=second)
    asking.data("/adgroup/get/", advertiser_id=first)


def test_the_token_comes_before_the_limit_and_the_limit_before_the_parameters(
    start: Callable[..., Asking],
) -> None:
    """A wrong token uses up no quota; a wrong parameter does."""
    asking = start("--qpd", "1")
    wrong = type(asking)(asking.tiktok)
    wrong.session.headers["Access-Token"] = "wrong"
    assert wrong.refusal("/user/info/")[0] == 40105
    assert asking.refusal("/campaign/get/")[0] == 40002
    assert asking.refusal("/campaign/get/")[0] == 40100


def test_admin_calls_are_not_limited(start: Callable[..., Asking]) -> None:
    """Admin calls neither count nor fail nor appear in the log."""
    asking = start("--qpd", "1")
    for _ in range(5):
        assert asking.tiktok.admin("GET", "health") == {"status": "ok"}
    assert _codes(asking, 2) == [0, 40100]
    assert [entry["code"] for entry in asking.tiktok.requests()] == [0, 40100]
