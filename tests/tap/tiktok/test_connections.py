"""The connections of a run: few, kept, and carrying nothing but the token."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from tests.tap.scripted_server import Answer, Asked, ScriptedServer
from tests.tap.tiktok.client_asking import OK, TOKEN, ask, client_for

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from tests.tap.fake_time import FakeTime


def test_threads_that_come_one_after_another_share_a_connection(time: FakeTime) -> None:
    """Connections belong to the run, not to a thread: no handshake for each new one."""
    with ScriptedServer(OK) as server:
        client = client_for(server.url, time)
        for _ in range(5):
            thread = threading.Thread(target=client.get, args=("/ad/get/", {}))
            thread.start()
            thread.join(10)
        client.close()

    assert len({asked.port for asked in server.asked}) == 1


def test_no_more_connections_are_opened_than_requests_may_be_under_way(time: FakeTime) -> None:
    """Three at once are three connections, and all later requests use them again."""
    three = threading.Barrier(3)

    def answer(_asked: Asked) -> Answer:
        if len(server.asked) <= 3:
            three.wait(10)
        return OK

    with ScriptedServer(answer) as server:
        client = client_for(server.url, time, most_under_way=3)

        def work() -> None:
            for _ in range(10):
                client.get("/ad/get/", {})

        threads = [threading.Thread(target=work) for _ in range(9)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)
        client.close()

    assert len(server.asked) == 90
    assert len({asked.port for asked in server.asked}) == 3


def test_cookies_are_not_kept(time: FakeTime) -> None:
    """What one answer sets does not travel with the next request, of whichever advertiser."""
    setting = Answer(OK.body, headers={"Set-Cookie": "track=me; Path=/"})
    with ScriptedServer(setting) as server:
        client = client_for(server.url, time)
        client.get("/ad/get/", {})
        client.get("/ad/get/", {})
        client.close()

    assert "Cookie" not in server.asked[1].headers


def test_a_netrc_file_is_not_read(
    time: FakeTime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A login that ~/.netrc holds for the host is not sent beside the token."""
    netrc = tmp_path / "netrc"
    netrc.write_text("default login somebody password canary\n", encoding="utf-8")
    monkeypatch.setenv("NETRC", str(netrc))
    with ScriptedServer(OK) as server:
        ask(server, time)

    (asked,) = server.asked
    assert "Authorization" not in asked.headers
    assert asked.headers["Access-Token"] == TOKEN
