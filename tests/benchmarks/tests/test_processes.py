"""What a measured process is said to have cost."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from tests.benchmarks.processes import measure

if TYPE_CHECKING:
    from pathlib import Path


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def test_output_goes_to_the_file(tmp_path: Path) -> None:
    """Standard output ends up in the file, whole."""
    measure(python("print('x' * 200_000)"), output=tmp_path / "out")
    assert (tmp_path / "out").read_text() == "x" * 200_000 + "\n"


def test_busy_process_costs_cpu_and_a_waiting_one_does_not(tmp_path: Path) -> None:
    """CPU is what the process computed, wall also what it waited."""
    busy = measure(
        python("import time\nwhile time.process_time() < 0.4: pass"), output=tmp_path / "out"
    )
    waiting = measure(
        python("import select\nselect.select([], [], [], 0.4)"), output=tmp_path / "out"
    )
    assert busy.cpu >= 0.4
    assert waiting.cpu < 0.3
    assert waiting.wall >= 0.4


def test_peak_holds_what_the_process_allocated(tmp_path: Path) -> None:
    """100 MB that are touched and freed again count into the peak, ours do not."""
    ours = bytearray(b"1") * 50_000_000
    small = measure(python("pass"), output=tmp_path / "out")
    large = measure(python("x = bytearray(b'1') * 100_000_000; del x"), output=tmp_path / "out")
    del ours
    assert small.peak < 40_000_000
    assert 90_000_000 < large.peak - small.peak < 130_000_000


def test_failed_process_is_an_error_that_quotes_its_log(tmp_path: Path) -> None:
    """A command that fails gives no figures, and says why."""
    with pytest.raises(RuntimeError, match=r"ended with 3:\nno such token"):
        measure(
            python("import sys; sys.stderr.write('no such token'); sys.exit(3)"),
            output=tmp_path / "out",
        )


def test_standard_input_comes_from_the_file(tmp_path: Path) -> None:
    """A target is fed from a file; without one there is nothing to read."""
    (tmp_path / "in").write_text("fed")
    copy = python("import sys; print(sys.stdin.read())")
    measure(copy, output=tmp_path / "out", stdin=tmp_path / "in")
    assert (tmp_path / "out").read_text() == "fed\n"
    measure(copy, output=tmp_path / "out")
    assert (tmp_path / "out").read_text() == "\n"


def test_environment_is_added_to(tmp_path: Path) -> None:
    """Variables are added to those of the caller."""
    show = python("import os; print(os.environ['BENCH'], 'PATH' in os.environ)")
    measure(show, output=tmp_path / "out", env={"BENCH": "1"})
    assert (tmp_path / "out").read_text() == "1 True\n"


def test_command_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    """Nothing was run, so nothing is reported."""
    with pytest.raises(RuntimeError, match="no-such-command ended with nothing"):
        measure(["no-such-command"], output=tmp_path / "out")
