"""What the demo starts, it stops."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.demo.children import child, free_port, stop

if TYPE_CHECKING:
    from pathlib import Path

PARENT = """
import subprocess, sys
subprocess.Popen([sys.executable, "-c", sys.argv[1], sys.argv[2]]).wait()
"""
INNER = """
import signal, sys
fifo = open(sys.argv[1], "w")
print("started", file=fifo, flush=True)
signal.pause()
"""
STUBBORN = (
    """
import signal
signal.signal(signal.SIGINT, signal.SIG_IGN)
signal.signal(signal.SIGTERM, signal.SIG_IGN)
"""
    + INNER
)


@pytest.fixture
def fifo(tmp_path: Path) -> Path:
    """A named pipe: reading waits for the writer to start, and ends when the writer ends."""
    path = tmp_path / "fifo"
    os.mkfifo(path)
    return path


def test_a_childs_children_are_stopped_too(fifo: Path, tmp_path: Path) -> None:
    """Meltano starts a tap and a target: when the block ends, they end."""
    command = [sys.executable, "-c", PARENT, INNER, str(fifo)]
    with child(command, log=tmp_path / "log") as process:
        reader = fifo.open(encoding="ascii")
        assert reader.readline() == "started\n"

    assert process.returncode is not None
    with reader:
        assert reader.read() == ""


def test_a_child_is_stopped_when_the_block_fails(tmp_path: Path) -> None:
    """An error in the block does not leave the child behind."""
    with (
        pytest.raises(RuntimeError, match="in the block"),
        child([sys.executable, "-c", "input()"], log=tmp_path / "log") as process,
    ):
        raise RuntimeError("in the block")

    assert process.returncode is not None


def test_a_child_that_ignores_polite_signals_is_killed(fifo: Path, tmp_path: Path) -> None:
    """SIGINT and SIGTERM are asked first, SIGKILL ends it."""
    command = [sys.executable, "-c", STUBBORN, str(fifo)]
    with child(command, log=tmp_path / "log") as process, fifo.open(encoding="ascii") as reader:
        assert reader.readline() == "started\n"
        stop(process, seconds=0.1)

    assert process.returncode == -signal.SIGKILL


def test_a_child_that_has_ended_is_left_alone(tmp_path: Path) -> None:
    """Stopping what has ended changes nothing."""
    with child([sys.executable, "-c", "print('done')"], log=tmp_path / "log") as process:
        process.wait(30)

    assert process.returncode == 0
    assert (tmp_path / "log").read_text(encoding="ascii") == "done\n"


def test_ctrl_c_reaches_the_parent_only(tmp_path: Path) -> None:
    """A child has a session of its own, so that a terminal's Ctrl-C does not reach it."""
    with child([sys.executable, "-c", "input()"], log=tmp_path / "log") as process:
        assert os.getsid(process.pid) == process.pid != os.getsid(0)


def test_sigterm_unwinds_the_stack() -> None:
    """Told to end, a program of the demo still runs its `finally` and exits with 128 + 15."""
    code = (
        "import os, signal\n"
        "from tests.demo.children import exit_on_signals\n"
        "exit_on_signals()\n"
        "try:\n    os.kill(os.getpid(), signal.SIGTERM); signal.pause()\n"
        "finally:\n    print('cleaned up')\n"
    )
    finished = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )

    assert (finished.returncode, finished.stdout) == (143, "cleaned up\n")


def test_a_free_port_can_be_used() -> None:
    """The port is a user's port on loopback."""
    assert 1023 < free_port() < 65536
