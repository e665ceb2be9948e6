"""STATE on its way out."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from target_tiktok_events.delivery.state_output import StateOutput


def _output(log: list[str], gate: Any = None) -> StateOutput:
    dead_letters: Any = SimpleNamespace(sync=lambda: log.append("sync"))
    gate = gate or SimpleNamespace(is_open=True)
    return StateOutput(dead_letters, gate, lambda state: log.append(state.decode()))


def test_newest_state_goes_out_behind_the_dead_letters() -> None:
    """Of the STATEs that may go only the last is written, and nothing when none may."""
    log: list[str] = []
    output = _output(log)
    for number in (3, 5, 9):
        output.hold(str(number).encode(), number)
    output.release(2)
    assert log == []
    output.release(8)
    output.release(8)
    assert log == ["sync", "5"]


def test_no_state_passes_what_did_not_end_well() -> None:
    """The first failure counts, whatever is settled behind it or fails later."""
    log: list[str] = []
    output = _output(log)
    for number in (4, 6, 8):
        output.hold(str(number).encode(), number)
    output.stay_before(5)
    output.stay_before(7)
    output.release(8)
    assert (log, output.is_stuck) == (["sync", "4"], True)


def test_nothing_goes_out_while_the_gate_is_closed() -> None:
    """What is held then is not lost: the newest goes out once it opens."""
    log: list[str] = []
    gate = SimpleNamespace(is_open=False)
    output = _output(log, gate)
    for number in (4, 6, 8):
        output.hold(str(number).encode(), number)
        output.release(number)
    assert log == []
    gate.is_open = True
    output.release(8)
    assert log == ["sync", "8"]
