"""What an answer means: envelopes, HTTP errors, redirects, broken text."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tap_tiktok_ads.errors import (
    Retryable,
    RunFailed,
    TikTokError,
    WrongAddress,
)
from tap_tiktok_ads.tiktok.envelope import read_envelope
from tests.tap.scripted_server import Answer, ScriptedServer, envelope
from tests.tap.tiktok.client_asking import OK, ask

if TYPE_CHECKING:
    from tests.tap.fake_time import FakeTime


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
            pytest.raises(WrongAddress, match=rf"HTTP {status} ") as caught,
        ):
            ask(server, time)
        assert "check api_url" in caught.value.with_advice()
        assert elsewhere.asked == []


@pytest.mark.parametrize("status", [400, 401, 403, 404])
def test_a_host_that_is_not_tiktok_stops_the_run(time: FakeTime, status: int) -> None:
    """An HTTP error without an envelope is not repeated: the setting api_url is wrong."""
    with ScriptedServer(Answer(b"<html>who?</html>", status)) as server:
        with pytest.raises(WrongAddress) as caught:
            ask(server, time)
        assert "check api_url" in caught.value.with_advice()
        assert len(server.asked) == 1


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


def test_an_answer_nested_without_end_is_repeated_like_a_broken_one() -> None:
    """Python's own limit is no reason for a traceback."""
    body = b'{"code":0,"data":{"list":[' + 100_000 * b"[" + 100_000 * b"]" + b"]}}"

    with pytest.raises(Retryable):
        read_envelope(200, body, "http://x")


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
