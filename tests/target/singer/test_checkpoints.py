"""Which STATE may go out."""

from __future__ import annotations

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
