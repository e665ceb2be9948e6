"""The line now and then, for the person who waits."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING

from tap_tiktok_ads.observe import progress as progress_module
from tap_tiktok_ads.observe.progress import INTERVAL, Progress
from tests.emulator.process import LocalTikTok
from tests.tap.fake_time import FakeTime
from tests.tap.in_process import run_in_process
from tests.tap.local_settings import NOW, settings_for

if TYPE_CHECKING:
    import pytest


def progress(time: FakeTime, windows: int = 8) -> Progress:
    return Progress("ads", advertisers=4, windows=windows, per_second=10, clock=time.clock)


def test_a_line_comes_at_intervals_only(caplog: pytest.LogCaptureFixture) -> None:
    """However many pages pass, there is one line per interval."""
    time = FakeTime()
    told = progress(time)
    with caplog.at_level(logging.INFO):
        for number in range(100):
            told.page(10, number, ends_window=False)
            time.sleep(INTERVAL / 20)

    assert len(caplog.records) in {4, 5}
    last = caplog.records[-1].__dict__
    assert (last["stream_name"], last["rows"], last["windows"]) == ("ads", 10 * 81, 8)


def test_the_line_says_what_is_done_and_what_is_left() -> None:
    """Advertisers, windows, rows, requests, share of the quota, and the time left."""
    time = FakeTime()
    told = progress(time)
    told.page(1000, 10, ends_window=True)
    told.page(500, 30, ends_window=True)
    told.advertiser_done()
    time.sleep(20)

    assert told.line(110) == (
        "ads: 1 of 4 advertisers, 2 of 8 windows, 1,500 rows, "
        "110 requests (5.0/s, 50% of the quota), about 1 min 0 s left"
    )


def test_the_line_is_told_while_a_run_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each stream that is read page by page says how far it is."""
    monkeypatch.setattr(progress_module, "INTERVAL", 0)
    streams = ["campaigns", "daily_metrics"]
    with LocalTikTok("--now", NOW, "--advertisers", "2") as tiktok:
        ran = run_in_process(settings_for(tiktok), streams=streams)

    rows = {name: len(ran.output.records(name)) for name in streams}
    for name in streams:
        lines = [line for line in ran.log if line.startswith(f"{name}: ")]
        assert f"{rows[name]:,} rows" in lines[-1]
        assert re.search(r"(\d+) of \1 windows", lines[-1])


def test_before_the_first_window_nothing_is_predicted() -> None:
    """Without anything done there is no estimate, and no division by zero."""
    told = progress(FakeTime())

    assert told.line(0).endswith("time left unknown")


def test_more_windows_than_planned_leave_no_negative_time() -> None:
    """A window that was read again counts as no time left."""
    time = FakeTime()
    told = progress(time, windows=1)
    for _ in range(3):
        told.page(1, 1, ends_window=True)
    time.sleep(5)

    assert told.line(3).endswith("about 0 min 0 s left")
