"""The second day: the lookback once more, nothing changed, with and without a change store."""

from __future__ import annotations

import json
import shlex
import shutil
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from tests.benchmarks.bench import count_records, scratch
from tests.benchmarks.figures import Figures
from tests.benchmarks.processes import measure
from tests.benchmarks.readers import TAP_ENVIRONMENT, Task, tap_command
from tests.benchmarks.rounds import Subject, say, take_turns
from tests.demo.meltano import ROOT
from tests.demo.postgres import running, temporary_directory

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from tests.benchmarks.processes import Cost
    from tests.benchmarks.workloads import Workload
    from tests.demo.postgres import Database

FIRST_DAY: Final = "2026-06-02"
"""28 days before NOW: what a daily run reads again, and today."""

ALONE: Final = "this tap, to a file"
ALONE_WITH: Final = "this tap with a change store, to a file"
LOADED: Final = "this tap into PostgreSQL"
LOADED_WITH: Final = "this tap with a change store into PostgreSQL"

LOADER: Final = ROOT / ".demo/meltano/loaders/target-postgres/venv/bin/target-postgres"


class _Pipeline(NamedTuple):
    """The tap alone or with a loader; its store if it has one; its files lie in `folder`."""

    name: str
    task: Task
    has_store: bool
    loader: str | None

    @property
    def folder(self) -> Path:
        return self.task.folder

    def command(self, state: Path | None = None) -> list[str]:
        """How it is run, without STATE or with one."""
        more: dict[str, Any] = {"start_date": FIRST_DAY, "end_date": None}
        if self.has_store:
            more["change_store_url"] = f"sqlite:///{self.folder / 'changes.db'}"
        tap = [*tap_command(self.task, **more), *(["--state", str(state)] if state else [])]
        if self.loader is None:
            return tap
        pipe = f"set -o pipefail; {shlex.join(tap)} | tee records | {self.loader}"
        return ["bash", "-c", f"cd {shlex.quote(str(self.folder))}; {pipe}"]

    def run(self, state: Path | None = None) -> Cost:
        """Run it once, from the store as it was after the first day."""
        kept = self.folder / "kept.db"
        if state and kept.exists():
            shutil.copy(kept, self.folder / "changes.db")
        return measure(self.command(state), output=self.folder / "out", env=TAP_ENVIRONMENT)

    def first_day(self) -> Path:
        """Import everything, and return the file with the STATE that came back."""
        self.run()
        lines = (self.folder / "out").read_bytes().splitlines()
        told = json.loads(next(line for line in reversed(lines) if b'"bookmarks"' in line))
        if self.has_store:
            (self.folder / "changes.db").rename(self.folder / "kept.db")
        state = self.folder / "state.json"
        state.write_text(json.dumps(told.get("value", told)), encoding="utf-8")
        return state

    @property
    def emitted(self) -> int:
        """The rows that went out in the last run."""
        return count_records(self.folder / ("records" if self.loader else "out"))


def measure_second_day(workload: Workload, runs: int) -> dict[str, Figures]:
    """Neither latency nor limit; the clock stands still, so that nothing has changed."""
    with (
        scratch() as folder,
        workload.start("--max-ads", "0") as tiktok,
        temporary_directory() as data,
        running(data) as database,
    ):
        pipelines = list(_pipelines(Task(tiktok, workload, folder), database))
        states: Mapping[str, Path] = {one.name: one.first_day() for one in pipelines}
        subjects = [Subject(one.name, partial(one.run, states[one.name])) for one in pipelines]
        costs = take_turns(subjects, runs)
        for one in pipelines:
            say(f"  {one.name} emitted {one.emitted:,} rows")
        return {
            one.name: Figures(
                one.name,
                advertisers=workload.advertisers,
                rows=one.emitted,
                costs=costs[one.name],
            )
            for one in pipelines
        }


def _pipelines(task: Task, database: Database) -> Iterator[_Pipeline]:
    for number, (name, has_store, is_loaded) in enumerate(
        (
            (ALONE, False, False),
            (ALONE_WITH, True, False),
            (LOADED, False, True),
            (LOADED_WITH, True, True),
        )
    ):
        folder = task.folder / str(number)
        folder.mkdir()
        own = replace(task, folder=folder)
        config = own.write(
            "loader",
            {
                "host": database.host,
                "port": database.port,
                "database": database.name,
                "user": "postgres",
                "password": database.password,
                "default_target_schema": f"day_{number}",
            },
        )
        loader = shlex.join([str(LOADER), "--config", config]) if is_loaded else None
        yield _Pipeline(name, own, has_store, loader)
