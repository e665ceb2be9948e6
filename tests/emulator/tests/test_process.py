"""The local TikTok as a process."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys

import pytest

from tests.emulator.process import ROOT, LocalTikTok

COMMAND = [sys.executable, "-m", "tests.emulator"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_prints_one_line_and_ends_cleanly_when_told_to(number: signal.Signals) -> None:
    """One line of JSON says where it listens; SIGTERM and SIGINT end it with exit code 0."""
    process = subprocess.Popen(COMMAND, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    with process:
        assert process.stdout
        address = json.loads(process.stdout.readline())
        process.send_signal(number)
        rest = process.stdout.read()
        code = process.wait(10)
    assert address == {
        "url": f"http://127.0.0.1:{address['port']}",
        "port": address["port"],
        "pid": process.pid,
    }
    assert (rest, code) == ("", 0)


def test_it_ends_with_the_process_that_started_it() -> None:
    """With --watch-stdin the closing of standard input, as by a killed parent, ends it."""
    process = subprocess.Popen(
        [*COMMAND, "--watch-stdin"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout
        assert process.stdin
        process.stdout.readline()
        process.stdin.close()
        assert process.wait(10) == 0


def test_a_process_that_does_not_start_is_explained() -> None:
    """A wrong option raises an error that carries the process's own words."""
    with pytest.raises(RuntimeError, match="unrecognized arguments: --nonsense"):
        LocalTikTok("--nonsense")


def test_it_stops_even_when_a_test_fails() -> None:
    """Leaving the context by an exception ends the process too."""
    with pytest.raises(ZeroDivisionError), LocalTikTok() as tiktok:
        raise ZeroDivisionError
    with pytest.raises(ProcessLookupError):
        os.kill(tiktok.pid, 0)


def test_a_wrong_admin_call_says_what_is_wrong() -> None:
    """An unknown fault key is refused in words, not ignored."""
    with (
        LocalTikTok() as tiktok,
        pytest.raises(RuntimeError, match="unknown field `colour`"),
    ):
        tiktok.fault(colour="red")


def test_the_same_options_give_the_same_answers_and_another_seed_other_numbers() -> None:
    """Two processes with the same seed agree, two with different seeds do not."""

    def truth(seed: str) -> object:
        with LocalTikTok("--today", "2026-11-20", "--seed", seed) as tiktok:
            return tiktok.truth(tiktok.advertiser_ids[0], "2026-11-01", "2026-11-20")

    assert truth("1") == truth("1") != truth("2")


def test_a_restart_on_a_later_day_keeps_the_data_set_when_the_first_day_is_given() -> None:
    """With --first-day the finished days are the same whatever day it is."""

    def truth(today: str) -> object:
        options = ("--today", today, "--first-day", "2026-06-01", "--days", "120")
        with LocalTikTok(*options) as tiktok:
            return tiktok.truth(tiktok.advertiser_ids[0], "2026-06-01", "2026-07-31")

    assert truth("2026-11-20") == truth("2026-12-05")
