"""How long a request is tried again."""

from __future__ import annotations

import backoff

from target_tiktok_events.tiktok.codes import Recovery
from target_tiktok_events.tiktok.patience import Retries, RetryPolicy


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


def _retries(time: _Time, jitter: object = None) -> Retries:
    policy = RetryPolicy(time.pause, lambda: time.now, jitter or (lambda seconds: seconds))  # type: ignore[arg-type] # a callable
    return Retries(policy)


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


def test_throttling_outlasts_the_quota_by_minute() -> None:
    """A quota by minute asks for five minutes; the waits reach beyond them and end then."""
    time = _Time()
    retries = _retries(time)
    while retries.wait(Recovery.RETRY_LONG):
        pass
    assert time.waits == [1, 2, 4, 8, 16, 32, 64, 128]
    assert time.now + 256 > 400 >= time.now


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
