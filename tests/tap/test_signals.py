"""A run that is ended from outside, and the run that continues it."""

from __future__ import annotations

import json
import signal
import threading
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
            message["value"], "ad_group_daily_metrics"
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
    settings = settings_for(tiktok)
    process, read = start_and_stop_in_the_middle(tiktok, tmp_path / "one", settings)
    process.process.send_signal(number)
    ended = process.end(read)

    assert ended.exit_code == code, ended.log
    assert "Traceback" not in ended.log
    assert ended.output.messages[-1]["type"] == "STATE"
    first = tiktok.advertiser_ids[0]
    assert ended.output.bookmarks("ad_group_daily_metrics") == {first: TODAY}
    if number is signal.SIGTERM:
        assert_the_next_run_completes(tiktok, tmp_path / "two", ended.output, whole)


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
