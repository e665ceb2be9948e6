"""When no STATE goes out although everything before it has ended."""

from __future__ import annotations

from target_tiktok_events.config.dead_letter_limit import read_limit
from target_tiktok_events.delivery.report import Summary
from target_tiktok_events.delivery.state_gate import StateGate
from target_tiktok_events.tiktok.outcomes import Ending


def _summary(sent: int, dead: int, left_out: int = 0) -> Summary:
    summary = Summary()
    summary.endings[Ending.SENT] = sent
    summary.dead_letters["map: no time"] = dead
    summary.left_out["consent"] = left_out
    return summary


def _is_open(limit: str, summary: Summary, *, at_end: bool = False) -> bool:
    gate = StateGate(summary, read_limit(limit))
    if at_end:
        gate.end_input()
    return gate.is_open


def test_share_waits_for_twenty_records_or_the_end() -> None:
    """Before, nobody can say whether half of the records will be dead letters."""
    assert not _is_open("50%", _summary(19, 0))
    assert _is_open("50%", _summary(20, 0))
    assert _is_open("50%", _summary(0, 19), at_end=True)


def test_share_is_of_sent_known_and_dead_records() -> None:
    """Records that a rule leaves out neither count nor fill up the twenty."""
    assert _is_open("50%", _summary(10, 10))
    assert not _is_open("50%", _summary(10, 11))
    assert not _is_open("50%", _summary(10, 11), at_end=True)
    assert not _is_open("50%", _summary(10, 11, left_out=1000))
    assert not _is_open("50%", _summary(5, 0, left_out=1000))
    known = _summary(5, 11)
    known.endings[Ending.DUPLICATE] += 3
    known.endings[Ending.FOUND] += 3
    assert _is_open("50%", known)


def test_gate_opens_again_when_the_share_falls() -> None:
    """Bad records at the beginning do not hold STATE until the end."""
    summary = _summary(0, 30)
    gate = StateGate(summary, read_limit("50%"))
    assert not gate.is_open
    summary.endings[Ending.SENT] = 30
    assert gate.is_open


def test_number_holds_from_the_moment_it_is_exceeded() -> None:
    """Until then STATE goes out with the first record."""
    assert _is_open("1", _summary(0, 1))
    assert not _is_open("1", _summary(1000, 2))
    assert not _is_open("1", _summary(1000, 2), at_end=True)


def test_gate_stays_closed_in_test_mode() -> None:
    """Test events are no deliveries: the records come again without the test code."""
    gate = StateGate(_summary(100, 0), read_limit("50%"), is_test=True)
    gate.end_input()
    assert not gate.is_open


def test_run_that_breaks_off_early_goes_by_what_has_ended() -> None:
    """What was delivered need not be read again; where most are dead letters, it must be."""
    for summary, is_open in (
        (_summary(3, 0), True),
        (_summary(3, 3), True),
        (_summary(3, 4), False),
    ):
        gate = StateGate(summary, read_limit("50%"))
        gate.break_off()
        assert gate.is_open is is_open
