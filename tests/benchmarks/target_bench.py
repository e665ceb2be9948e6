"""Measures senders: orders into standard input, events counted where they arrive."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timezone
from functools import partial
from typing import TYPE_CHECKING, Final

from tests.benchmarks.figures import Figures
from tests.benchmarks.orders import FIRST_ID
from tests.benchmarks.processes import Cost, measure
from tests.benchmarks.rounds import Subject, take_turns
from tests.benchmarks.target_senders import Task

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from tests.benchmarks.target_senders import Sender
    from tests.emulator.process import LocalTikTok

STAND_IN: Final = ("--events-keep", "keys", "--scale", "small")


@dataclass(frozen=True)
class Turn:
    """A sender with the orders it gets, and the most runs it is worth."""

    sender: Sender
    orders: int
    most_runs: int = 1000
    kind: str = ""


@dataclass
class Bench:
    """A local TikTok that counts events by their keys, and a folder for the senders' files."""

    tiktok: LocalTikTok
    folder: Path
    _requests: dict[str, int] = field(default_factory=dict)

    def compare(self, turns: Sequence[Turn], runs: int) -> dict[str, Figures]:
        """Measure the senders in turns."""
        subjects = [
            Subject(turn.sender.name, partial(self.run, turn), turn.most_runs) for turn in turns
        ]
        costs = take_turns(subjects, runs)
        return {
            turn.sender.name: Figures(
                name=turn.sender.name,
                version=turn.sender.version,
                rows=turn.orders,
                requests=self._requests[turn.sender.name],
                costs=costs[turn.sender.name],
            )
            for turn in turns
        }

    def run(self, turn: Turn) -> Cost:
        """Run a sender once.

        Raises:
            RuntimeError: it failed, or not every order was stored once, or a STATE is missing.
        """
        if not turn.sender.keeps_ledger:
            for file in self.folder.glob("ledger.db*"):
                file.unlink()
        self.tiktok.admin("DELETE", "events")
        command = turn.sender.prepare(Task(self.tiktok, self.folder, turn.kind))
        output = self.folder / "output"
        with orders_pipe(self.folder / "orders", turn.orders, turn.kind) as pipe:
            cost = measure(command, output=output, stdin=pipe)
        self._check(turn, output.read_bytes().splitlines())
        return cost

    def _check(self, turn: Turn, states: list[bytes]) -> None:
        summary = self.tiktok.admin("GET", "events/summary")
        self._requests[turn.sender.name] = summary["requests"]
        expected = 0 if turn.sender.keeps_ledger else turn.orders
        if summary["stored"] != expected or summary["duplicates"]:
            raise RuntimeError(f"{turn.sender.name}: {summary['stored']} events, not {expected}")
        if states and bookmark_of(states[-1]) != FIRST_ID + turn.orders:
            raise RuntimeError(f"{turn.sender.name}: the last STATE is not that of the last order")


@contextmanager
def orders_pipe(path: Path, orders: int, kind: str = "") -> Iterator[Path]:
    """A named pipe out of which the orders of the last ten days come, while they are made."""
    path.unlink(missing_ok=True)
    os.mkfifo(path)
    today = str(datetime.now(timezone.utc).date())
    command = [sys.executable, "-m", "tests.benchmarks.orders", str(orders), today, str(path)]
    writer = subprocess.Popen([*command, kind] if kind else command)
    try:
        yield path
    finally:
        writer.terminate()  # it is over already, unless the sender failed
        writer.wait()
        path.unlink()


def bookmark_of(state: bytes) -> int:
    """The order that a STATE says everything up to is sent."""
    bookmark: int = json.loads(state)["bookmarks"]["orders"]["replication_key_value"]
    return bookmark
