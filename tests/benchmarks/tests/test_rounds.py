"""The order of the runs, and their median."""

from __future__ import annotations

from tests.benchmarks.processes import Cost
from tests.benchmarks.rounds import Subject, middle, take_turns


def test_subjects_take_turns() -> None:
    """A B A B, and who is spared is left out of later rounds."""
    order: list[str] = []

    def run_of(name: str) -> Subject:
        def run() -> Cost:
            order.append(name)
            return Cost(len(order), 0, 0)

        return Subject(name, run, most_runs=1 if name == "slow" else 9)

    costs = take_turns([run_of("ours"), run_of("slow"), run_of("floor")], 3)
    assert order == ["ours", "slow", "floor", "ours", "floor", "ours", "floor"]
    assert [cost.wall for cost in costs["ours"]] == [1, 4, 6]
    assert [cost.wall for cost in costs["slow"]] == [2]


def test_median_of_wall_and_cpu_and_the_largest_peak() -> None:
    """One slow run moves no median; the peak is the worst of all runs."""
    costs = [Cost(1.0, 5.0, 100), Cost(90.0, 6.0, 300), Cost(2.0, 70.0, 200)]
    assert middle(costs) == Cost(2.0, 6.0, 300)
