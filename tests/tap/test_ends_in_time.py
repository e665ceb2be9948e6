"""The watch for signals, by itself."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
import time
from typing import TYPE_CHECKING

from tap_tiktok_ads.cli import EndsInTime

if TYPE_CHECKING:
    import pytest

SIGNALS = 100


def test_signals_behind_the_first_one_print_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever presses Ctrl-C twice gets one line: the interpreter still notes each signal."""
    complaints: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", complaints.append)
    handled: list[int] = []
    before = signal.signal(signal.SIGUSR1, lambda number, _: handled.append(number))
    try:
        with EndsInTime(logging.getLogger(__name__)):
            for _ in range(SIGNALS):
                os.kill(os.getpid(), signal.SIGUSR1)
                threading.Event().wait(0.0001)  # lets the watching thread see the first one
    finally:
        signal.signal(signal.SIGUSR1, before)

    assert handled
    assert complaints == []


def test_the_watch_ends_with_what_is_watched() -> None:
    """No thread and no wake-up is left behind, signalled or not."""
    with EndsInTime(logging.getLogger(__name__)):
        pass

    deadline = time.monotonic() + 5
    while any(one.name == "deadline" for one in threading.enumerate()):
        assert time.monotonic() < deadline
    assert signal.set_wakeup_fd(-1) == -1
