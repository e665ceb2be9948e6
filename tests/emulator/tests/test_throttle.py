"""The limits themselves, with a clock in the hand."""

from __future__ import annotations

import pytest

from tests.emulator.envelope import ApiError
from tests.emulator.punishment import Punishment
from tests.emulator.throttle import Bucket, Limits, Quota, Throttle
from tests.emulator.wire import Request


class Hand:
    """Seconds that move when told to."""

    def __init__(self) -> None:
        self.at = 1_000_000_020.0  # the start of a minute

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def hand() -> Hand:
    """A clock in the hand."""
    return Hand()


def _passes(throttle: Throttle) -> bool:
    try:
        throttle.check_app()
    except ApiError:
        return False
    return True


def test_a_steady_pace_at_the_limit_is_never_refused(hand: Hand) -> None:
    """Ten requests a second for two minutes pass a limit of 10 QPS and 600 QPM."""
    throttle = Throttle(Limits(per_second=10, per_minute=600), "app", hand)
    for _ in range(1_200):
        assert _passes(throttle)
        hand.at += 0.1


def test_one_request_over_the_pace_is_refused_in_every_second(hand: Hand) -> None:
    """Eleven a second: after the first burst one in eleven is refused."""
    throttle = Throttle(Limits(per_second=10), "app", hand)
    passed = []
    for _ in range(11 * 20):
        passed.append(_passes(throttle))
        hand.at += 1 / 11
    assert 195 <= sum(passed) <= 211


def test_refused_calls_may_count(hand: Hand) -> None:
    """With the switch they use up the quota too, so hammering keeps the door shut."""
    for counts, passed_later in ((False, True), (True, False)):
        throttle = Throttle(Limits(per_second=2, refused_calls_count=counts), "app", hand)
        for _ in range(10):
            _passes(throttle)
        hand.at += 0.6
        assert _passes(throttle) is passed_later


def test_a_clock_set_back_refills_nothing() -> None:
    """A bucket asked about the past stays as it is and goes on from there."""
    bucket = Bucket(1, 100.0)
    assert bucket.take(100.0, refused_counts=False)
    assert not bucket.take(50.0, refused_counts=False)
    assert bucket.take(51.0, refused_counts=False)


def test_a_quota_of_zero_is_no_limit() -> None:
    """0 means unlimited."""
    quota = Quota(0, 60.0)
    assert all(quota.take(0.0, refused_counts=False) for _ in range(1_000))


def _request(page: int = 1) -> Request:
    return Request("GET", "/report/", {"page": str(page), "access_token": "x"}, {})


def test_ten_timeouts_within_ten_seconds_slow_the_app_down(hand: Hand) -> None:
    """Five requests a second are left for five minutes, then everything is as before."""
    punishment = Punishment("app", hand)
    for page in range(10):
        punishment.note_timeout(_request(page))
    refused = 0
    for page in range(100, 120):
        try:
            punishment.check(_request(page))
        except ApiError:
            refused += 1
    assert refused == 15
    hand.at += 301
    for page in range(100, 120):
        punishment.check(_request(page))


@pytest.mark.parametrize(("timeouts", "left"), [(9, 20), (10, 5), (20, 1), (30, 0)])
def test_more_timeouts_slow_it_down_more(hand: Hand, timeouts: int, left: int) -> None:
    """20 leave one request a second, 30 none at all."""
    punishment = Punishment("app", hand)
    for page in range(timeouts):
        punishment.note_timeout(_request(page))
    passed = 0
    for page in range(100, 120):
        try:
            punishment.check(_request(page))
        except ApiError:
            continue
        passed += 1
    assert passed == left


def test_timeouts_spread_over_time_are_not_punished(hand: Hand) -> None:
    """One every two seconds never makes ten within ten."""
    punishment = Punishment("app", hand)
    for page in range(40):
        punishment.note_timeout(_request(page))
        hand.at += 2
    punishment.check(_request(99))


def test_the_same_request_is_blocked_after_three_timeouts(hand: Hand) -> None:
    """For ten minutes; another page of it is another request."""
    punishment = Punishment("app", hand)
    for _ in range(3):
        punishment.note_timeout(_request())
        hand.at += 60
    with pytest.raises(ApiError, match="40100"):
        punishment.check(_request())
    punishment.check(_request(2))
    hand.at += 600
    punishment.check(_request())


def test_punishment_can_be_switched_off(hand: Hand) -> None:
    """Without it any number of timeouts changes nothing."""
    punishment = Punishment("app", hand, enabled=False)
    for _ in range(50):
        punishment.note_timeout(_request())
    punishment.check(_request())
