"""The request log."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.emulator.tests.asking import Asking


def test_a_request_is_logged_with_what_tests_ask_about(start: Callable[..., Asking]) -> None:
    """Point 34: number, instant, path, decoded query, advertiser, page, code, connection."""
    asking = start()
    advertiser_id = asking.tiktok.advertiser_ids[0]
    asking.get("/ad/get/", advertiser_id=advertiser_id, fields=["ad_id"], page=3)
    (entry,) = asking.tiktok.requests()
    connection = entry.pop("connection")
    assert isinstance(connection, int)
    assert entry == {
        "n": 1,
        "at": "2026-11-20T12:00:00+00:00",
        "method": "GET",
        "path": "/open_api/v1.3/ad/get/",
        "query": {"advertiser_id": advertiser_id, "fields": '["ad_id"]', "page": "3"},
        "advertiser_id": advertiser_id,
        "page": 3,
        "code": 0,
        "status": 200,
        "token_ok": True,
    }


def test_no_credential_is_in_the_log(start: Callable[..., Asking]) -> None:
    """Neither the token nor the app's secret, wherever they were sent."""
    asking = start()
    tiktok = asking.tiktok
    path = "/oauth2/advertiser/get/"
    asking.get(path, app_id=tiktok.app_id, secret=tiktok.app_secret, access_token=tiktok.token)
    text = str(tiktok.requests())
    assert tiktok.app_id in text
    assert tiktok.app_secret not in text
    assert tiktok.token not in text


def test_the_log_can_be_narrowed_and_cleared(start: Callable[..., Asking]) -> None:
    """By the end of the path, by number, and from now on; numbers go on."""
    asking = start()
    for path in ("/user/info/", "/nothing/", "/user/info/"):
        asking.get(path)
    tiktok = asking.tiktok
    assert [entry["n"] for entry in tiktok.requests("/user/info/")] == [1, 3]
    assert [e["n"] for e in tiktok.admin("GET", "requests", since="1")["requests"]] == [2, 3]
    assert [entry["code"] for entry in tiktok.requests()] == [0, 40400, 0]
    tiktok.clear_requests()
    assert tiktok.requests() == []
    asking.get("/user/info/")
    assert [entry["n"] for entry in tiktok.requests()] == [4]


def test_a_wrong_token_is_marked(start: Callable[..., Asking]) -> None:
    """token_ok tells whether the token was accepted."""
    asking = start()
    asking.get("/user/info/")
    asking.session.headers["Access-Token"] = "wrong"
    asking.get("/user/info/")
    assert [entry["token_ok"] for entry in asking.tiktok.requests()] == [True, False]


def test_events_are_logged_too(start: Callable[..., Asking]) -> None:
    """Calls of the Events API are in the same log, with their code."""
    asking = start()
    url = f"{asking.tiktok.url}/open_api/v1.3/event/track/"
    asking.session.post(url, json={})
    asking.session.post(url.removesuffix("/"), json={})
    seen = [(e["path"], e["status"], e["code"] != 0) for e in asking.tiktok.requests()]
    assert seen == [
        ("/open_api/v1.3/event/track/", 200, True),
        ("/open_api/v1.3/event/track", 404, True),
    ]
