"""One passing fault of each class on the first, a middle and the last batch, and bad events.

Which codes belong to a class is in the table of return codes, whose test is exhaustive.
"""

from __future__ import annotations

import functools
import math
import socket
from typing import TYPE_CHECKING, Any

import pytest

from target_tiktok_events.errors import Unreachable
from tests.target.run_in_process import InProcess, PausingClock
from tests.target.target_process import event_requests, stored_ids

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.emulator.process import LocalTikTok

PATH = "/event/track/"
EVENTS = 300
BATCH = 100

FAULTS: dict[str, dict[str, Any]] = {
    "retry": {"kind": "code", "code": 50000},
    "retry after the store": {"kind": "code", "code": 50000, "when": "after"},
    "retry for long": {"kind": "code", "code": 40100},
    "code as text": {"kind": "body", "body": '{"code":"40700"}'},
    "duplicate": {"kind": "code", "code": 40050},
    "duplicate after the store": {"kind": "code", "code": 40050, "when": "after"},
    "shrink": {"kind": "code", "code": 40061},
    "isolate": {"kind": "code", "code": 40002, "message": "bad"},
    "isolate by index": {"kind": "code", "code": 40062, "message": "data.5.user.email: bad"},
    "isolate or stop": {"kind": "code", "code": 40999, "message": "bad"},
    "partial": {"kind": "code", "code": 20001, "when": "before"},
    "partial after the store": {"kind": "code", "code": 20001, "when": "after"},
    "request too large": {"kind": "status", "status": 413},
    "throttled by a gateway": {"kind": "status", "status": 429},
    "page of a gateway": {"kind": "html", "status": 502},
    "no code": {"kind": "body", "body": "{}", "when": "after"},
    "empty answer": {"kind": "body", "body": "", "when": "after"},
    "half an answer": {"kind": "truncate"},
    "reset": {"kind": "reset", "when": "before"},
    "reset after the store": {"kind": "reset", "when": "after"},
    "silence after the store": {"kind": "hang", "seconds": 5, "when": "after"},
}


@pytest.fixture
def begin(
    tiktok: LocalTikTok, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> Callable[..., InProcess]:
    """Begins a run with other settings than the defaults."""
    return functools.partial(InProcess, tiktok, tmp_path, capsys)


@pytest.mark.parametrize(
    ("skip", "workers"), [(0, 8), (1, 1), (2, 8)], ids=["first", "middle", "last"]
)
@pytest.mark.parametrize("fault", list(FAULTS))
def test_passing_fault_loses_and_doubles_nothing(
    tiktok: LocalTikTok,
    begin: Callable[..., InProcess],
    fault: str,
    skip: int,
    workers: int,
) -> None:
    """What TikTok stored is every event, once; no dead letter; few requests; the last STATE."""
    tiktok.fault(path=PATH, skip=skip, **FAULTS[fault])
    settings = {"batch_size": BATCH, "max_concurrent_requests": workers}
    run = begin(request_timeout=0.5, **settings)
    run.deliver(EVENTS, state_every=10)
    states = run.states()
    assert sorted(map(int, stored_ids(tiktok))) == list(range(EVENTS))
    assert run.letters() == []
    assert states[-1] == EVENTS
    assert states == sorted(states)
    assert event_requests(tiktok) <= 3 + 1 + 2 * math.ceil(math.log2(BATCH)) + 2


@pytest.mark.parametrize(
    ("style", "workers"),
    [("data", 1), ("Data", 8), ("Batch", 1), ("none", 8), ("inner", 1), ("bare", 8)],
)
def test_poison_events_cost_themselves_only(
    tiktok: LocalTikTok,
    begin: Callable[..., InProcess],
    style: str,
    workers: int,
) -> None:
    """Whatever form TikTok's messages have, 997 of 1,000 events are stored and three are kept."""
    tiktok.admin("POST", "events/options", {"path_style": style})
    poison = [0, 500, 999]
    tiktok.admin("POST", "events/refuse", {"event_ids": [str(number) for number in poison]})
    run = begin(max_concurrent_requests=workers)
    run.deliver(1000, state_every=100)
    assert sorted(map(int, stored_ids(tiktok))) == [n for n in range(1000) if n not in poison]
    letters = run.letters()
    assert [letter["record_key"] for letter in letters] == [f"order_id={n}" for n in poison]
    assert {letter["stage"] for letter in letters} == {"api"}
    assert all(letter["request_id"] and letter["code"] for letter in letters)
    assert event_requests(tiktok) - 1 <= 3 * (1 + 2 * math.ceil(math.log2(1000)))
    assert run.states()[-1] == 1000


@pytest.mark.parametrize(("base", "workers"), [(0, 8), (1, 1)])
@pytest.mark.parametrize("shape", ["list", "nested", "empty", "null", "missing"])
def test_partial_success_loses_nothing(
    tiktok: LocalTikTok,
    begin: Callable[..., InProcess],
    shape: str,
    base: int,
    workers: int,
) -> None:
    """20001 in any shape, counted from 0 or from 1: what was left out is stored in the end."""
    tiktok.admin(
        "POST", "events/partial", {"indexes": [0, 7, 99], "shape": shape, "base": base, "times": 2}
    )
    run = begin(batch_size=BATCH, max_concurrent_requests=workers)
    run.deliver(EVENTS, state_every=10)
    assert sorted(map(int, stored_ids(tiktok))) == list(range(EVENTS))
    assert (run.letters(), run.states()[-1]) == ([], EVENTS)


def test_lasting_outage_is_given_up_within_a_minute_and_loses_nothing(
    tiktok: LocalTikTok, begin: Callable[..., InProcess], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody listens: exit code 4, no STATE, no dead letter, and all of it again the next time."""
    clock = PausingClock()
    monkeypatch.setattr("target_tiktok_events.run.RetryPolicy", clock.policy)
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        away = begin(api_url=f"http://127.0.0.1:{unused.getsockname()[1]}")
    with pytest.raises(Unreachable, match="run again") as caught:
        away.deliver(5, state_every=1)
    assert (caught.value.exit_code, away.states(), away.letters()) == (4, [], [])
    assert 0 < clock.now < 60
    begin().deliver(5, state_every=1)
    assert len(stored_ids(tiktok)) == 5


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "code", "code": 40100},
        {"kind": "status", "status": 429},
        {"kind": "html", "status": 502},
    ],
    ids=["code 40100", "HTTP 429", "HTTP 502"],
)
def test_throttling_and_server_errors_are_waited_for_at_least_five_minutes(
    tiktok: LocalTikTok,
    begin: Callable[..., InProcess],
    monkeypatch: pytest.MonkeyPatch,
    fault: dict[str, Any],
) -> None:
    """TikTok asks for a pause of five minutes: the last attempt comes after it; then exit 4."""
    clock = PausingClock()
    monkeypatch.setattr("target_tiktok_events.run.RetryPolicy", clock.policy)
    tiktok.fault(path=PATH, times=0, **fault)
    throttled = begin(max_concurrent_requests=1)
    with pytest.raises(Unreachable):
        throttled.deliver(5, state_every=1)
    assert 300 <= clock.now < 600
    assert (throttled.states(), throttled.letters()) == ([], [])
    tiktok.clear_faults()
    begin().deliver(5, state_every=1)
    assert len(stored_ids(tiktok)) == 5


def test_wait_that_an_answer_asks_for_is_kept_and_said(
    tiktok: LocalTikTok,
    begin: Callable[..., InProcess],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """`Retry-After: 120`: nothing is asked before, nothing is lost, and the log says how long."""
    clock = PausingClock()
    monkeypatch.setattr("target_tiktok_events.run.RetryPolicy", clock.policy)
    tiktok.fault(path=PATH, kind="status", status=429, headers={"Retry-After": "120"})
    begin(max_concurrent_requests=1).deliver(5, state_every=5)
    assert (clock.now, event_requests(tiktok), len(stored_ids(tiktok))) == (120, 2, 5)
    assert "Trying 5 events again in 120 s: HTTP 429" in caplog.text
