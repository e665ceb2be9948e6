"""Two checkouts side by side: what is read off their runs."""

from __future__ import annotations

from tests.benchmarks.against import row
from tests.benchmarks.figures import Figures
from tests.benchmarks.processes import Cost


def figures(*cpu: float) -> Figures:
    """Runs that took so many seconds of CPU."""
    return Figures("one", rows=1000, costs=[Cost(wall=2 * one, cpu=one, peak=50) for one in cpu])


def test_a_change_is_the_ratio_of_each_pair_of_runs() -> None:
    """A machine that slows down between pairs makes no change; the noise is said beside it."""
    line = row("tap", figures(1.0, 2.0, 1.1), figures(1.1, 2.2, 1.21))

    assert line[4] == "1.100 (1.100 to 1.100)"
    assert line[5] == "0.909 to 1.818"
