"""One request to TikTok: real sockets, scripted answers, no waiting."""

from __future__ import annotations

import json
import socket
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tap_tiktok_ads.client import PATIENCE, Client, read_envelope
from tap_tiktok_ads.errors import (
    Retryable,
    RunFailed,
    Stopped,
    Throttled,
    TikTokError,
    TimedOut,
)
from tap_tiktok_ads.rate_limit import RateLimiter
from tests.tap.fake_time import FakeTime
from tests.tap.return_codes import CLASS_OF_CODE
from tests.tap.scripted_server import Answer, Asked, ScriptedServer, envelope

if TYPE_CHECKING:
    from collections.abc import Iterator

TOKEN = "canary-token"  # noqa: S105 - opens nothing
OK = envelope(data={"list": [1]})
REPEATED = ("retry", "throttled", "lane", "long")


def client_for(url: str, time: FakeTime, **options: Any) -> Client:
    values: dict[str, Any] = {
        "api_url": url,
        "access_token": TOKEN,
        "limiter": RateLimiter(1e6, clock=time.clock, sleep=time.sleep),
        "timeout": 5.0,
        "sleep": time.sleep,
        "rng": lambda: 1.0,
    }
    return Client(**{**values, **options})


@pytest.fixture
def time() -> FakeTime:
    return FakeTime()


def ask(server: ScriptedServer, time: FakeTime, **options: Any) -> Any:
    """Ask for ads and return the decoded data."""
    client = client_for(server.url, time, **options)
    try:
        return json.loads(bytes(client.get("/ad/get/", {"page": "1"}, "7").data))
    finally:
        client.close()


def test_a_request_has_the_token_in_its_header_only(time: FakeTime) -> None:
    """The token travels as `Access-Token`, never in the URL; the path is that of v1.3."""
    with ScriptedServer(OK) as server:
        assert ask(server, time) == {"list": [1]}

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
    retried: list[tuple[str | None, TikTokError]] = []
    with ScriptedServer(passing, passing, OK) as server:
        answer = ask(server, time, on_retry=lambda who, error: retried.append((who, error)))

    assert answer == {"list": [1]}
    assert [asked.query for asked in server.asked] == [{"page": "1"}] * 3
    assert [who for who, _ in retried] == ["7", "7"]
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


@pytest.mark.parametrize(("kind", "code"), [(Retryable, 50000), (Throttled, 40100)])
def test_patience_ends(time: FakeTime, kind: type[TikTokError], code: int) -> None:
    """A fault that does not pass is raised after the last attempt."""
    with ScriptedServer(envelope(code)) as server:
        with pytest.raises(kind):
            ask(server, time)
        assert len(server.asked) == PATIENCE[kind].attempts  # type: ignore[index]


def test_a_used_up_minute_is_waited_out(time: FakeTime) -> None:
    """TikTok locks an app for five minutes when its minute is used up: waits add up to more."""
    with ScriptedServer(envelope(40100)) as server, pytest.raises(Throttled):
        ask(server, time, rng=lambda: 0.0)

    assert time.clock() > 300


def test_waits_grow_and_jitter_never_takes_them_away(time: FakeTime) -> None:
    """Each wait doubles; at least half of it is certain."""
    for rng in (0.0, 1.0):
        calm = FakeTime()
        with ScriptedServer(envelope(50000)) as server, pytest.raises(Retryable):
            ask(server, calm, rng=lambda rng=rng: rng)
        waits = [seconds for seconds in calm.slept if seconds > 0.1]
        assert waits == [base * (1 + rng) / 2 for base in (1, 2, 4, 8, 16)]


def test_one_kind_of_fault_does_not_use_up_the_patience_for_another(time: FakeTime) -> None:
    """Throttling and passing errors are counted apart."""
    faults = [envelope(50000)] * 5 + [envelope(40100)] * 5
    with ScriptedServer(*faults, OK) as server:
        assert ask(server, time) == {"list": [1]}


def test_40100_pauses_everybody(time: FakeTime) -> None:
    """While the app is throttled no other request starts, for whichever advertiser."""
    limiter = RateLimiter(1e6, clock=time.clock, sleep=time.sleep)
    with ScriptedServer(envelope(40100), OK) as server:
        ask(server, time, limiter=limiter)
        after = time.clock()
        limiter.acquire(("another advertiser", "/campaign/get/"))

    assert after >= 1
    assert time.clock() == pytest.approx(after, abs=1e-3)


def test_40133_pauses_one_lane_only(time: FakeTime) -> None:
    """The advertiser waits on this path; others do not."""
    times: list[float] = []
    limiter = RateLimiter(1e6, clock=time.clock, sleep=time.sleep)

    def refuse(_asked: Asked) -> Answer:
        limiter.acquire(("another advertiser", "/ad/get/"))
        times.append(time.clock())
        return envelope(40133)

    with ScriptedServer(refuse, OK) as server:
        ask(server, time, limiter=limiter)
    limiter.acquire(("another advertiser", "/ad/get/"))

    assert times[0] < 0.01
    assert time.clock() >= 1


@pytest.mark.parametrize("code", ["0", " 0", 0])
def test_a_code_that_is_text_is_a_code(time: FakeTime, code: Any) -> None:
    """`"0"` is success as 0 is."""
    with ScriptedServer(envelope(code, data={"list": []})) as server:
        assert ask(server, time) == {"list": []}


def test_an_error_code_that_is_text_is_judged(time: FakeTime) -> None:
    """`"40105"` stops the run as 40105 does."""
    with ScriptedServer(envelope("40105")) as server, pytest.raises(RunFailed):
        ask(server, time)


@pytest.mark.parametrize("status", [200, 400, 401, 500, 503])
def test_the_code_counts_and_not_the_http_status(time: FakeTime, status: int) -> None:
    """TikTok: return codes take precedence over the HTTP status."""
    body = envelope(40105).body
    with ScriptedServer(Answer(body, status)) as server, pytest.raises(RunFailed) as caught:
        ask(server, time)

    assert caught.value.code == 40105


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_never_followed(time: FakeTime, status: int) -> None:
    """The token does not go to wherever a redirect points; the run stops and says why."""
    with ScriptedServer(OK) as elsewhere:
        redirect = Answer(b"", status, {"Location": elsewhere.url + "/open_api/v1.3/ad/get/"})
        with (
            ScriptedServer(redirect) as server,
            pytest.raises(RunFailed, match=rf"HTTP {status} .*api_url"),
        ):
            ask(server, time)
        assert elsewhere.asked == []


@pytest.mark.parametrize("status", [400, 401, 403, 404])
def test_a_host_that_is_not_tiktok_stops_the_run(time: FakeTime, status: int) -> None:
    """An HTTP error without an envelope is not repeated: the setting api_url is wrong."""
    with ScriptedServer(Answer(b"<html>who?</html>", status)) as server:
        with pytest.raises(RunFailed, match="check api_url"):
            ask(server, time)
        assert len(server.asked) == 1


def test_nobody_listening_is_a_passing_fault(time: FakeTime) -> None:
    """A host that is down may come back; the text does not repeat the URL's query."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}"
        client = client_for(url, time)
        with pytest.raises(Retryable) as caught:
            client.get("/oauth2/advertiser/get/", {"secret": "canary-secret"})

    assert "canary" not in str(caught.value)
    assert "/oauth2/advertiser/get/" in str(caught.value)


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


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        (rb'"half an emoji \ud83d"', "half an emoji \ud83d"),
        (rb'"\ude00 the other half"', "\ude00 the other half"),
        (b'"raw \xed\xa0\xbd bytes"', "raw \ud83d bytes"),
        (b'"a\tb"', "a\tb"),
    ],
)
def test_half_an_emoji_does_not_spoil_the_page(time: FakeTime, raw: bytes, name: str) -> None:
    """A name that TikTok cut in the middle of an emoji arrives as it is."""
    body = b'{"code":0,"message":"OK","request_id":"r","data":{"list":[{"ad_name":' + raw + b"}]}}"
    with ScriptedServer(Answer(body)) as server:
        assert ask(server, time) == {"list": [{"ad_name": name}]}
        assert len(server.asked) == 1


@pytest.mark.parametrize(
    "body",
    [
        b'{"code":40105,"message":null,"request_id":null,"data":null}',
        b'{"code":40105}',
        b'{"code":40105,"message":["odd"],"request_id":5,"data":"odd","extra":{"a":1}}',
    ],
)
def test_an_envelope_may_lack_everything_but_the_code(time: FakeTime, body: bytes) -> None:
    """Missing, null and odd parts of an envelope do not hide the code."""
    with ScriptedServer(Answer(body)) as server, pytest.raises(RunFailed) as caught:
        ask(server, time)

    assert caught.value.code == 40105


@given(st.integers(100, 599), st.binary(max_size=200))
def test_any_bytes_are_an_envelope_or_an_error_of_ours(status: int, body: bytes) -> None:
    """No answer, however broken, raises anything but a TikTokError."""
    with suppress(TikTokError):
        read_envelope(status, body, "http://x")


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=6,
    )
)
def test_any_json_is_an_envelope_or_an_error_of_ours(value: Any) -> None:
    """The same for JSON of any shape, also in the place of each part of the envelope."""
    for content in (value, {"code": value}, {"code": 0, "message": value, "data": value}):
        with suppress(TikTokError):
            read_envelope(200, json.dumps(content).encode(), "http://x")


def test_the_end_of_a_run_ends_a_wait() -> None:
    """What `sleep` raises comes out of the client: a stopping run repeats nothing."""

    def sleep(_seconds: float) -> None:
        raise Stopped("ending")

    time = FakeTime()
    with ScriptedServer(envelope(50000)) as server:
        with pytest.raises(Stopped):
            ask(server, time, sleep=sleep)
        assert len(server.asked) == 1


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

        assert client.request_count == len(server.asked) == 200


def test_a_thread_keeps_its_connection(time: FakeTime) -> None:
    """Requests of one thread share a connection: no handshake each time."""
    with ScriptedServer(OK) as server:
        client = client_for(server.url, time)
        for _ in range(5):
            client.get("/ad/get/", {})
        client.close()

    assert len({asked.port for asked in server.asked}) == 1
