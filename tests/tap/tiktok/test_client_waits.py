"""How long the client waits, for whom, and when it gives up."""

from __future__ import annotations

import pytest

from tap_tiktok_ads.errors import (
    Retryable,
    Stopped,
    Throttled,
    TikTokError,
)
from tap_tiktok_ads.tiktok.limiter import RateLimiter
from tap_tiktok_ads.tiktok.patience import PATIENCE
from tests.tap.fake_time import FakeTime
from tests.tap.scripted_server import Answer, Asked, ScriptedServer, envelope
from tests.tap.tiktok.client_asking import OK, ask


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
