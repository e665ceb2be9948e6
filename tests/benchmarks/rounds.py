"""Takes turns: A B A B, so that a machine that slows down slows everybody down."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from tests.benchmarks.processes import Cost

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


@dataclass(frozen=True)
class Subject:
    """What is measured: `run` runs it once; `most_runs` spares one that takes minutes."""

    name: str
    run: Callable[[], Cost]
    most_runs: int = 1000


def take_turns(subjects: Sequence[Subject], runs: int) -> dict[str, list[Cost]]:
    """Run each subject `runs` times, one after another, and say so on standard error."""
    costs: dict[str, list[Cost]] = {subject.name: [] for subject in subjects}
    for number in range(runs):
        for subject in subjects:
            if number < subject.most_runs:
                cost = subject.run()
                costs[subject.name].append(cost)
                say(f"  {subject.name}: {cost.wall:.2f} s, CPU {cost.cpu:.2f} s")
    return costs


def middle(costs: Sequence[Cost]) -> Cost:
    """The median of wall and of CPU, each by itself, and the largest peak."""
    return Cost(
        median(cost.wall for cost in costs),
        median(cost.cpu for cost in costs),
        max(cost.peak for cost in costs),
    )


def say(line: str) -> None:
    """Tell whoever waits what is going on."""
    print(line, file=sys.stderr, flush=True)
