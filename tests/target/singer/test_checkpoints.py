"""Which STATE may go out."""

from __future__ import annotations

import tracemalloc

from hypothesis import given
from hypothesis import strategies as st

from target_tiktok_events.singer.checkpoints import Checkpoints


def test_state_waits_for_every_event_before_it() -> None:
    """The newest STATE whose events are all settled goes out, once."""
    checkpoints = Checkpoints()
    checkpoints.add(b"a", 2)
    checkpoints.add(b"b", 5)
    assert checkpoints.ready(1) is None
    assert checkpoints.ready(4) == b"a"
    assert checkpoints.ready(4) is None
    assert checkpoints.ready(5) == b"b"


def test_state_without_events_before_it_goes_out() -> None:
    """A stream that had nothing to send advances, too."""
    checkpoints = Checkpoints()
    checkpoints.add(b"a", 0)
    checkpoints.add(b"b", 0)
    assert checkpoints.ready(0) == b"b"


@given(st.lists(st.integers(0, 5)), st.lists(st.integers(0, 5)))
def test_state_is_never_ahead_and_never_lost(gaps: list[int], steps: list[int]) -> None:
    """However events settle, each STATE that goes out is the newest settled one, in order."""
    checkpoints = Checkpoints()
    barriers = [sum(gaps[: n + 1]) for n in range(len(gaps))]
    for barrier in barriers:
        checkpoints.add(str(barrier).encode(), barrier)
    settled, given_out = 0, -1
    for step in [*steps, sum(gaps)]:
        settled += step
        state = checkpoints.ready(settled)
        settled_barriers = [barrier for barrier in barriers if barrier <= settled]
        if state is not None:
            assert given_out < int(state) <= settled
            given_out = int(state)
        assert given_out == max(settled_barriers, default=-1)


def _long(number: int, length: int = 20_000) -> bytes:
    """A STATE of so many bytes that `int` reads."""
    return str(number).encode().ljust(length)


def test_long_states_are_held_in_little_memory() -> None:
    """6,000 STATEs of 20 kB that wait for a batch take less than four megabytes."""
    checkpoints = Checkpoints()
    tracemalloc.start()
    try:
        for number in range(1, 6001):
            checkpoints.add(_long(number), number)
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert held < 4_000_000
    assert checkpoints.ready(6000) == _long(6000)


def test_thinned_states_still_mark_every_batch_of_a_run() -> None:
    """What is let go is spread evenly: of 8,000 long STATEs one belongs to each 1,000 events."""
    checkpoints = Checkpoints()
    for number in range(1, 8001):
        checkpoints.add(_long(number), number)
    for settled in range(1000, 8000, 1000):
        state = checkpoints.ready(settled)
        assert state is not None
        assert settled - 1000 < int(state) <= settled


def test_oldest_and_newest_state_are_kept_however_long_they_are() -> None:
    """The next STATE to go out and the last of the run are never let go."""
    checkpoints = Checkpoints()
    for number in range(1, 10):
        checkpoints.add(_long(number, 3_000_000), number)
    assert int(checkpoints.ready(1) or b"0") == 1
    assert int(checkpoints.ready(9) or b"0") == 9


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 400_000)), max_size=60))
def test_held_states_stay_in_order_and_end_with_the_newest(
    states: list[tuple[int, int]],
) -> None:
    """However long the STATEs and however far apart, none is invented, none goes out of order."""
    checkpoints = Checkpoints()
    events, given_out = 0, []
    for gap, length in states:
        events += gap
        checkpoints.add(_long(events, length), events)
    for settled in range(events + 1):
        state = checkpoints.ready(settled)
        if state is not None:
            given_out.append(int(state))
            assert int(state) <= settled
    assert given_out == sorted(set(given_out))
    assert given_out[-1:] == ([events] if states else [])
