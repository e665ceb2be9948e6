"""Kill -9, signals, closed pipes, full disks: the next run loses nothing and doubles nothing."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.target.target_process import (
    EXECUTABLE,
    TIMEOUT,
    Result,
    Target,
    event_requests,
    order,
    singer,
    stored_ids,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.emulator.process import LocalTikTok

PATH = "/event/track/"
DEADLINE = 20.0


def _until(holds: Callable[[], bool]) -> None:
    """Waits for something another process does."""
    end = time.monotonic() + DEADLINE
    while not holds():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.01)


def _states(process: subprocess.Popen[str]) -> list[Any]:
    assert process.stdout is not None
    return [json.loads(line) for line in process.stdout.read().splitlines()]


def _feed(process: subprocess.Popen[str], lines: list[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("".join(line + "\n" for line in lines))
    process.stdin.flush()


def _assert_never_ahead(tiktok: LocalTikTok, states: list[Any]) -> None:
    stored = {int(event_id) for event_id in stored_ids(tiktok)}
    for state in states:
        assert stored.issuperset(range(state["done"]))


@pytest.mark.parametrize("skip", [0, 2, 5])
def test_kill_while_a_request_is_open(tiktok: LocalTikTok, tmp_path: Path, skip: int) -> None:
    """Stored or not, TikTok counts the batch once: the next run sends the same event ids."""
    tiktok.fault(path=PATH, skip=skip, kind="hang", seconds=30, when="after")
    target = Target(tmp_path, tiktok, batch_size=100, max_concurrent_requests=1)
    lines = singer(map(order, range(1000)), state_every=50)
    with target.started() as process:
        _feed(process, lines)
        _until(lambda: len(stored_ids(tiktok)) == (skip + 1) * 100)
        process.kill()
        _assert_never_ahead(tiktok, _states(process))
    tiktok.clear_faults()
    result = target.run(lines)
    assert result.code == 0, result.stderr
    assert len(stored_ids(tiktok)) == 1000
    assert tiktok.admin("GET", "events/summary")["duplicates"] == 100
    assert result.count("already sent, in the ledger") == skip * 100


def test_orders_of_a_killed_run_are_reported_when_it_is_too_late_to_repeat_them(
    tiktok: LocalTikTok, tmp_path: Path
) -> None:
    """After 48 hours TikTok would count them twice: each is a dead letter that --replay sends."""
    tiktok.fault(path=PATH, kind="hang", seconds=30, when="before")
    target = Target(tmp_path, tiktok)
    with target.started() as process:
        _feed(process, singer(map(order, range(3))))
        _until(lambda: target.ledger.exists() and event_requests(tiktok) == 1)
        process.kill()
    tiktok.clear_faults()
    _age_notes(target.ledger, hours=49)
    result = target.run(singer(map(order, range(5))))
    assert (result.code, stored_ids(tiktok)) == (0, ["3", "4"]), result.stderr
    assert result.states == [{"done": 5}]
    letters = target.dead_letters
    assert [letter["record_key"] for letter in letters] == [f"order_id={n}" for n in range(3)]
    assert all("Events Manager" in letter["reason"] for letter in letters)
    result = target.run([], "--replay", "tiktok-events-dead-letters.jsonl")
    assert result.code == 0, result.stderr
    assert sorted(stored_ids(tiktok)) == ["0", "1", "2", "3", "4"]


def _age_notes(path: Path, hours: int) -> None:
    """Lets hours pass for what the ledger noted as about to be sent."""
    then = datetime.now(timezone.utc) - timedelta(hours=hours)
    with sqlite3.connect(path, timeout=10) as ledger:
        ledger.execute(
            "update tiktok_events_ledger set noted_at = ?, claimed_until = ?",
            [f"{then:%Y-%m-%d %H:%M:%S.%f}"] * 2,
        )
    ledger.close()


def test_kill_between_ledger_and_state(tiktok: LocalTikTok, tmp_path: Path) -> None:
    """Orders in the ledger whose STATE was lost are found, not sent again."""
    target = Target(tmp_path, tiktok)
    lines = singer(map(order, range(300)))
    with target.started() as process:
        _feed(process, lines[:-1])  # no STATE comes
        _until(lambda: len(stored_ids(tiktok)) == 300)
        _until(lambda: _confirmed(target.ledger) == 300)
        process.kill()
        assert _states(process) == []
    tiktok.clear_requests()
    result = target.run(lines)
    assert (result.code, event_requests(tiktok)) == (0, 0)
    assert result.states == [{"done": 300}]


def _confirmed(path: Path) -> int:
    with sqlite3.connect(path, timeout=10) as ledger:
        rows = ledger.execute(
            "select count(*) from tiktok_events_ledger where delivered_at is not null"
        )
        count: int = rows.fetchone()[0]
    ledger.close()
    return count


def test_kill_at_any_moment(tiktok: LocalTikTok, tmp_path: Path) -> None:
    """Killed again and again while it runs, the orders end up stored exactly once."""
    target = Target(tmp_path, tiktok, batch_size=50, max_concurrent_requests=4)
    records = [order(n, total=-1) if n % 10 == 0 else order(n) for n in range(1000)]
    lines = singer(records, state_every=20)
    tiktok.fault(path=PATH, kind="delay", seconds=0.05, times=0)
    for stored in (1, 300, 700):
        with target.started() as process:
            _feed(process, lines)
            _until(lambda enough=stored: len(stored_ids(tiktok)) >= enough)  # type: ignore[misc] # bound now
            process.kill()
            valid = {int(event_id) for event_id in stored_ids(tiktok)}
            for state in _states(process):
                assert valid.issuperset(n for n in range(state["done"]) if n % 10)
    result = target.run(lines)
    assert result.code == 0, result.stderr
    assert sorted(map(int, stored_ids(tiktok))) == [n for n in range(1000) if n % 10]
    assert all(letter["stage"] == "value" for letter in target.dead_letters)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signal_while_waiting_for_input(
    tiktok: LocalTikTok, tmp_path: Path, number: signal.Signals
) -> None:
    """It ends within seconds, says so in the exit code, and STATE is what was stored."""
    target = Target(tmp_path, tiktok, batch_size=100)
    with target.started() as process:
        _feed(process, singer(map(order, range(250)), state_every=10)[:-1])
        _until(lambda: len(stored_ids(tiktok)) >= 200)
        process.send_signal(number)
        assert process.wait(DEADLINE) == 128 + number
        states = _states(process)
    assert states
    _assert_never_ahead(tiktok, states)


def test_sigterm_while_a_request_hangs(tiktok: LocalTikTok, tmp_path: Path) -> None:
    """A request without an answer does not keep the process; its orders stay open."""
    tiktok.fault(path=PATH, skip=1, kind="hang", seconds=60, times=0)
    target = Target(tmp_path, tiktok, batch_size=100, max_concurrent_requests=1)
    lines = singer(map(order, range(1000)), state_every=10)
    with target.started() as process:
        _feed(process, lines)
        _until(lambda: event_requests(tiktok) >= 1 and len(stored_ids(tiktok)) == 100)
        began = time.monotonic()
        process.terminate()
        assert process.wait(DEADLINE) == 143
        assert time.monotonic() - began < 10
        states = _states(process)
        assert process.stderr is not None
        assert "Traceback" not in process.stderr.read()
    assert states in ([], [{"done": 100}])
    tiktok.clear_faults()
    assert target.run(lines).code == 0
    assert len(stored_ids(tiktok)) == 1000


def test_closed_stdout_ends_the_run_with_one_line(tiktok: LocalTikTok, tmp_path: Path) -> None:
    """When the reader of STATE is gone there is no point in going on."""
    target = Target(tmp_path, tiktok, batch_size=10)
    with target.started() as process:
        assert process.stdout is not None
        process.stdout.close()
        _feed(process, singer(map(order, range(100)), state_every=10))
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(DEADLINE) == 6
        assert process.stderr is not None
        stderr = process.stderr.read()
    assert "standard output" in stderr
    assert "Traceback" not in stderr
    assert "Exception ignored" not in stderr


@pytest.mark.parametrize("setting", ["ledger_url", "dead_letter_path"])
def test_unwritable_place_ends_before_anything_is_sent(
    tiktok: LocalTikTok, tmp_path: Path, setting: str
) -> None:
    """A directory that does not exist is one clear line, and no request."""
    place = tmp_path / "none" / "file"
    value = f"sqlite:///{place}" if setting == "ledger_url" else str(place)
    result = Target(tmp_path, tiktok, **{setting: value}).run(singer([order(1)]))
    assert (result.code, event_requests(tiktok), result.states) == (6, 0, [])
    assert setting in result.stderr.splitlines()[-1]
    assert "Traceback" not in result.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_full_disk_for_dead_letters_keeps_state_back(tiktok: LocalTikTok, tmp_path: Path) -> None:
    """A dead letter that can't be kept must not be passed by STATE."""
    records = [order(1), order(2, total=-1), order(3)]
    target = Target(tmp_path, tiktok, dead_letter_path="/dev/full")
    result = target.run(singer(records, state_every=1))
    assert result.code == 6
    assert result.states in ([], [{"done": 1}])
    assert "free disk space" in result.stderr.splitlines()[-1]


def test_locked_ledger_is_waited_for(tiktok: LocalTikTok, tmp_path: Path) -> None:
    """Another process that holds the ledger for a moment delays the run, and costs nothing."""
    target = Target(tmp_path, tiktok)
    target.run(singer([order(0)]))
    locked = sqlite3.connect(target.ledger, isolation_level=None)
    locked.execute("begin immediate")
    with target.started() as process:
        _feed(process, singer(map(order, range(10))))
        assert process.stdin is not None
        process.stdin.close()
        with pytest.raises(subprocess.TimeoutExpired):  # the lock is felt
            process.wait(1.5)
        locked.execute("rollback")
        locked.close()
        assert process.wait(DEADLINE) == 0
    assert len(stored_ids(tiktok)) == 10


def test_slow_tap_sees_its_state_soon(tiktok: LocalTikTok, tmp_path: Path) -> None:
    """Twenty records and a STATE are delivered and passed on although the pipe stays open."""
    target = Target(tmp_path, tiktok)
    with target.started() as process:
        _feed(process, singer(map(order, range(20))))
        assert process.stdout is not None
        assert json.loads(process.stdout.readline()) == {"done": 20}
        assert len(stored_ids(tiktok)) == 20
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(DEADLINE) == 0


def test_signal_before_the_twentieth_record_loses_no_progress(
    tiktok: LocalTikTok, tmp_path: Path
) -> None:
    """STATE that waits for enough records to judge by goes out when the run is told to end."""
    target = Target(tmp_path, tiktok)
    with target.started() as process:
        _feed(process, singer(map(order, range(3))))
        _until(lambda: len(stored_ids(tiktok)) == 3)
        process.terminate()
        assert process.wait(DEADLINE) == 143
        assert _states(process) == [{"done": 3}]


def test_reading_ends_with_half_a_line(tiktok: LocalTikTok, tmp_path: Path) -> None:
    """A tap that died in the middle of a record: what came whole is delivered, and exit 1."""
    lines = singer(map(order, range(3)))
    target = Target(tmp_path, tiktok)
    source = tmp_path / "half.singer"
    source.write_text("\n".join(lines[:-1]) + "\n" + '{"type":"RECORD","stream":"orders","rec')
    with target.started("--input", str(source)) as process:
        stdout, stderr = process.communicate(timeout=TIMEOUT)
    assert Result(process.returncode, stdout, stderr).count("sent") == 3
    assert process.returncode == 1


def test_executable_is_the_installed_one() -> None:
    """These tests run what `pip install` puts in place."""
    assert EXECUTABLE.is_file()
    assert os.access(EXECUTABLE, os.X_OK)
    assert EXECUTABLE.parent == Path(sys.executable).parent
