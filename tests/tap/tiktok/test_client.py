"""One request to TikTok: real sockets, scripted answers, no waiting."""

from __future__ import annotations

import logging
import socket
import threading
from typing import TYPE_CHECKING

import pytest

from tap_tiktok_ads.errors import (
    Retryable,
    TikTokError,
    TimedOut,
)
from tap_tiktok_ads.tiktok.client import RequestCount
from tests.tap.return_codes import CLASS_OF_CODE
from tests.tap.scripted_server import Answer, ScriptedServer, envelope
from tests.tap.tiktok.client_asking import OK, TOKEN, ask, client_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.tap.fake_time import FakeTime

REPEATED = ("retry", "throttled", "lane", "long")


def test_a_request_has_the_token_in_its_header_only(time: FakeTime) -> None:
    """The token travels as `Access-Token`, never in the URL; the path is that of v1.3."""
    with ScriptedServer(OK) as server:
        assert ask(server, time) == {"list": [{"n": 1}]}

    (asked,) = server.asked
    assert asked.headers["Access-Token"] == TOKEN
    assert asked.path == "/open_api/v1.3/ad/get/"
    assert asked.query == {"page": "1"}


@pytest.mark.parametrize(
    "value",
    ['["a","b"]', '{"primary_status":"STATUS_ALL"}', "ß & = + %41 日本 👩‍💻", "a b", ""],
)
def test_parameters_arrive_as_they_were_given(time: FakeTime, value: str) -> None:
    """Whatever a parameter holds is encoded so that the server reads the same text."""
    with ScriptedServer(OK) as server:
        client = client_for(server.url, time)
        client.get("/ad/get/", {"filtering": value, "page": "1"})
        client.close()

    assert server.asked[0].query.get("filtering", "") == value


@pytest.mark.parametrize(
    "passing",
    [
        *(
            pytest.param(envelope(code), id=str(code))
            for code, outcome in CLASS_OF_CODE.items()
            if outcome in REPEATED
        ),
        *(
            pytest.param(Answer(b"<html>", status), id=f"HTTP {status}")
            for status in (408, 425, 429, 500, 502, 503, 504, 520, 599)
        ),
        pytest.param(Answer(b"", 503), id="empty 503"),
        pytest.param(Answer(b"<html>maintenance</html>"), id="HTML with 200"),
        pytest.param(Answer(b""), id="empty with 200"),
        pytest.param(Answer(b'{"code":0,"data":{"li'), id="cut JSON"),
        pytest.param(Answer(b'{"code":0}', content_length=5000), id="cut body"),
        pytest.param(Answer(b"", reset=True), id="reset"),
        pytest.param(Answer(b"[]"), id="a list"),
        pytest.param(Answer(b'{"message":"no code"}'), id="no code"),
        pytest.param(Answer(b'{"code":null}'), id="null code"),
        pytest.param(Answer(b'{"code":"x"}'), id="code is a word"),
        pytest.param(
            Answer(b"not gzip", headers={"Content-Encoding": "gzip"}), id="wrong encoding"
        ),
    ],
)
def test_a_passing_fault_is_waited_out(time: FakeTime, passing: Answer) -> None:
    """After the fault the same request succeeds, and the caller notices nothing."""
    count = RequestCount()
    with ScriptedServer(passing, passing, OK) as server:
        answer = ask(server, time, count)

    assert answer == {"list": [{"n": 1}]}
    assert [asked.query for asked in server.asked] == [{"page": "1"}] * 3
    assert count == RequestCount(requests=3, retries=2)
    assert sum(time.slept) >= 1


@pytest.mark.parametrize(
    "code", [code for code, outcome in CLASS_OF_CODE.items() if outcome not in REPEATED]
)
def test_what_waiting_can_not_mend_costs_one_request(time: FakeTime, code: int) -> None:
    """Fatal codes, and those that want another request, are never repeated as they are."""
    with ScriptedServer(envelope(code)) as server:
        with pytest.raises(TikTokError) as caught:
            ask(server, time)
        assert len(server.asked) == 1

    assert caught.value.code == code
    assert caught.value.request_id == "r-1"
    assert sum(time.slept) < 1e-3


def test_nobody_listening_is_a_passing_fault(
    time: FakeTime, caplog: pytest.LogCaptureFixture
) -> None:
    """A host that is down may come back; host and cause are said, once, and never the query."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}"
        client = client_for(url, time)
        with pytest.raises(Retryable) as caught:
            client.get("/oauth2/advertiser/get/", {"secret": "canary-secret"})

    what = f"no connection to {url[7:]}: connection refused, nothing listens there"
    assert str(caught.value) == what
    (warning,) = [one.message for one in caplog.records if one.levelno >= logging.WARNING]
    assert warning.startswith(what)


class _Silent:
    """Accepts connections, sends some bytes and then nothing more."""

    def __init__(self, first: bytes) -> None:
        self._first = first
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._held: list[socket.socket] = []
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            connection.sendall(self._first)
            self._held.append(connection)

    def close(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        for held in [*self._held, self._socket]:
            held.close()


@pytest.fixture(
    params=[b"", b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"],
    ids=["no answer", "half an answer"],
)
def silent(request: pytest.FixtureRequest) -> Iterator[_Silent]:
    server = _Silent(request.param)
    yield server
    server.close()


def test_no_answer_in_time_wants_a_smaller_query(time: FakeTime, silent: _Silent) -> None:
    """A timeout is not repeated, because TikTok blocks an app that repeats a slow query."""
    client = client_for(silent.url, time, timeout=0.2)
    with pytest.raises(TimedOut, match=r"0\.2 s"):
        client.get("/ad/get/", {}, "7")
    client.close()

    assert sum(time.slept) < 1e-3


def test_every_request_is_counted_from_every_thread(time: FakeTime) -> None:
    """The number of requests is exact, retries included, with many threads."""
    with ScriptedServer(OK) as server:
        client = client_for(server.url, time)

        def work() -> None:
            for _ in range(25):
                client.get("/ad/get/", {})

        threads = [threading.Thread(target=work) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)
        client.close()

        assert client.total.requests == len(server.asked) == 200
