"""Finding the events at fault in a refused batch, whatever TikTok's answers say."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from target_tiktok_events.errors import Stopped, Unreachable
from target_tiktok_events.tiktok.codes import Recovery
from target_tiktok_events.tiktok.common_fault import CommonFault
from target_tiktok_events.tiktok.isolation import Isolation
from target_tiktok_events.tiktok.outcomes import Ending
from target_tiktok_events.tiktok.verdicts import Verdict
from tests.target.made_events import endings_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence


class _TikTok:
    """Takes or refuses requests as a whole; `poison` are the positions at fault."""

    def __init__(
        self,
        poison: Collection[int],
        name: Callable[[Sequence[int], list[int]], int | None] = lambda _asked, _bad: None,
        code: int = 40002,
        recovery: Recovery = Recovery.ISOLATE,
    ) -> None:
        self.poison = frozenset(poison)
        self.requests: list[list[int]] = []
        self.taken: set[int] = set()
        self._name = name
        self._code = code
        self._recovery = recovery

    def __call__(self, positions: Sequence[int]) -> Verdict:
        self.requests.append(list(positions))
        bad = [index for index, position in enumerate(positions) if position in self.poison]
        if not bad:
            self.taken.update(positions)
            return Verdict(Recovery.ACCEPTED, "", 0, "r")
        return Verdict(self._recovery, "bad", self._code, "r", index=self._name(positions, bad))


def _first(_asked: Sequence[int], bad: list[int]) -> int:
    return bad[0]


def _nothing(_asked: Sequence[int], _bad: list[int]) -> None:
    return None


def _always_zero(_asked: Sequence[int], _bad: list[int]) -> int:
    return 0


def _counted_from_one(_asked: Sequence[int], bad: list[int]) -> int:
    return bad[0] + 1


def _send_all(isolation: Isolation, tiktok: Callable[[Sequence[int]], Verdict]) -> None:
    while (positions := isolation.next_request()) is not None:
        isolation.take_answer(tiktok(positions))


def _run(size: int, tiktok: Callable[[Sequence[int]], Verdict]) -> list[Ending | None]:
    isolation = Isolation(size)
    _send_all(isolation, tiktok)
    return endings_of(isolation.outcomes)


@pytest.mark.parametrize("name", [_first, _nothing, _always_zero, _counted_from_one])
@pytest.mark.parametrize("poisoned", [0, 1, 499, 500, 998, 999])
def test_one_bad_row_costs_one_row(
    name: Callable[[Sequence[int], list[int]], int | None], poisoned: int
) -> None:
    """999 of 1,000 events are sent and one is rejected, within 1 + 2 * log2(1000) requests more."""
    tiktok = _TikTok([poisoned], name)
    endings = _run(1000, tiktok)
    assert endings[poisoned] is Ending.REJECTED
    assert endings.count(Ending.SENT) == 999
    assert tiktok.taken == set(range(1000)) - {poisoned}
    assert len(tiktok.requests) - 1 <= 1 + 2 * math.ceil(math.log2(1000))


def test_named_row_costs_two_requests() -> None:
    """A message that names the row saves the search: the row alone, and the others."""
    tiktok = _TikTok([777], _first)
    _run(1000, tiktok)
    assert [len(request) for request in tiktok.requests] == [1000, 1, 999]


def test_several_bad_rows_cost_in_proportion() -> None:
    """Ten named rows cost twenty requests, not two hundred."""
    tiktok = _TikTok(range(0, 1000, 100), _first)
    endings = _run(1000, tiktok)
    assert endings.count(Ending.REJECTED) == 10
    assert len(tiktok.requests) == 1 + 2 * 10


@given(st.data())
@settings(max_examples=200)
def test_exactly_the_bad_rows_are_rejected(data: st.DataObject) -> None:
    """Whatever the message names, each good event is sent and each bad one rejected alone."""
    size = data.draw(st.integers(1, 60))
    poison = data.draw(st.sets(st.integers(0, size - 1), max_size=min(size - 1, 20)))
    name = data.draw(st.sampled_from([_first, _nothing, _always_zero, _counted_from_one]))
    tiktok = _TikTok(poison, name)
    endings = _run(size, tiktok)
    assert {i for i, ending in enumerate(endings) if ending is Ending.REJECTED} == poison
    assert tiktok.taken == set(range(size)) - poison
    alone = {request[0] for request in tiktok.requests if len(request) == 1}
    assert poison <= alone
    worst = 1 + len(poison) * (2 + 2 * math.ceil(math.log2(size + 1)))
    assert len(tiktok.requests) <= worst + 1


def test_refusal_that_does_not_come_again_rejects_nothing() -> None:
    """A parameter error that TikTok gives once and takes back costs no order."""

    def once(positions: Sequence[int]) -> Verdict:
        seen.append(len(positions))
        first = len(seen) == 1
        return Verdict(Recovery.ISOLATE if first else Recovery.ACCEPTED, "", 40002 if first else 0)

    seen: list[int] = []
    assert set(_run(100, once)) == {Ending.SENT}


@pytest.mark.parametrize("name", [_first, _nothing])
def test_refusal_of_everything_stops_after_twenty_events(
    name: Callable[[Sequence[int], list[int]], int | None],
) -> None:
    """When each event alone is refused alike, the fault is in the request: none is given up."""
    tiktok = _TikTok(range(1000), name)
    isolation = Isolation(1000)
    with pytest.raises(Stopped, match="every event alike"):
        _send_all(isolation, tiktok)
    assert set(isolation.outcomes) == {None}
    assert sum(len(request) == 1 for request in tiktok.requests) == 23
    assert len(tiktok.requests) < 70


@pytest.mark.parametrize("bad", [range(20), range(30), range(980, 1000)])
def test_twenty_bad_rows_among_good_ones_cost_themselves_only(bad: range) -> None:
    """A few of what is left are tried first, and taken: the fault is the events' own."""
    tiktok = _TikTok(bad, _first)
    endings = _run(1000, tiktok)
    assert [i for i, ending in enumerate(endings) if ending is Ending.REJECTED] == list(bad)
    assert endings.count(Ending.SENT) == 1000 - len(bad)


def test_events_refused_for_different_reasons_are_given_up_each() -> None:
    """Thirty events with three mistakes, none of them twenty times: no sign of a common one."""

    def answer(positions: Sequence[int]) -> Verdict:
        reason = f"data.0.{'abc'[positions[0] % 3]}: bad"
        return Verdict(Recovery.ISOLATE, reason, 40002, "r", index=0)

    assert set(_run(30, answer)) == {Ending.REJECTED}


def test_position_in_a_reason_makes_no_difference() -> None:
    """`data.7.currency` is the same complaint as `data.0.currency`."""

    def answer(positions: Sequence[int]) -> Verdict:
        reason = f"data.{positions[-1] % 7}.currency: bad"
        return Verdict(Recovery.ISOLATE, reason, 40002, "r")

    with pytest.raises(Stopped):
        _run(100, answer)


def test_batches_of_an_event_source_share_what_they_know() -> None:
    """Small batches: a few more after the twentieth, in whichever batch, and it stops."""
    fault = CommonFault()
    tiktok = _TikTok(range(5))
    for _ in range(4):
        isolation = Isolation(5, fault)
        _send_all(isolation, tiktok)
        assert set(endings_of(isolation.outcomes)) == {Ending.REJECTED}
    isolation = Isolation(5, fault)
    before = len(tiktok.requests)
    with pytest.raises(Stopped):
        _send_all(isolation, tiktok)
    assert tiktok.requests[before:] == [[4], [2], [0]]
    assert set(isolation.outcomes) == {None}


def test_event_that_was_accepted_before_clears_all_suspicion() -> None:
    """TikTok took one of this event source: twenty others that are refused are at fault."""
    fault = CommonFault()
    _send_all(Isolation(1, fault), _TikTok([]))
    isolation = Isolation(50, fault)
    _send_all(isolation, _TikTok(range(50)))
    assert set(endings_of(isolation.outcomes)) == {Ending.REJECTED}


@pytest.mark.parametrize("size", [10, 20])
def test_few_bad_rows_are_no_reason_to_stop(size: int) -> None:
    """A few orders that are all at fault end as dead letters, the run goes on."""
    assert set(_run(size, _TikTok(range(size)))) == {Ending.REJECTED}


def test_undocumented_code_rejects_only_beside_accepted_events() -> None:
    """A code nobody knows may mean the event if others pass, and means the request if none do."""
    tiktok = _TikTok([2], _first, code=40999, recovery=Recovery.ISOLATE_OR_STOP)
    assert _run(4, tiktok).count(Ending.REJECTED) == 1
    for size in (1, 2, 500):
        everything = _TikTok(range(size), code=40999, recovery=Recovery.ISOLATE_OR_STOP)
        with pytest.raises(Stopped):
            _run(size, everything)
        assert len(everything.requests) < 30


def test_too_large_request_is_halved() -> None:
    """HTTP 413 and 40061 split the request until it fits; a single event that can't is rejected."""

    def at_most_three(positions: Sequence[int]) -> Verdict:
        fits = len(positions) <= 3 and 5 not in positions
        return Verdict(Recovery.ACCEPTED if fits else Recovery.SHRINK, "")

    endings = _run(20, at_most_three)
    assert endings[5] is Ending.REJECTED
    assert endings.count(Ending.SENT) == 19


def test_partial_success_with_positions_sends_those_alone_and_the_rest_again() -> None:
    """Nothing counts as sent because of code 20001 itself; named events go alone."""

    def partly(positions: Sequence[int]) -> Verdict:
        requests.append(list(positions))
        if len(positions) == 10:
            return Verdict(Recovery.PARTIAL, "", 20001, positions=(3, 7, 99))
        if 7 in positions:
            return Verdict(Recovery.ISOLATE, "bad", 40002)
        return Verdict(Recovery.ACCEPTED, "", 0)

    requests: list[list[int]] = []
    endings = _run(10, partly)
    assert endings[7] is Ending.REJECTED
    assert endings.count(Ending.SENT) == 9
    assert requests == [list(range(10)), [0, 1, 2, 4, 5, 6, 8, 9], [3], [7]]


def test_partial_success_without_positions_sends_all_again() -> None:
    """An answer that does not say what failed leaves every event open until code 0."""

    def vague(positions: Sequence[int]) -> Verdict:
        if len(positions) > 2:
            return Verdict(Recovery.PARTIAL, "", 20001)
        taken.extend(positions)
        return Verdict(Recovery.ACCEPTED, "", 0)

    taken: list[int] = []
    assert set(_run(16, vague)) == {Ending.SENT}
    assert sorted(taken) == list(range(16))


def test_duplicated_request_is_asked_again_per_event() -> None:
    """40050 may mean the request or the event: one event counts as duplicate when told twice."""

    def known(positions: Sequence[int]) -> Verdict:
        if len(positions) > 1 or positions[0] == 1:
            return Verdict(Recovery.DUPLICATE, "", 40050)
        return Verdict(Recovery.ACCEPTED, "", 0)

    assert _run(4, known) == [Ending.SENT, Ending.DUPLICATE, Ending.SENT, Ending.SENT]


def test_single_40050_that_does_not_come_again_is_sent() -> None:
    """Told once, it may have been the request that TikTok knew: the event goes again."""
    answers = [Verdict(Recovery.DUPLICATE, "", 40050), Verdict(Recovery.ACCEPTED, "", 0)]
    assert _run(1, lambda _positions: answers.pop(0)) == [Ending.SENT]
    assert answers == []


def test_certain_outcomes_survive_a_failure() -> None:
    """When TikTok goes away in the middle, what was sent stays sent and the rest stays open."""

    def goes_away(positions: Sequence[int]) -> Verdict:
        if len(positions) == 4:
            return Verdict(Recovery.SHRINK, "")
        if positions[0] == 2:
            message = "gone"
            raise Unreachable(message)
        return Verdict(Recovery.ACCEPTED, "", 0)

    isolation = Isolation(4)
    with pytest.raises(Unreachable):
        _send_all(isolation, goes_away)
    endings = endings_of(isolation.outcomes)
    assert endings == [Ending.SENT, Ending.SENT, None, None]


def test_no_events_need_no_request() -> None:
    """An empty batch is settled already."""
    tiktok = _TikTok([])
    assert _run(0, tiktok) == []
    assert tiktok.requests == []
