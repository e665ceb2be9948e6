"""A run that is ended from outside, and the run that continues it."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import struct
import termios
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest

from tests.tap.local_settings import NOW, TODAY, settings_for
from tests.tap.processes import TapProcess, run_tap
from tests.tap.singer_output import KEYS, Output, bookmarks_in

if TYPE_CHECKING:
    from pathlib import Path

    from tests.emulator.process import LocalTikTok
    from tests.tap.in_process import Ran

REPORT = "/report/integrated/get/"
SECONDS_TO_END = 10
PIPE_BYTES = 4096


def start_and_stop_in_the_middle(
    tiktok: LocalTikTok, folder: Path, settings: dict[str, Any]
) -> tuple[TapProcess, bytes]:
    """Start a run in which the second advertiser's first report hangs, and read up to there."""
    folder.mkdir()
    first, second = tiktok.advertiser_ids
    tiktok.fault(kind="hang", seconds=60, path=REPORT, advertiser_id=second, times=0)
    process = TapProcess(folder, settings, now=NOW)
    watchdog = threading.Timer(30, process.process.kill)
    watchdog.start()
    read = b""
    while line := process.line():
        read += line
        message = json.loads(line)
        if message["type"] == "STATE" and first in bookmarks_in(
            message["value"], "advertiser_daily_metrics"
        ):
            break
    watchdog.cancel()
    assert process.process.poll() is None, "the run is in its middle"
    return process, read


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_signal_ends_the_run_with_state(
    tiktok: LocalTikTok, whole: Ran, tmp_path: Path, number: signal.Signals, code: int
) -> None:
    """STATE holds what is finished, the exit code names the signal, the next run completes."""
    history = tmp_path / "runs.jsonl"
    settings = settings_for(tiktok, history_path=str(history))
    process, read = start_and_stop_in_the_middle(tiktok, tmp_path / "one", settings)
    process.process.send_signal(number)
    ended = process.end(read)
    noted = json.loads(history.read_text(encoding="utf-8"))
    assert noted["exit_code"] == code
    assert noted["counts"]["not_finished"]
    assert noted["bookmarks_after"] == ended.output.state["bookmarks"]

    assert ended.exit_code == code, ended.log
    assert "Traceback" not in ended.log
    assert ended.output.messages[-1]["type"] == "STATE"
    first = tiktok.advertiser_ids[0]
    assert ended.output.bookmarks("advertiser_daily_metrics") == {first: TODAY}
    if number is signal.SIGTERM:
        assert_the_next_run_completes(tiktok, tmp_path / "two", ended.output, whole)


def run_until_nobody_reads(
    tiktok: LocalTikTok, folder: Path, **options: Any
) -> tuple[TapProcess, bytes]:
    """Read a run up to its first days, and no further: its next write does not come to an end."""
    folder.mkdir(exist_ok=True)
    process = TapProcess(folder, settings_for(tiktok), now=NOW, **options)
    pipe = process.process.stdout
    assert pipe is not None
    fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, PIPE_BYTES)
    read = b""
    while b'"RECORD","stream":"advertiser_daily_metrics"' not in read:
        read += os.read(pipe.fileno(), PIPE_BYTES)  # nothing is left in a buffer
    deadline = time.monotonic() + 30
    while struct.unpack("i", fcntl.ioctl(pipe, termios.FIONREAD, b"\0" * 4))[0] < PIPE_BYTES:
        assert time.monotonic() < deadline
        assert process.process.poll() is None
        threading.Event().wait(0.01)  # until the pipe is full
    return process, read


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_signal_ends_a_run_whose_output_nobody_reads(
    tiktok: LocalTikTok, tmp_path: Path, number: signal.Signals, code: int
) -> None:
    """A full pipe, as of a target that hangs, does not keep the process: it ends in ten seconds."""
    process, _ = run_until_nobody_reads(tiktok, tmp_path)
    process.process.send_signal(number)
    ended = process.end_unread(SECONDS_TO_END)

    assert ended.exit_code == code, ended.log
    assert "Traceback" not in ended.log
    assert "does nobody read standard output?" in ended.log


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_reader_that_goes_on_after_the_signal_gets_whole_lines_and_state(
    tiktok: LocalTikTok, whole: Ran, tmp_path: Path, unbuffered: str
) -> None:
    """The write under way when the signal comes is finished, STATE follows, nothing is lost."""
    process, read = run_until_nobody_reads(
        tiktok, tmp_path / "one", env={"PYTHONUNBUFFERED": unbuffered}
    )
    process.process.send_signal(signal.SIGTERM)
    ended = process.end(read)

    assert ended.exit_code == 143, ended.log
    assert ended.output.messages[-1]["type"] == "STATE"
    assert_the_next_run_completes(tiktok, tmp_path / "two", ended.output, whole)


def test_a_second_signal_of_another_kind_changes_nothing(
    tiktok: LocalTikTok, tmp_path: Path
) -> None:
    """Who sends SIGINT and then SIGTERM gets one end, one STATE, and the first one's code."""
    process, read = start_and_stop_in_the_middle(tiktok, tmp_path / "one", settings_for(tiktok))
    process.process.send_signal(signal.SIGINT)
    process.process.send_signal(signal.SIGTERM)
    ended = process.end(read)

    assert ended.exit_code in {130, 143}, ended.log  # which is seen first is the system's choice
    assert "Traceback" not in ended.log
    assert ended.output.messages[-1]["type"] == "STATE"


def test_a_signal_ends_a_run_whose_target_is_gone(tiktok: LocalTikTok, tmp_path: Path) -> None:
    """Told to end together, the target may be gone first: the exit code is still the signal's."""
    process, _ = start_and_stop_in_the_middle(tiktok, tmp_path / "one", settings_for(tiktok))
    assert process.process.stdout is not None
    process.process.stdout.close()
    process.process.send_signal(signal.SIGTERM)
    ended = process.end_unread(SECONDS_TO_END)

    assert ended.exit_code == 143, ended.log
    assert "Traceback" not in ended.log


@pytest.mark.parametrize("argument", ["--test", None])
def test_a_signal_ends_a_run_that_has_not_begun_to_read(
    tiktok: LocalTikTok, tmp_path: Path, argument: str | None
) -> None:
    """While the first question hangs, or in a test of the connection: the same code, one line."""
    tiktok.fault(kind="hang", seconds=60, times=0)
    process = TapProcess(
        tmp_path, settings_for(tiktok), now=NOW, arguments=[argument] if argument else []
    )
    deadline = time.monotonic() + 30
    while not tiktok.requests():
        assert time.monotonic() < deadline
        threading.Event().wait(0.05)  # until it asks
    process.process.send_signal(signal.SIGTERM)
    ended = process.end_unread(SECONDS_TO_END)

    assert ended.exit_code == 143, ended.log
    assert "Traceback" not in ended.log


def test_a_killed_run_loses_nothing(tiktok: LocalTikTok, whole: Ran, tmp_path: Path) -> None:
    """After kill -9 the last STATE that was written is enough to continue."""
    settings = settings_for(tiktok)
    process, read = start_and_stop_in_the_middle(tiktok, tmp_path / "one", settings)
    process.process.kill()
    rest, _ = process.process.communicate()
    whole_lines = (read + rest).rpartition(b"\n")[0]

    assert_the_next_run_completes(tiktok, tmp_path / "two", Output(whole_lines), whole)


def assert_the_next_run_completes(
    tiktok: LocalTikTok, folder: Path, before: Output, whole: Ran
) -> None:
    """What both runs wrote together is what one whole run writes, and so is the last STATE."""
    tiktok.clear_faults()
    folder.mkdir()
    after = run_tap(folder, settings_for(tiktok), now=NOW, state=before.state)

    assert after.exit_code == 0, after.log
    for stream in KEYS:
        assert after.output.bookmarks(stream) == whole.output.bookmarks(stream)
    for stream, key in KEYS.items():
        union = {
            tuple(one[name] for name in key): one
            for one in before.records(stream) + after.output.records(stream)
        }
        expected = {tuple(one[name] for name in key): one for one in whole.output.records(stream)}
        assert union == expected, stream
