"""The Events API over real HTTP, as the target meets it."""

from __future__ import annotations

import http.client
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from tests.emulator.events.api import TRACK_PATH
from tests.emulator.events.sender import PIXEL, order
from tests.emulator.process import LocalTikTok

if TYPE_CHECKING:
    from collections.abc import Iterator

TODAY = "2026-03-01"


@pytest.fixture(scope="module")
def process() -> Iterator[LocalTikTok]:
    """One local TikTok for the module."""
    with LocalTikTok("--today", TODAY, "--scale", "small") as tiktok:
        yield tiktok


@pytest.fixture
def tiktok(process: LocalTikTok) -> LocalTikTok:
    """Start each test without events, faults and passed time."""
    process.admin("DELETE", "events")
    process.clear_faults()
    process.clear_requests()
    process.set_now(f"{TODAY}T12:00:00Z")
    return process


class Answer:
    """An HTTP answer read to its end."""

    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status = response.status
        self.headers = {name.lower(): value for name, value in response.getheaders()}
        self.body = response.read()

    @property
    def code(self) -> int:
        """The envelope's code."""
        code: int = json.loads(self.body)["code"]
        return code


def call(tiktok: LocalTikTok, method: str, path: str, body: bytes | None = None) -> Answer:
    """Make one request on a connection of its own."""
    address = urlsplit(tiktok.url)
    assert address.hostname
    connection = http.client.HTTPConnection(address.hostname, address.port, timeout=10)
    headers = {"Access-Token": tiktok.token, "Content-Type": "application/json"}
    try:
        connection.request(method, path, body, headers)
        return Answer(connection.getresponse())
    finally:
        connection.close()


def send(tiktok: LocalTikTok, *events: dict[str, Any], path: str = TRACK_PATH) -> Answer:
    """Post events of the web pixel."""
    body = {"event_source": "web", "event_source_id": PIXEL, "data": events}
    return call(tiktok, "POST", path, json.dumps(body).encode())


def stored(tiktok: LocalTikTok) -> int:
    """Production events the local TikTok holds."""
    count: int = tiktok.admin("GET", "events/summary")["stored"]
    return count


def test_an_accepted_batch_is_http_200_with_an_envelope(tiktok: LocalTikTok) -> None:
    """The request id is in the log header too, and no header speaks of rate limits."""
    answer = send(tiktok, order("1"), order("2"))
    envelope = json.loads(answer.body)
    assert (answer.status, envelope["code"], envelope["message"]) == (200, 0, "OK")
    assert answer.headers["content-type"].startswith("application/json")
    assert answer.headers["x-tt-logid"] == envelope["request_id"]
    assert envelope["request_id"].startswith("20260301")
    assert not [name for name in answer.headers if "rate" in name or name == "retry-after"]
    assert stored(tiktok) == 2


def test_a_refused_batch_is_http_200_too(tiktok: LocalTikTok) -> None:
    """Only the code tells."""
    answer = send(tiktok, order(event_time="now"))
    assert (answer.status, answer.code) == (200, 40002)
    assert stored(tiktok) == 0


def test_without_the_trailing_slash_there_is_nothing(tiktok: LocalTikTok) -> None:
    """Plain text, which a client must not try to decode."""
    answer = send(tiktok, order(), path=TRACK_PATH.rstrip("/"))
    assert answer.status == 404
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.body == b"404 page not found"
    assert stored(tiktok) == 0


@pytest.mark.parametrize(
    "path", ["/open_api/v2.0/event/track/", "/open_api/v1.3/event/batch/", "/event/track/"]
)
def test_an_invented_path_is_404_and_plain_text(tiktok: LocalTikTok, path: str) -> None:
    """Also the version that some write."""
    answer = send(tiktok, order(), path=path)
    assert answer.status == 404
    assert answer.headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_another_method_gets_no_json(tiktok: LocalTikTok, method: str) -> None:
    """An error status that is not the envelope's."""
    answer = call(tiktok, method, TRACK_PATH)
    assert answer.status in {404, 405}
    assert not answer.headers["content-type"].startswith("application/json")


def test_a_reset_before_the_store_loses_the_batch(tiktok: LocalTikTok) -> None:
    """The sender sees a broken connection, nothing is stored."""
    tiktok.fault(path="event/track/", kind="reset", when="before")
    with pytest.raises(ConnectionError):
        send(tiktok, order())
    assert stored(tiktok) == 0


def test_a_reset_after_the_store_keeps_the_batch(tiktok: LocalTikTok) -> None:
    """The sender sees the same, and sending again stores nothing twice."""
    tiktok.fault(path="event/track/", kind="reset", when="after")
    with pytest.raises(ConnectionError):
        send(tiktok, order())
    assert stored(tiktok) == 1
    assert send(tiktok, order()).code == 0
    assert stored(tiktok) == 1
    assert tiktok.admin("GET", "events/summary")["duplicates"] == 1


@pytest.mark.parametrize("code", [40016, 40100, 40132, 40133, 50000, 50002, 51010, 60001])
def test_a_scripted_code_comes_n_times_and_then_the_batch_is_stored(
    tiktok: LocalTikTok, code: int
) -> None:
    """Nothing is stored as long as the code is answered."""
    tiktok.fault(path="event/track/", kind="code", code=code, times=2)
    answers = [send(tiktok, order()) for _ in range(3)]
    assert [answer.status for answer in answers] == [200, 200, 200]
    assert [answer.code for answer in answers] == [code, code, 0]
    assert stored(tiktok) == 1


def test_a_gateway_error_is_html(tiktok: LocalTikTok) -> None:
    """A 502 with a page, then a 504 without, then success."""
    tiktok.fault(path="event/track/", kind="html", status=502)
    tiktok.fault(path="event/track/", kind="status", status=504)
    answers = [send(tiktok, order()) for _ in range(3)]
    assert [answer.status for answer in answers] == [502, 504, 200]
    assert answers[0].headers["content-type"] == "text/html"
    assert stored(tiktok) == 1


def test_a_truncated_answer_hides_a_stored_batch(tiktok: LocalTikTok) -> None:
    """The outcome is ambiguous to the sender."""
    tiktok.fault(path="event/track/", kind="truncate")
    with pytest.raises(http.client.IncompleteRead):
        send(tiktok, order())
    assert stored(tiktok) == 1


def test_the_window_follows_the_clock_of_the_process(tiktok: LocalTikTok) -> None:
    """Setting it past 48 hours makes a repeat count again."""
    send(tiktok, order())
    tiktok.set_now("2026-03-03T12:00:01Z")
    send(tiktok, order())
    assert stored(tiktok) == 2


def test_the_inspection_path_shows_what_was_stored(tiktok: LocalTikTok) -> None:
    """And the raw bytes, without the token."""
    send(tiktok, order())
    (kept,) = tiktok.admin("GET", "events", list="stored", event_source_id=PIXEL)["items"]
    assert kept["event"] == order()
    (received,) = tiktok.admin("GET", "events/requests")["items"]
    assert '"event_id": "order-1"' in received["body"]
    assert tiktok.token not in json.dumps(received)


def test_the_request_log_shows_the_answers(tiktok: LocalTikTok) -> None:
    """The same log as for the other endpoints."""
    send(tiktok, order())
    send(tiktok, order(event=""))
    assert [entry["code"] for entry in tiktok.requests("event/track/")] == [0, 40002]


def test_switches_are_options_of_the_process() -> None:
    """Here the byte cap: HTTP 413 and HTML."""
    with LocalTikTok("--scale", "small", "--events-max-body-bytes", "100") as tiktok:
        answer = send(tiktok, order())
        assert answer.status == 413
        assert answer.headers["content-type"] == "text/html"
        assert tiktok.admin("GET", "events/options")["max_body_bytes"] == 100
