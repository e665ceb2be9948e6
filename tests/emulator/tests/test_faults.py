"""Scripted faults as a client feels them."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

import pytest
import requests

from tests.emulator.catalogue.codes import MESSAGES
from tests.emulator.faults import Fault, Faults
from tests.emulator.process import LocalTikTok
from tests.emulator.tests.asking import TODAY, Asking
from tests.emulator.wire import Request

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

USER = "/user/info/"
RETRYABLE = (50000, 50002, 51010, 60001, 40016, 40132, 40700)


@pytest.fixture(scope="module")
def shared() -> Iterator[Asking]:
    """One local TikTok for all faults, cleaned before each test."""
    with LocalTikTok("--today", TODAY) as tiktok:
        yield Asking(tiktok)


@pytest.fixture
def asking(shared: Asking) -> Asking:
    """A client of a local TikTok without faults and with an empty log."""
    shared.tiktok.clear_faults()
    shared.tiktok.clear_requests()
    return shared


@pytest.mark.parametrize("code", RETRYABLE)
def test_a_transient_code_is_gone_on_retry(asking: Asking, code: int) -> None:
    """Point 33: once the code with a fitting message, then success."""
    asking.tiktok.fault(path=USER, code=code)
    assert asking.refusal(USER) == (code, MESSAGES[code])
    assert asking.envelope(USER)["code"] == 0


def test_a_fault_may_be_meant_for_one_query(asking: Asking) -> None:
    """Only the call whose parameters are all as given is struck."""
    asking.tiktok.fault(path=USER, query={"a": "1", "b": "2"})

    assert asking.envelope(USER, a="1")["code"] == 0
    assert asking.refusal(USER, a="1", b="2", c="3")[0] == 50000


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_an_http_status_comes_without_envelope(asking: Asking, status: int) -> None:
    """Point 3: a transport error has its status and no JSON."""
    asking.tiktok.fault(path=USER, kind="status", status=status, body="upstream failed")
    answer = asking.get(USER)
    assert (answer.status_code, answer.text) == (status, "upstream failed")


def test_an_html_page_can_come_instead(asking: Asking) -> None:
    """Point 3: 502 with HTML by default, or 200."""
    asking.tiktok.fault(path=USER, kind="html")
    asking.tiktok.fault(path=USER, kind="html", status=200)
    first, second = asking.get(USER), asking.get(USER)
    assert (first.status_code, second.status_code) == (502, 200)
    assert first.headers["Content-Type"] == "text/html"
    assert first.text.startswith("<html>")


def test_a_truncated_body_breaks_off(asking: Asking) -> None:
    """Point 3: half of the announced bytes, then the end of the connection."""
    asking.tiktok.fault(path=USER, kind="truncate")
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        asking.get(USER)
    assert asking.envelope(USER)["code"] == 0


def test_a_reset_tears_the_connection(asking: Asking) -> None:
    """Point 3: no answer at all."""
    asking.tiktok.fault(path=USER, kind="reset")
    with pytest.raises(requests.ConnectionError, match="reset by peer"):
        asking.get(USER)


def test_a_hang_ends_when_its_time_is_over(asking: Asking) -> None:
    """Point 3: silence, and then a closed connection."""
    asking.tiktok.fault(path=USER, kind="hang", seconds=0.2)
    begin = time.monotonic()
    with pytest.raises(requests.ConnectionError):
        asking.get(USER)
    assert time.monotonic() - begin >= 0.2


def test_a_delay_is_an_answer_that_comes_late(asking: Asking) -> None:
    """Point 34: latency for one call."""
    asking.tiktok.fault(path=USER, kind="delay", seconds=0.2)
    begin = time.monotonic()
    assert asking.envelope(USER)["code"] == 0
    assert time.monotonic() - begin >= 0.2


def test_headers_and_bodies_can_be_put_in(asking: Asking) -> None:
    """Point 34: an extra header on the real answer, or any body instead of it."""
    asking.tiktok.fault(path=USER, kind="header", headers={"X-Tt-Ads-Throttle": "cut"})
    asking.tiktok.fault(path=USER, kind="body", body='{"code": 0')
    first, second = asking.get(USER), asking.get(USER)
    assert (first.headers["X-Tt-Ads-Throttle"], first.json()["code"]) == ("cut", 0)
    assert second.text == '{"code": 0'


def test_a_code_can_carry_message_data_status_and_headers(asking: Asking) -> None:
    """Point 34: everything about the envelope can be scripted."""
    fault = {"code": 20001, "message": "Partly.", "data": {"failed": [1]}, "status": 207}
    asking.tiktok.fault(path=USER, headers={"X-Extra": "1"}, **fault)
    answer = asking.get(USER)
    envelope = answer.json()
    assert answer.status_code == 207
    assert answer.headers["X-Extra"] == "1"
    assert answer.headers["X-Tt-Logid"] == envelope["request_id"]
    assert (envelope["code"], envelope["message"]) == (20001, "Partly.")
    assert envelope["data"] == {"failed": [1]}


def test_faults_strike_the_chosen_page_of_the_chosen_advertiser(asking: Asking) -> None:
    """Point 34: path, advertiser, page and the number of calls to let pass."""
    first, second, *_ = asking.tiktok.advertiser_ids
    asking.tiktok.fault(path="/ad/get/", advertiser_id=first, page=2, skip=1, times=2)

    def code(advertiser_id: str, page: int) -> int:
        found: int = asking.envelope("/ad/get/", advertiser_id=advertiser_id, page=page)["code"]
        return found

    assert [code(first, 1), code(second, 2)] == [0, 0]
    assert [code(first, 2) for _ in range(4)] == [0, 50000, 50000, 0]
    assert asking.tiktok.admin("GET", "faults")["faults"][0]["hits"] == 2


def test_an_advertiser_is_found_in_a_list_too(asking: Asking) -> None:
    """Point 34: advertiser_ids counts as well."""
    first, second, *_ = asking.tiktok.advertiser_ids
    asking.tiktok.fault(advertiser_id=second, times=0)
    assert asking.envelope("/advertiser/info/", advertiser_ids=[first])["code"] == 0
    for _ in range(3):
        assert asking.refusal("/advertiser/info/", advertiser_ids=[first, second])[0] == 50000
    asking.tiktok.clear_faults()
    assert asking.envelope("/advertiser/info/", advertiser_ids=[first, second])["code"] == 0


def test_a_fault_after_the_endpoint_leaves_its_work_done(asking: Asking) -> None:
    """Point 34: with `after` the auth code is used up although the answer failed."""
    tiktok = asking.tiktok
    body = {"app_id": tiktok.app_id, "secret": tiktok.app_secret, "auth_code": "local-auth-code"}
    url = f"{tiktok.url}/open_api/v1.3/oauth2/access_token/"
    tiktok.fault(path="/oauth2/access_token/", code=50000, when="before")
    tiktok.fault(path="/oauth2/access_token/", code=50000, when="after")
    codes = [asking.session.post(url, json=body).json()["code"] for _ in range(3)]
    assert codes == [50000, 50000, 40110]


def test_what_struck_is_in_the_log(asking: Asking) -> None:
    """Point 34: the log shows the code or status the client saw, or none."""
    asking.tiktok.fault(path=USER, code=50002)
    asking.tiktok.fault(path=USER, kind="status", status=503)
    asking.tiktok.fault(path=USER, kind="reset")
    asking.get(USER)
    asking.get(USER)
    with pytest.raises(requests.ConnectionError):
        asking.get(USER)
    asking.get(USER)
    seen = [(entry["code"], entry["status"]) for entry in asking.tiktok.requests(USER)]
    assert seen == [(50002, 200), (None, 503), (None, None), (0, 200)]


def test_repeated_hangs_are_punished_until_the_faults_are_cleared(asking: Asking) -> None:
    """Point 32: the third time-out of a request blocks it, as TikTok would; clearing forgives."""
    hasty = Asking(asking.tiktok)
    hasty.patience = 0.1
    asking.tiktok.fault(path=USER, kind="hang", times=3)
    for _ in range(3):
        with pytest.raises(requests.ReadTimeout):
            hasty.get(USER)
    assert asking.refusal(USER)[0] == 40100
    asking.tiktok.clear_faults()
    assert asking.envelope(USER)["code"] == 0


def test_faults_can_be_there_from_the_start(start: Callable[..., Asking], tmp_path: Path) -> None:
    """Point 34: --faults reads a list from a file."""
    file = tmp_path / "faults.json"
    file.write_text(json.dumps([{"path": USER, "code": 40100, "times": 2}]))
    asking = start("--faults", str(file))
    assert [asking.envelope(USER)["code"] for _ in range(3)] == [40100, 40100, 0]


def test_the_first_fault_that_matches_strikes() -> None:
    """Faults are tried in their order; a used up one is passed over."""
    faults = Faults()
    faults.add(Fault(path="/a/", code=1))
    faults.add(Fault(code=2, times=0))
    calls = [Request("GET", path, {}, {}) for path in ("/x/a/", "/x/a/", "/b/")]
    struck = [faults.strike(call, 0.0) for call in calls]
    assert [fault.code for fault in struck if fault] == [1, 2, 2]
    faults.clear()
    assert faults.strike(calls[0], 0.0) is None
