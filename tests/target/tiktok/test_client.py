"""One call over real HTTP, and the reading of every kind of answer."""

from __future__ import annotations

import json
import socket
import threading
import time
from contextlib import contextmanager
from email.utils import parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from target_tiktok_events.tiktok.client import (
    NO_ANSWER,
    TRACK_PATH,
    Client,
    Envelope,
    read_envelope,
    seconds_asked,
)

if TYPE_CHECKING:
    from collections.abc import Iterator


class _Handler(BaseHTTPRequestHandler):
    """Answers what its server was told, and remembers what it got."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        server: Any = self.server
        body = self.rfile.read(int(self.headers["Content-Length"]))
        server.seen.append((self.path, dict(self.headers), body, self.client_address))
        status, headers, answer = server.reply
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(answer))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *args: Any) -> None:
        """Says nothing."""


@contextmanager
def _server(
    status: int = 200, body: bytes = b'{"code":0}', headers: dict[str, str] | None = None
) -> Iterator[tuple[str, list[Any]]]:
    server: Any = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.reply, server.seen = (status, headers or {}, body), []
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", server.seen
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_request_has_path_header_and_body_of_the_documentation() -> None:
    """One POST to event/track/ with the bare token in Access-Token, and JSON as it was given."""
    with _server() as (url, seen):
        Client(url, "secret-token", 5, 1).post(b'{"data":[]}')
    [(path, headers, body, _)] = seen
    assert (path, body) == (TRACK_PATH, b'{"data":[]}')
    assert headers["Access-Token"] == "secret-token"
    assert headers["Content-Type"] == "application/json"
    assert "Authorization" not in headers


def test_token_of_netrc_is_never_sent(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A password that ~/.netrc holds for the host stays at home."""
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login me password mine\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    with _server() as (url, seen):
        Client(url, "secret-token", 5, 1).post(b"{}")
    assert "Authorization" not in seen[0][1]


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_redirect_is_not_followed(status: int) -> None:
    """The token must not travel to where a redirect points, whatever its kind."""
    with _server() as (elsewhere, seen_elsewhere):
        location = {"Location": elsewhere + TRACK_PATH}
        with _server(status, b"", location) as (url, seen):
            envelope = Client(url, "secret-token", 5, 1).post(b"{}")
    assert (envelope.status, len(seen), seen_elsewhere) == (status, 1, [])


def _post_from_threads(client: Client, threads: int, gate: threading.Barrier | None = None) -> None:
    """One request from each of so many new threads, which pass the gate together."""

    def post() -> None:
        if gate is not None:
            gate.wait(10)
        assert client.post(b"{}").code == 0

    started = [threading.Thread(target=post) for _ in range(threads)]
    for thread in started:
        thread.start()
        if gate is None:
            thread.join()
    for thread in started:
        thread.join()


def test_threads_share_the_connections_of_the_run() -> None:
    """A thread takes up the connection that another has left, instead of opening its own."""
    with _server() as (url, seen):
        client = Client(url, "t", 5, 4)
        _post_from_threads(client, 6)
        client.close()
    assert len({address for _, _, _, address in seen}) == 1


def test_as_many_connections_are_kept_as_were_asked_for(caplog: pytest.LogCaptureFixture) -> None:
    """Eight threads that post at once find eight connections the next time, too."""
    with _server() as (url, seen), caplog.at_level("WARNING"):
        client = Client(url, "t", 5, 8)
        for _ in range(2):
            _post_from_threads(client, 8, threading.Barrier(8))
        client.close()
    assert len(seen) == 16
    assert len({address for _, _, _, address in seen}) <= 8
    assert caplog.messages == []  # urllib3 warns of connections that it has no room to keep


def test_no_cookie_is_kept() -> None:
    """Requests of one session don't depend on each other, and threads change nothing in it."""
    with _server(headers={"Set-Cookie": "visitor=7; Path=/"}) as (url, seen):
        client = Client(url, "t", 5, 1)
        client.post(b"{}")
        client.post(b"{}")
    assert [headers.get("Cookie") for _, headers, _, _ in seen] == [None, None]


def test_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """A network that lets nothing out but by its proxy needs no setting of the target."""
    with _server() as (proxy, seen):
        monkeypatch.setenv("http_proxy", proxy)
        monkeypatch.setenv("no_proxy", "")
        assert Client("http://tiktok.example", "t", 5, 1).post(b"{}").code == 0
    assert seen[0][0] == "http://tiktok.example" + TRACK_PATH


def test_refused_connection_is_an_envelope() -> None:
    """Nobody listening is an answer like any other, in words without the URL."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    envelope = Client(f"http://127.0.0.1:{port}", "t", 5, 1).post(b"{}")
    message = f"no connection to 127.0.0.1:{port}: connection refused, nothing listens there"
    assert envelope == Envelope(NO_ANSWER, message=message, connected=False)


def test_connection_that_is_cut_had_been_there() -> None:
    """What was posted may have arrived."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        client = Client(f"http://127.0.0.1:{server.getsockname()[1]}", "t", 5, 1)

        def cut() -> None:
            server.accept()[0].close()

        cutter = threading.Thread(target=cut)
        cutter.start()
        envelope = client.post(b"{}")
        cutter.join()
    assert envelope.message.endswith(": the connection was cut")
    assert envelope.connected


def test_retry_after_reaches_the_envelope() -> None:
    """The wait that a gateway asks for is part of its answer."""
    with _server(429, b"slow down", {"Retry-After": "300"}) as (url, _):
        envelope = Client(url, "t", 5, 1).post(b"{}")
    assert parsedate_to_datetime(envelope.date).timestamp() <= time.time() + 1
    assert replace(envelope, date="") == Envelope(429, retry_after=300)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120),
        (" 5 ", 5),
        ("Fri, 21 Nov 2025 10:05:00 GMT", 300),
        ("Fri, 21 Nov 2025 09:00:00 GMT", 0),
        ("", None),
        ("soon", None),
        ("-1", None),
        ("1.5", None),
    ],
)
def test_retry_after_is_a_number_or_a_date(header: str, seconds: float | None) -> None:
    """Seconds, or the date until which to wait; anything else asks for nothing."""
    now = 1763719200.0  # 2025-11-21T10:00:00Z
    assert seconds_asked(header, now) == seconds


def test_silence_is_an_envelope() -> None:
    """A server that takes the request and says nothing ends in the timeout."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        envelope = Client(f"http://127.0.0.1:{port}", "t", 0.2, 1).post(b"{}")
    assert envelope == Envelope(NO_ANSWER, message=f"no answer of 127.0.0.1:{port} within 0.2 s")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b'{"code":0,"message":"OK","request_id":"r","data":{}}', 0),
        (b'{"code":"0","message":"OK","request_id":"r","data":null}', 0),
        (b'{"code":"40100","request_id":"r"}', 40100),
        (b'{"code":40002,"message":null,"request_id":"r"}', 40002),
        (b'{"code":true,"request_id":"r"}', None),
        (b'{"code":null,"request_id":"r"}', None),
        (b'{"code":"ok","request_id":"r"}', None),
        (b'{"request_id":"r"}', None),
    ],
)
def test_code_is_read_as_number_or_text(body: bytes, code: int | None) -> None:
    """`code` may be text; what is neither is no code."""
    envelope = read_envelope(200, body)
    assert (envelope.code, envelope.request_id) == (code, "r")


@pytest.mark.parametrize(
    "body", [b"", b"<html>502</html>", b'{"code":0,"mess', b"[1]", b"7", b"\xff", b"[" * 100_000]
)
def test_answer_that_is_no_object_has_no_code(body: bytes) -> None:
    """HTML, half an answer and the like are read without an error, and are no success."""
    assert read_envelope(502, body, "log-1") == Envelope(502, request_id="log-1")


@given(st.binary(max_size=200))
def test_no_answer_breaks_the_reader(body: bytes) -> None:
    """Any bytes give an envelope."""
    assert read_envelope(200, body).status == 200


@given(
    st.dictionaries(
        st.sampled_from(["code", "message", "request_id", "data"]),
        st.from_type(type(None)) | st.integers() | st.text() | st.lists(st.integers()),
    )
)
def test_no_json_object_breaks_the_reader(answer: dict[str, Any]) -> None:
    """Keys may be missing or hold anything."""
    envelope = read_envelope(200, json.dumps(answer).encode())
    assert isinstance(envelope.message, str)
    assert isinstance(envelope.request_id, str)
