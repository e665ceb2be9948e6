"""The limiter: a clock that only moves when somebody sleeps."""

from __future__ import annotations

import itertools
import threading
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tap_tiktok_ads.tiktok.limiter import LANE_PER_SECOND, LANES_KEPT, USE_OF_QUOTA, RateLimiter
from tests.tap.fake_time import FakeTime


def starts(
    limiter: RateLimiter, time: FakeTime, count: int, lane: str | None = None
) -> list[float]:
    """When each of so many requests may start, one after the other."""
    found = []
    for _ in range(count):
        limiter.acquire(lane)
        found.append(time.clock())
    return found


def limiter_at(per_second: float) -> tuple[RateLimiter, FakeTime]:
    time = FakeTime()
    return RateLimiter(per_second, clock=time.clock, sleep=time.sleep), time


@pytest.mark.parametrize("per_second", [0.5, 1, 10, 20, 50, 333.3])
def test_starts_are_evenly_spaced(per_second: float) -> None:
    """Between two starts there is always the same time: no burst, no gap."""
    limiter, time = limiter_at(per_second)
    times = starts(limiter, time, 50)

    gaps = [later - earlier for earlier, later in itertools.pairwise(times)]
    assert gaps == pytest.approx([1 / (per_second * USE_OF_QUOTA)] * 49)


@pytest.mark.parametrize("per_second", [1, 10, 20, 30, 50])
def test_the_quota_is_kept_in_every_second_and_minute_and_used(per_second: int) -> None:
    """In any second no more than the quota starts, and over a minute at least 95 % of it."""
    limiter, time = limiter_at(per_second)
    times = starts(limiter, time, per_second * 60)

    for begin in times:
        assert sum(begin <= one < begin + 1 for one in times) <= per_second
    assert sum(one < 60 for one in times) >= per_second * 60 * 0.95


@given(st.floats(0.1, 100), st.lists(st.floats(0, 5), max_size=30))
@settings(deadline=None)
def test_idle_time_is_not_saved_up(per_second: float, pauses: list[float]) -> None:
    """After any pause of the caller two starts are still apart by the interval."""
    limiter, time = limiter_at(per_second)
    times = []
    for pause in pauses:
        limiter.acquire()
        times.append(time.clock())
        time.sleep(pause)

    interval = 1 / (per_second * USE_OF_QUOTA)
    assert all(later - earlier >= interval * 0.999 for earlier, later in itertools.pairwise(times))


def test_a_pause_holds_everybody_and_no_burst_follows() -> None:
    """After 40100 nobody starts before the pause is over, and then evenly again."""
    limiter, time = limiter_at(10)
    starts(limiter, time, 3, "one")
    limiter.pause(5)
    paused_at = time.clock()

    times = starts(limiter, time, 10, "other")

    assert times[0] == pytest.approx(paused_at + 5)
    gaps = [later - earlier for earlier, later in itertools.pairwise(times)]
    assert min(gaps) >= 1 / 10


def test_a_pause_catches_those_who_already_wait() -> None:
    """Who had a place before the pause takes a new one behind it: they do not start together."""
    time = FakeTime()
    all_have_a_place = threading.Barrier(9)
    paused = threading.Event()
    started: list[float] = []

    def sleep(seconds: float) -> None:
        if not paused.is_set():
            all_have_a_place.wait(10)
            assert paused.wait(10)
        time.sleep(seconds)

    limiter = RateLimiter(10, clock=time.clock, sleep=sleep)
    limiter.acquire()

    def work() -> None:
        limiter.acquire()
        started.append(time.clock())

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    all_have_a_place.wait(10)
    limiter.pause(60)
    paused.set()
    for thread in threads:
        thread.join(10)

    assert len(started) == 8
    assert min(started) >= 60


def test_a_longer_pause_is_not_shortened_by_a_shorter_one() -> None:
    """Of two pauses the later end counts."""
    limiter, time = limiter_at(10)
    limiter.pause(300)
    limiter.pause(1)

    assert starts(limiter, time, 1) == [300]


def test_a_lane_keeps_its_own_quota() -> None:
    """One advertiser on one path starts at most 20 a second, however much the app may."""
    limiter, time = limiter_at(1000)
    times = starts(limiter, time, 200, "lane")

    for begin in times:
        assert sum(begin <= one < begin + 1 for one in times) <= LANE_PER_SECOND


@pytest.mark.parametrize(
    ("per_second", "lane"), [(LANE_PER_SECOND, None), (LANE_PER_SECOND, "lane"), (1000, "lane")]
)
def test_a_thread_that_wakes_up_late_does_not_delay_the_next(
    per_second: int, lane: str | None
) -> None:
    """A start is planned: what is late is only late itself, and no rate is lost."""
    time = FakeTime()

    def sleep(seconds: float) -> None:
        time.sleep(seconds + 0.02)

    limiter = RateLimiter(per_second, clock=time.clock, sleep=sleep)
    for _ in range(LANE_PER_SECOND * 30):
        limiter.acquire(lane)

    assert time.clock() <= 30 / USE_OF_QUOTA


def test_a_free_lane_may_start_a_second_s_worth_at_once() -> None:
    """The pages of one advertiser come as fast as the app may ask, until the lane is full."""
    limiter, time = limiter_at(100_000)

    assert starts(limiter, time, LANE_PER_SECOND, "lane")[-1] < 0.01
    assert starts(limiter, time, 1, "lane")[0] >= 1


@given(st.lists(st.sampled_from("abc"), min_size=1, max_size=200), st.integers(20, 500))
@settings(deadline=None)
def test_no_lane_is_ever_above_its_quota(lanes: list[str], per_second: int) -> None:
    """Whatever comes between, no second holds more starts of a lane than TikTok allows."""
    limiter, time = limiter_at(per_second)
    found: dict[str, list[float]] = {lane: [] for lane in lanes}
    for lane in lanes:
        limiter.acquire(lane)
        found[lane].append(time.clock())

    for times in found.values():
        for begin in times:
            assert sum(begin <= one < begin + 1 for one in times) <= LANE_PER_SECOND


def test_a_full_lane_keeps_no_place_in_the_queue() -> None:
    """Who waits for its lane leaves the app's quota to the others meanwhile."""
    time = FakeTime()
    lane_is_full = threading.Event()
    others_are_done = threading.Event()

    def sleep(seconds: float) -> None:
        if threading.current_thread().name == "waits":
            lane_is_full.set()
            assert others_are_done.wait(10)
        time.sleep(seconds)

    limiter = RateLimiter(1000, clock=time.clock, sleep=sleep)
    starts(limiter, time, LANE_PER_SECOND, "full")
    thread = threading.Thread(target=limiter.acquire, args=("full",), name="waits")
    thread.start()
    assert lane_is_full.wait(10)

    assert starts(limiter, time, 10, "other")[-1] < 0.5
    others_are_done.set()
    thread.join(10)
    assert time.clock() >= 1


def test_lanes_that_are_free_are_forgotten() -> None:
    """Thousands of advertisers pass; what each of them did long ago takes no memory."""
    limiter, time = limiter_at(100)
    limiter.pause_lane("paused", 10_000)
    tracemalloc.start()
    try:
        for number in range(20 * LANES_KEPT):
            limiter.acquire(f"lane {number}")
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert kept < LANES_KEPT * 2000
    assert starts(limiter, time, 1, "paused")[0] >= 10_000


def test_lanes_do_not_hold_each_other_up() -> None:
    """A pause on one lane (40133) leaves the other lanes free."""
    limiter, time = limiter_at(1000)
    limiter.pause_lane("slow", 30)

    assert starts(limiter, time, 10, "other")[-1] < 1
    assert starts(limiter, time, 1, "slow")[0] >= 30


def test_many_threads_share_one_quota() -> None:
    """Eight threads together start no more often than one would."""
    time = FakeTime()
    reserved: list[float] = []
    lock = threading.Lock()

    def sleep(seconds: float) -> None:
        with lock:
            reserved.append(seconds)
        time.sleep(seconds)

    limiter = RateLimiter(10, clock=time.clock, sleep=sleep)

    def work() -> None:
        for _ in range(25):
            limiter.acquire()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)

    assert time.clock() >= (8 * 25 - 1) / (10 * USE_OF_QUOTA) * 0.999


def test_sleep_may_end_a_wait() -> None:
    """What `sleep` raises ends the wait: a stopping run does not sit out its pauses."""

    class Ended(Exception):
        pass

    def sleep(_seconds: float) -> None:
        raise Ended

    limiter = RateLimiter(10, clock=lambda: 0.0, sleep=sleep)
    limiter.acquire()
    with pytest.raises(Ended):
        limiter.acquire()


def test_a_lane_that_is_paused_lets_no_planned_start_through() -> None:
    """Who had a place on the lane before its pause starts behind it; other lanes go on."""
    time = FakeTime()
    limiter = RateLimiter(10, clock=time.clock, sleep=time.sleep)
    limiter.acquire("lane")
    is_first = True

    def sleep(seconds: float) -> None:
        nonlocal is_first
        if is_first:
            is_first = False
            limiter.pause_lane("lane", 30)  # another request was refused meanwhile
        time.sleep(seconds)

    limiter._sleep = sleep  # noqa: SLF001 - the moment between plan and start
    limiter.acquire("lane")

    assert time.clock() >= 30


def test_a_lane_says_how_long_it_would_keep_a_request_waiting() -> None:
    """Nobody has to wait before a second is full, and then until its first request is a second old.

    What the app's own quota makes it wait is not counted: other lanes would wait as long.
    """
    limiter, time = limiter_at(1e6)
    starts(limiter, time, LANE_PER_SECOND - 1, "lane")
    assert limiter.seconds_until_free("lane") == 0
    limiter.acquire("lane")

    assert limiter.seconds_until_free("lane") == pytest.approx(1 / USE_OF_QUOTA, abs=1e-3)
    assert limiter.seconds_until_free("other") == 0
    time.sleep(1 / USE_OF_QUOTA)
    assert limiter.seconds_until_free("lane") == 0


def test_who_waits_until_a_lane_is_free_finds_it_free() -> None:
    """Sums of seconds are not exact: no wait may be left that is too short for any clock."""
    limiter, time = limiter_at(1e6)
    for _ in range(200):
        starts(limiter, time, LANE_PER_SECOND, "lane")
        time.sleep(limiter.seconds_until_free("lane"))
        assert limiter.seconds_until_free("lane") == 0


def test_requests_that_were_announced_count() -> None:
    """Who has taken a request but waits for a connection is not overlooked by the next."""
    limiter, time = limiter_at(1e6)
    for _ in range(LANE_PER_SECOND):
        limiter.expect("lane")
    assert limiter.seconds_until_free("lane") > 0
    starts(limiter, time, LANE_PER_SECOND, "lane")
    assert limiter.seconds_until_free("lane") == pytest.approx(1 / USE_OF_QUOTA, abs=1e-3)
    time.sleep(2)
    assert limiter.seconds_until_free("lane") == 0


def test_a_lane_that_is_paused_is_not_free() -> None:
    """The rest of its pause is told."""
    limiter, time = limiter_at(1e6)
    limiter.pause_lane("lane", 30)
    time.sleep(10)

    assert limiter.seconds_until_free("lane") == pytest.approx(20)


def test_a_start_that_is_far_off_needs_no_free_lane_now() -> None:
    """With many requests in the app's queue a lane is free again before the next one's turn."""
    limiter, time = limiter_at(10)
    starts(limiter, time, LANE_PER_SECOND, "lane")
    for _ in range(20):
        limiter.expect("other")

    assert limiter.seconds_until_free("lane") == 0
