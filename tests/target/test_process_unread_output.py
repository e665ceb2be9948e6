"""The target when the program behind it hangs and no longer reads."""

from __future__ import annotations

import fcntl
import sys
import termios
import threading
import time
from typing import TYPE_CHECKING

from tests.target.target_process import TIMEOUT, Target, order, singer

if TYPE_CHECKING:
    from pathlib import Path
    from typing import IO

PIPE_BYTES = 1 << 16
SECONDS_TO_END = 10


def test_a_signal_ends_a_run_whose_output_nobody_reads(tmp_path: Path) -> None:
    """A full pipe does not keep the process: it ends within ten seconds, and says by what."""
    target = Target(tmp_path, None, dry_run=True)
    source = tmp_path / "input.singer"
    source.write_text("\n".join(singer(map(order, range(1000)))), encoding="utf-8")
    with source.open() as stdin, target.started(stdin=stdin) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        _wait_until_full(process.stdout)
        process.terminate()
        assert process.wait(SECONDS_TO_END) == 143
        log = process.stderr.read()
    assert "ended by signal 15" in log
    assert "Traceback" not in log


def _wait_until_full(pipe: IO[str]) -> None:
    end = time.monotonic() + TIMEOUT
    while _waiting(pipe) <= PIPE_BYTES - 4096:
        assert time.monotonic() < end, "nothing fills the pipe"
        threading.Event().wait(0.01)


def _waiting(pipe: IO[str]) -> int:
    """How many bytes nobody has read."""
    return int.from_bytes(fcntl.ioctl(pipe, termios.FIONREAD, bytes(4)), sys.byteorder)
