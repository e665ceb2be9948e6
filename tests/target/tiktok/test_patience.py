"""How long a request is tried again."""

from __future__ import annotations

import backoff
import pytest

from target_tiktok_events.tiktok.codes import Recovery
from target_tiktok_events.tiktok.patience import (
    LONGEST_ASKED,
    Retries,
    RetryPolicy,
    SharedPause,
)


class _Time:
    """A clock that only waiting moves."""

    def __init__(self) -> None:
        self.now = 0.0
        self.waits: list[float] = []
        self.ending = False

    def pause(self, seconds: float) -> bool:
        self.waits.append(seconds)
        self.now += seconds
        return self.ending


def _policy(time: _Time, jitter: object = None) -> RetryPolicy:
    return RetryPolicy(time.pause, lambda: time.now, jitter or (lambda seconds: seconds))  # type: ignore[arg-type] # a callable


def _retries(time: _Time, jitter: object = None) -> Retries:
    policy = _policy(time, jitter)
    return Retries(policy, SharedPause(policy))


def test_ordinary_faults_are_given_up_within_a_minute() -> None:
    """Waits double from one second and end when their budget of 45 s is spent."""
    time = _Time()
    retries = _retries(time)
    while retries.wait(Recovery.RETRY):
        pass
    assert time.waits == [1, 2, 4, 8, 15, 15]
    assert time.now <= 60


def test_time_of_the_attempts_counts() -> None:
    """Requests that hang for half a minute each are given up after two, not after seven."""
    time = _Time()
    retries = _retries(time)
    time.now += 30
    assert retries.wait(Recovery.RETRY)
    time.now += 30
    assert not retries.wait(Recovery.RETRY)


@pytest.mark.parametrize("jitter", [0.1, 0.5, 0.9, 1.0])
def test_throttling_is_waited_for_longer_than_the_quota_by_minute(jitter: float) -> None:
    """A quota by minute asks for five minutes; whatever the jitter, the last attempt is later."""
    time = _Time()
    retries = _retries(time, lambda seconds: seconds * jitter)
    while retries.wait(Recovery.RETRY_LONG):
        pass
    assert time.now == pytest.approx(400)
    assert max(time.waits) <= 300


def test_wait_that_an_answer_asks_for_is_kept() -> None:
    """TikTok names ten minutes, more than the budget: one attempt follows them, and no other."""
    time = _Time()
    retries = _retries(time)
    assert retries.wait(Recovery.RETRY_LONG, 600)
    assert time.waits == [600]
    assert not retries.wait(Recovery.RETRY_LONG, 600)


def test_wait_beyond_an_hour_is_left_to_the_next_run() -> None:
    """A quota by day would hold the process until midnight."""
    time = _Time()
    assert not _retries(time).wait(Recovery.RETRY_LONG, LONGEST_ASKED + 1)
    assert time.waits == []


def test_throttled_run_pauses_together() -> None:
    """One request is told to wait: another one of the run waits as long, and no longer."""
    time = _Time()
    policy = _policy(time)
    shared = SharedPause(policy)
    assert Retries(policy, shared).wait(Recovery.RETRY_LONG, 300)
    shared.extend(20)
    assert not shared.keep()
    assert time.waits == [300, 20]
    assert not shared.keep()
    assert time.waits == [300, 20]


def test_ordinary_fault_holds_up_its_own_request_only() -> None:
    """A connection that was cut says nothing about the others."""
    time = _Time()
    policy = _policy(time)
    shared = SharedPause(policy)
    Retries(policy, shared).wait(Recovery.RETRY)
    time.now = 0
    assert not shared.keep()
    assert time.waits == [1]


def test_waits_are_jittered_over_their_full_range() -> None:
    """Many targets that fail together don't come back together."""
    time = _Time()
    retries = _retries(time, lambda seconds: seconds / 4)
    assert [retries.wait(Recovery.RETRY) for _ in range(3)] == [True, True, True]
    assert time.waits == [0.25, 0.5, 1]
    assert RetryPolicy(time.pause).jitter is backoff.full_jitter


def test_end_of_the_run_ends_the_waiting() -> None:
    """A run that is told to end does not sleep its retries out."""
    time = _Time()
    time.ending = True
    assert not _retries(time).wait(Recovery.RETRY)
