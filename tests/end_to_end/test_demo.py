"""`make demo` as a person meets it: stopped half-way, and looked at afterwards."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import psutil  # type: ignore[import-untyped] # ships no types
import pytest

from tests.demo.meltano import ROOT
from tests.demo.postgres import temporary_directory

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.end_to_end


@pytest.fixture
def directory() -> Iterator[Path]:
    """A folder that PostgreSQL's own user can reach."""
    with temporary_directory() as directory:
        yield directory


@contextmanager
def demo(directory: Path, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """The demo with a folder of its own."""
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "tests.demo", *arguments],
        cwd=ROOT,
        env={**os.environ, "DEMO_DIRECTORY": str(directory)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


@pytest.mark.usefixtures("plugins")
@pytest.mark.parametrize(
    ("sign", "exit_code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_a_stopped_demo_leaves_nothing_running(
    directory: Path, sign: signal.Signals, exit_code: int
) -> None:
    """Ctrl-C, a kill or a closed terminal in mid-run stops all that the demo has started."""
    with demo(directory) as process:
        started = children_with_meltano(process.pid)
        os.killpg(process.pid, sign)
        process.communicate(timeout=60)

    assert process.returncode == exit_code
    _, alive = psutil.wait_procs(started, timeout=10)
    assert alive == []
    assert not (directory / "postgres" / "data" / "postmaster.pid").exists()


def children_with_meltano(pid: int) -> list[psutil.Process]:
    """All that the demo has started, as soon as Meltano has started something in its turn."""
    demo_process = psutil.Process(pid)
    while True:
        children: list[psutil.Process] = demo_process.children(recursive=True)
        for each in children:
            with suppress(psutil.NoSuchProcess):
                if "meltano" in " ".join(each.cmdline()) and each.children():
                    return [*children, *each.children(recursive=True)]
        ended, _ = psutil.wait_procs([demo_process], timeout=0.05)
        assert not ended


def test_psql_without_a_demo_says_what_to_do(tmp_path: Path) -> None:
    """Without a database there is one clear line, not a traceback."""
    with demo(tmp_path, "psql") as process:
        _, error = process.communicate(timeout=60)

    assert process.returncode == 1
    assert error == "There is no demo database: run `make demo` first.\n"
