"""Measures readers on a workload: learn what each asks for, ask ahead, take turns, check."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.figures import Figures
from tests.benchmarks.probe import Habit, Served, ask_ahead, habit_of
from tests.benchmarks.processes import Cost, measure
from tests.benchmarks.readers import FLOOR_READER, TAP_ENVIRONMENT, TAP_READER, Reader, Task
from tests.benchmarks.request_watch import RequestWatch, steady_rate
from tests.benchmarks.rounds import Subject, say, take_turns
from tests.benchmarks.workloads import Workload

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tests.emulator.process import LocalTikTok

PROBE = Workload(advertisers=1, windows=1, size=("--campaigns", "2", "--ads", "2"))


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder for one measurement."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        yield Path(folder)


def learn_habits(readers: Sequence[Reader]) -> dict[str, Habit]:
    """Run each reader once on very little, and see what it asks for.

    The floor asks for what the tap asks for.
    """
    habits: dict[str, Habit] = {}
    with scratch() as folder, PROBE.start() as tiktok:
        for reader in (TAP_READER, *(one for one in readers if one is not TAP_READER)):
            ads = habits[TAP_READER.name].ads if habits else {}
            command = reader.prepare(Task(tiktok, PROBE, folder, template=ads))
            tiktok.clear_requests()
            measure(command, output=folder / "probe", env=TAP_ENVIRONMENT)
            habits[reader.name] = habit_of(tiktok.requests())
    return habits


class Bench:
    """A local TikTok with one workload, and the readers that are to read it."""

    def __init__(
        self, tiktok: LocalTikTok, workload: Workload, folder: Path, per_second: float
    ) -> None:
        self._task = Task(tiktok, workload, folder, per_second)
        self._output = folder / "output"
        self._served: dict[str, Served] = {}
        self._watches: dict[str, RequestWatch] = {}

    def compare(
        self, readers: Mapping[Reader, int], habits: Mapping[str, Habit], runs: int
    ) -> dict[str, Figures]:
        """Measure the readers in turns; the numbers are the most runs of each."""
        subjects = []
        for reader, most_runs in readers.items():
            habit = habits[reader.name]
            self._served[reader.name] = ask_ahead(self._task.tiktok, habit, self._task.workload)
            say(f"  {reader.name} will read {self._served[reader.name]}")
            template = habits[TAP_READER.name].ads if reader is FLOOR_READER else {}
            command = reader.prepare(replace(self._task, template=template))
            subjects.append(
                Subject(reader.name, partial(self.run, reader.name, command), most_runs)
            )
        costs = take_turns(subjects, runs)
        return {
            reader.name: self._figures(reader, habits[reader.name], costs[reader.name])
            for reader in readers
        }

    def run(self, name: str, command: list[str]) -> Cost:
        """Run a reader once.

        Raises:
            RuntimeError: it failed, or wrote more or fewer rows than it was served.
        """
        with RequestWatch(self._task.tiktok) as watch:
            cost = measure(command, output=self._output, env=TAP_ENVIRONMENT)
        self._watches[name] = watch
        rows, expected = count_records(self._output), self._served[name].rows
        self._output.unlink()
        if rows != expected:
            raise RuntimeError(f"{name} wrote {rows} rows and was served {expected}")
        return cost

    def _figures(self, reader: Reader, habit: Habit, costs: list[Cost]) -> Figures:
        served, watch = self._served[reader.name], self._watches[reader.name]
        return Figures(
            name=reader.name,
            version=reader.version,
            metrics=habit.metrics,
            advertisers=self._task.workload.advertisers,
            rows=served.rows,
            pages=served.pages,
            requests=watch.requests,
            refused=watch.refused,
            rate=steady_rate(watch.samples),
            costs=costs,
        )


def count_records(output: Path) -> int:
    """The RECORD messages in a file of Singer's or Airbyte's messages."""
    with output.open("rb") as lines:
        return sum(line[:30].replace(b" ", b"").startswith(b'{"type":"RECORD"') for line in lines)
