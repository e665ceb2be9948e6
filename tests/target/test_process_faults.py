"""The executable under faults of TikTok and the network: each order once, STATE never ahead."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.target.target_process import (
    PIXEL,
    Result,
    Target,
    event_requests,
    order,
    singer,
    stored_ids,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.emulator.process import LocalTikTok

PATH = "/event/track/"
ORDERS = 300
BATCH = 100


def _run(
    tiktok: LocalTikTok, tmp_path: Path, workers: int = 4, **settings: Any
) -> tuple[Target, Result]:
    options: dict[str, Any] = {"batch_size": BATCH, "max_concurrent_requests": workers, **settings}
    target = Target(tmp_path, tiktok, **options)
    return target, target.run(singer(map(order, range(ORDERS)), state_every=10))


def _assert_all_once(tiktok: LocalTikTok, result: Result) -> None:
    assert result.code == 0, result.stderr
    assert sorted(stored_ids(tiktok), key=int) == [str(number) for number in range(ORDERS)]
    assert result.states[-1] == {"done": ORDERS}


def _assert_state_not_ahead(tiktok: LocalTikTok, states: Sequence[Any]) -> None:
    stored = {int(event_id) for event_id in stored_ids(tiktok)}
    for state in states:
        assert stored.issuperset(range(state["done"]))


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "code", "code": 50000},
        {"kind": "reset", "when": "after"},
        {"kind": "hang", "seconds": 20, "when": "after"},
    ],
    ids=lambda fault: "-".join(map(str, fault.values())),
)
def test_passing_fault_loses_and_doubles_nothing(
    tiktok: LocalTikTok, tmp_path: Path, fault: dict[str, Any]
) -> None:
    """Each order is stored exactly once; the other faults are in the fault matrix."""
    tiktok.fault(path=PATH, skip=1, **fault)
    target, result = _run(tiktok, tmp_path, request_timeout=1)
    _assert_all_once(tiktok, result)
    assert target.dead_letters == []


@pytest.mark.parametrize("code", [40001, 40007, 40105, 30001])
def test_refusal_of_the_run_stops_it_at_once(
    tiktok: LocalTikTok, tmp_path: Path, code: int
) -> None:
    """One clear line, exit code 3, no retry, no dead letter; STATE stays with what was stored.

    That the other codes stop, too, is in the test of the sender.
    """
    tiktok.fault(path=PATH, skip=1, times=0, kind="code", code=code)
    target, result = _run(tiktok, tmp_path, workers=1)
    assert result.code == 3
    assert event_requests(tiktok) == 2
    assert target.dead_letters == []
    assert len(stored_ids(tiktok)) == BATCH
    _assert_state_not_ahead(tiktok, result.states)
    assert f"code {code}" in result.stderr.splitlines()[-1]
    assert "Traceback" not in result.stderr


def test_revoked_token_in_mid_run_resumes_without_loss(tiktok: LocalTikTok, tmp_path: Path) -> None:
    """The run stops at the refusal; with a working token the next run sends the rest, once."""
    tiktok.admin("POST", "events/tokens", {"revoke": tiktok.token, "after_requests": 2})
    _, result = _run(tiktok, tmp_path, workers=1)
    assert result.code == 3
    assert "access_token" in result.stderr.splitlines()[-1]
    _assert_state_not_ahead(tiktok, result.states)
    tiktok.admin("POST", "events/tokens", {"grant": tiktok.token})
    _, result = _run(tiktok, tmp_path)
    _assert_all_once(tiktok, result)
    assert result.count("already sent, in the ledger") == 2 * BATCH


@pytest.mark.parametrize("status", [404, 302])
def test_wrong_api_url_stops_at_once(tiktok: LocalTikTok, tmp_path: Path, status: int) -> None:
    """An answer that is not TikTok's ends the run with the setting to check."""
    tiktok.fault(path=PATH, times=0, kind="status", status=status, body="Not Found")
    _, result = _run(tiktok, tmp_path, workers=1)
    assert (result.code, event_requests(tiktok), result.states) == (3, 1, [])
    assert "api_url" in result.stderr.splitlines()[-1]


def test_partial_success_with_a_row_that_stays_bad(tiktok: LocalTikTok, tmp_path: Path) -> None:
    """A row that TikTok refuses alone, too, becomes a dead letter with TikTok's reason."""
    tiktok.admin("POST", "events/partial", {"event_ids": ["7"], "shape": "list", "times": 1})
    tiktok.admin("POST", "events/refuse", {"event_ids": ["7"], "request": 2})
    target, result = _run(tiktok, tmp_path)
    assert result.code == 0, result.stderr
    assert [letter["record_key"] for letter in target.dead_letters] == ["order_id=7"]
    assert sorted(map(int, stored_ids(tiktok))) == [n for n in range(ORDERS) if n != 7]


def test_wrong_event_source_kills_no_order(tiktok: LocalTikTok, tmp_path: Path) -> None:
    """An event source of another kind is refused as a whole: the run stops, nothing is buried."""
    target, result = _run(tiktok, tmp_path, event_source_id="not a pixel")
    assert (result.code, target.dead_letters, result.states) == (3, [], [])
    assert "event_source_id" in result.stderr.splitlines()[-1]


def test_two_targets_on_one_ledger_send_each_order_once(
    tiktok: LocalTikTok, tmp_path: Path
) -> None:
    """Both run at the same time on the same orders; TikTok sees no order twice."""
    directories = [tmp_path / "a", tmp_path / "b"]
    ledger_url = f"sqlite:///{tmp_path}/shared.db"
    source = tmp_path / "input.singer"
    source.write_text("\n".join(singer(map(order, range(2000)), state_every=100)) + "\n")
    results = []
    tiktok.fault(path=PATH, kind="delay", seconds=0.1, times=0)
    with source.open() as one, source.open() as two:
        for directory in directories:
            directory.mkdir()
        targets = [
            Target(directory, tiktok, ledger_url=ledger_url, batch_size=100)
            for directory in directories
        ]
        with targets[0].started(stdin=one) as first, targets[1].started(stdin=two) as second:
            for process in (first, second):
                stdout, stderr = process.communicate(timeout=60)
                results.append(Result(process.returncode, stdout, stderr))
    assert [result.code for result in results] == [0, 0], results
    assert sum(result.count("sent") for result in results) == 2000
    assert tiktok.admin("GET", "events/summary")["duplicates"] == 0
    assert len(stored_ids(tiktok)) == 2000


def test_event_source_and_token_reach_the_wire(tiktok: LocalTikTok, tmp_path: Path) -> None:
    """An id given as a number travels as text."""
    config = {"event_source": "offline", "event_source_id": 7123456789012345678}
    result = Target(tmp_path, tiktok, **config).run(singer([order(1)]))
    assert result.code == 0, result.stderr
    [item] = tiktok.admin("GET", "events", list="stored")["items"]
    assert item["event_source_id"] == "7123456789012345678"
    assert json.dumps(PIXEL) not in json.dumps(item)
