"""How long the client waits, for whom, and when it gives up."""

from __future__ import annotations

from unittest.mock import patch

import pytest

from tap_tiktok_ads.errors import (
    LaneThrottled,
    Retryable,
    Stopped,
    Throttled,
    Unavailable,
    Unreachable,
)
from tap_tiktok_ads.tiktok.limiter import RateLimiter
from tests.tap.fake_time import FakeTime
from tests.tap.scripted_server import Answer, Asked, ScriptedServer, envelope
from tests.tap.tiktok.client_asking import OK, ask, client_for

LASTING = {
    "HTTP 500": (Retryable, Answer(b"<html>Internal Server Error</html>", 500)),
    "HTTP 503 with JSON of a gateway": (Retryable, Answer(b'{"code":503,"message":"busy"}', 503)),
    "HTTP 502 that says code 0": (Retryable, Answer(OK.body, 502)),
    "HTTP 429": (Throttled, Answer(b"Too Many Requests", 429)),
    "HTTP 429 with JSON of a gateway": (Throttled, Answer(b'{"code":429,"message":"slow"}', 429)),
    "business frequency": (Throttled, envelope(40016)),
    "request frequency": (Throttled, envelope(40132)),
    "app QPS": (Throttled, envelope(40100)),
    "advertiser QPS": (LaneThrottled, envelope(40133)),
    "system error": (Retryable, envelope(50000)),
    "internal service": (Retryable, envelope(51010)),
    "maintenance": (Unavailable, envelope(60001)),
    "success without data": (Retryable, envelope(0)),
    "success with a null": (Retryable, Answer(b'{"code":0,"message":"OK","data":null}')),
    "half an envelope": (Retryable, Answer(OK.body[:20])),
}


@pytest.mark.parametrize("rng", [0.0, 1.0])
@pytest.mark.parametrize("fault", LASTING)
def test_what_passes_is_waited_for_at_least_five_minutes(
    time: FakeTime, fault: str, rng: float
) -> None:
    """A fault that does not pass is raised in the end, after five minutes of waits or more."""
    kind, answer = LASTING[fault]
    with ScriptedServer(answer) as server, pytest.raises(Retryable) as caught:
        ask(server, time, rng=lambda: rng)

    assert type(caught.value) is kind
    assert 300 <= time.clock() < 900


@pytest.mark.parametrize("fault", LASTING)
def test_what_passes_after_minutes_costs_nothing_else(time: FakeTime, fault: str) -> None:
    """After four minutes of a fault the answer comes, as if there had been none."""
    _, answer = LASTING[fault]
    with ScriptedServer(lambda _: OK if time.clock() > 240 else answer) as server:
        assert ask(server, time) == {"list": [{"n": 1}]}


@pytest.mark.parametrize("fault", [name for name, of in LASTING.items() if of[0] is Throttled])
def test_what_counts_the_whole_app_pauses_the_whole_app(time: FakeTime, fault: str) -> None:
    """No other request starts meanwhile, for whichever advertiser: it would be refused, too."""
    limiter = RateLimiter(1e6, clock=time.clock, sleep=time.sleep)
    with (
        ScriptedServer(LASTING[fault][1], OK) as server,
        patch.object(limiter, "pause", wraps=limiter.pause) as pause,
    ):
        ask(server, time, limiter=limiter)

    pause.assert_called_once_with(1.0)


def test_an_address_where_nothing_ever_answered_is_given_up_soon(time: FakeTime) -> None:
    """A wrong api_url is said after half a minute, not after five."""
    with ScriptedServer(Answer(b"", reset=True)) as server, pytest.raises(Unreachable) as caught:
        ask(server, time)

    assert 15 <= time.clock() <= 60
    assert "api_url" in caught.value.with_advice()


def test_a_connection_that_was_there_is_waited_for(time: FakeTime) -> None:
    """After an answer, five minutes without a network are a fault that passes."""
    with ScriptedServer(OK, Answer(b"", reset=True)) as server:
        client = client_for(server.url, time)
        client.get("/ad/get/", {})
        with pytest.raises(Retryable) as caught:
            client.get("/ad/get/", {})
        client.close()

    assert type(caught.value) is Retryable
    assert time.clock() >= 300


def test_waits_grow_and_jitter_never_takes_them_away(time: FakeTime) -> None:
    """Each wait doubles; at least half of it is certain."""
    for rng in (0.0, 1.0):
        calm = FakeTime()
        with ScriptedServer(envelope(50000)) as server, pytest.raises(Retryable):
            ask(server, calm, rng=lambda rng=rng: rng)
        waits = [seconds for seconds in calm.slept if seconds > 0.1]
        assert waits[:7] == [base * (1 + rng) / 2 for base in (1, 2, 4, 8, 16, 30, 30)]


def test_one_kind_of_fault_does_not_use_up_the_patience_for_another(time: FakeTime) -> None:
    """Throttling and passing errors are counted apart."""
    faults = [envelope(50000)] * 5 + [envelope(40100)] * 5
    with ScriptedServer(*faults, OK) as server:
        assert ask(server, time) == {"list": [{"n": 1}]}


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


def test_the_end_of_a_run_ends_a_wait() -> None:
    """What `sleep` raises comes out of the client: a stopping run repeats nothing."""

    def sleep(_seconds: float) -> None:
        raise Stopped("ending")

    time = FakeTime()
    with ScriptedServer(envelope(50000)) as server:
        with pytest.raises(Stopped):
            ask(server, time, sleep=sleep)
        assert len(server.asked) == 1


@pytest.mark.parametrize(("fault", "counted"), [("app QPS", 2), ("advertiser QPS", 0)])
def test_refusals_for_the_frequency_of_the_whole_app_are_counted(
    time: FakeTime, fault: str, counted: int
) -> None:
    """They show that the app's tier is lower than the setting says; an advertiser's do not."""
    with ScriptedServer(LASTING[fault][1], LASTING[fault][1], OK) as server:
        client = client_for(server.url, time)
        client.get("/ad/get/", {"page": "1"}, "7")
        client.close()

    assert client.throttled == counted
