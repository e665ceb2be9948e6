"""HTTP as a client sees it."""

from __future__ import annotations

import http.client
import re
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from tests.emulator.http_server import parse_query

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.emulator.tests.asking import Asking


def test_an_unknown_route_is_an_envelope_with_http_200(reading: Asking) -> None:
    """Point 1: a typo in the path answers code 40400 and HTTP 200."""
    assert reading.envelope("/campagin/get/")["code"] == 40400
    assert reading.envelope("/campaign/get")["code"] == 40400
    wrong_method = reading.session.post(f"{reading.tiktok.url}/open_api/v1.3/campaign/get/")
    assert (wrong_method.status_code, wrong_method.json()["code"]) == (200, 40400)


def test_outside_the_api_there_is_a_plain_404(reading: Asking) -> None:
    """A path that is not under /open_api/v1.3 is no API call at all."""
    answer = reading.session.get(f"{reading.tiktok.url}/open_api/v1.2/campaign/get/")
    assert (answer.status_code, answer.headers["Content-Type"]) == (
        404,
        "text/plain; charset=utf-8",
    )


def test_every_answer_has_the_date_of_the_host(start: Callable[..., Asking]) -> None:
    """Not that of the data, which may stand still; a test may let it be ahead."""
    asking = start("--today", "2026-03-01")

    def ahead() -> float:
        date = asking.get("/user/info/").headers["Date"]
        return parsedate_to_datetime(date).timestamp() - time.time()

    assert abs(ahead()) < 60
    asking.tiktok.admin("POST", "clock", {"date_ahead": 600})
    assert 540 < ahead() < 660


def test_every_answer_carries_its_own_request_id(reading: Asking) -> None:
    """Points 3 and 36: JSON, a fresh request id each time, repeated in X-Tt-Logid."""
    answers = [reading.get("/user/info/"), reading.get("/user/info/"), reading.get("/nothing/")]
    ids = [answer.json()["request_id"] for answer in answers]
    assert len(set(ids)) == 3
    assert all(re.fullmatch(r"\d{14}[0-9A-F]{20}", id_) for id_ in ids)
    assert [answer.headers["X-Tt-Logid"] for answer in answers] == ids
    assert {answer.headers["Content-Type"] for answer in answers} == {"application/json"}


def test_a_connection_serves_many_requests(start: Callable[..., Asking]) -> None:
    """Keep-alive: a session's requests share one connection, other sessions have others."""
    asking = start()
    asking.get("/user/info/")
    asking.get("/user/info/")
    second = type(asking)(asking.tiktok)
    second.get("/user/info/")
    connections = [entry["connection"] for entry in asking.tiktok.requests()]
    assert connections[0] == connections[1] != connections[2]


def test_thirty_two_connections_are_served_at_the_same_time(start: Callable[..., Asking]) -> None:
    """32 requests of half a second each, side by side, take far less than 16 seconds."""
    asking = start("--latency", "0.5")
    with ThreadPoolExecutor(32) as pool:
        clients = [type(asking)(asking.tiktok) for _ in range(32)]
        codes = list(pool.map(lambda client: client.envelope("/user/info/")["code"], clients))
    assert codes == [0] * 32
    assert len({entry["connection"] for entry in asking.tiktok.requests()}) == 32


def _address(asking: Asking) -> tuple[str, int]:
    url = urlsplit(asking.tiktok.url)
    assert url.hostname
    assert url.port
    return url.hostname, url.port


def test_requests_sent_without_waiting_are_answered_in_order(reading: Asking) -> None:
    """Two requests in one packet get two answers."""
    head = "GET /open_api/v1.3/user/info/ HTTP/1.1\r\nHost: x\r\nAccess-Token: {}\r\n{}\r\n"
    both = head.format("local-token", "") + head.format("wrong", "Connection: close\r\n")
    with socket.create_connection(_address(reading)) as connection:
        connection.sendall(both.encode())
        received = b""
        while piece := connection.recv(65_536):
            received += piece
    assert re.findall(rb'"code":(\d+)', received) == [b"0", b"40105"]


@pytest.mark.parametrize("head", ["nonsense", "GET / HTTP/2\r\nHost: x", "GET /\r\nHost: x"])
def test_what_is_no_http_request_is_a_bad_request(reading: Asking, head: str) -> None:
    """A malformed request line is answered with 400 and the connection is closed."""
    with socket.create_connection(_address(reading)) as connection:
        connection.sendall(f"{head}\r\n\r\n".encode())
        answer = http.client.HTTPResponse(connection)
        answer.begin()
        assert answer.status == 400


def test_of_a_parameter_given_twice_the_first_counts() -> None:
    """Query parsing keeps blanks and decodes both forms of a blank."""
    assert parse_query("a=1&a=2&b=&c=x+y%20z&d=%5B%22%C3%BC%22%5D") == {
        "a": "1",
        "b": "",
        "c": "x y z",
        "d": '["ü"]',
    }
