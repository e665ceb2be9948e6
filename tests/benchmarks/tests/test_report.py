"""What is kept, what is written, and what is left alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.benchmarks.__main__ import main
from tests.benchmarks.figures import Figures, Part, load, save
from tests.benchmarks.processes import Cost
from tests.benchmarks.report import render
from tests.benchmarks.tables import table, write_between

if TYPE_CHECKING:
    from pathlib import Path

CPU = Part(
    "a machine",
    {
        "this tap": Figures(
            "this tap", "0.1", 79, 11, 1000, 2, 5, costs=[Cost(2.0, 1.0, 9_000_000)]
        ),
        "floor": Figures("floor", "x", 79, 11, 1000, 2, 2, costs=[Cost(1.0, 0.5, 5_000_000)]),
    },
    note="quick",
)


def test_kept_figures_come_back(tmp_path: Path) -> None:
    """What is saved is loaded as it was; no file is no figures."""
    path = tmp_path / "tap.json"
    assert load(path) == {}
    save(path, {"cpu": CPU})
    assert load(path) == {"cpu": CPU}


def test_report_shows_figures_machine_and_note() -> None:
    """Rows per second, CPU per row, ratio to the floor, where and with what reservation."""
    text = render({"cpu": CPU})
    assert "| this tap (0.1) | 79 | 11 | 1,000 | 2 | 2.0 s | 500 | 0.500 |" in text
    assert "| 1.0 s | 1,000.0 µs | 9 MB | 1 |" in text
    assert "| 0.5 x the rows/s of the floor | 0.50 x | yes |" in text
    assert "a machine. quick." in text


def test_report_shows_quota_and_memory_of_large_windows() -> None:
    """Requests a second with few advertisers, and the peak by the rows of a window."""
    cost = Cost(8.0, 5.0, 140_000_000)
    ours = Figures("this tap", "0.1", 79, 5, 1000, 2, 371, rate=48.2, costs=[cost])
    text = render({"lanes": Part("m", {"this tap": ours}), "windows": Part("m", {"a": ours})})
    assert "| this tap (0.1) | 5 | 1,000 | 371 | 0 | 8.0 s | 48.2 | 5.0 s | 140 MB | 1 |" in text
    assert "| 1,000 | 2 | 8.0 s | 5.0 s | 5,000.0 µs | 140 MB |" in text


def test_report_of_nothing_is_empty() -> None:
    """A part that was not measured has no table."""
    assert render({}) == ""


def test_table_aligns_figures_to_the_right() -> None:
    """The first column is text, the others are figures."""
    assert table(["a", "b"], [["x", "1"]]) == "| a | b |\n| --- | ---: |\n| x | 1 |\n"


def test_only_the_named_part_is_replaced(tmp_path: Path) -> None:
    """What stands around the two comments, and in other parts, stays."""
    path = tmp_path / "README.md"
    path.write_text("# T\n<!-- a: begin -->\nold\n<!-- a: end -->\n<!-- b: begin -->\nb\n")
    write_between(path, "a", "new\n")
    write_between(path, "a", "newer\n")
    assert path.read_text() == (
        "# T\n<!-- a: begin -->\n\nnewer\n\n<!-- a: end -->\n<!-- b: begin -->\nb\n"
    )


def test_missing_part_is_an_error(tmp_path: Path) -> None:
    """A README without the comments is not written over."""
    path = tmp_path / "README.md"
    path.write_text("# T\n<!-- a: begin -->\n")
    with pytest.raises(ValueError, match=r"README.md has no part that is called a"):
        write_between(path, "a", "new")
    assert path.read_text() == "# T\n<!-- a: begin -->\n"


def test_quick_figures_are_not_kept(capsys: pytest.CaptureFixture[str]) -> None:
    """--quick and --write together are refused before anything is run."""
    assert main(["tap", "--quick", "--write"]) == 2
    assert "leave out --write" in capsys.readouterr().err
