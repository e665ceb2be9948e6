"""What was measured, as it is kept in `results/*.json`: nothing else gets into a report."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from tests.benchmarks.processes import Cost
from tests.benchmarks.rounds import middle

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Figures:
    """All runs of one reader on one workload.

    `pages` and `metrics` are those of the report at the level of ads; `requests` are all that
    the reader made, and `rate` how many a second between the first and the last tenth of them.
    """

    name: str
    version: str = ""
    metrics: int = 0
    advertisers: int = 0
    rows: int = 0
    pages: int = 0
    requests: int = 0
    refused: int = 0
    rate: float = 0.0
    costs: list[Cost] = field(default_factory=list)

    @property
    def cost(self) -> Cost:
        """The median run."""
        return middle(self.costs)

    @property
    def rows_per_second(self) -> float:
        """Rows per second of wall."""
        return self.rows / self.cost.wall

    @property
    def cpu_per_row(self) -> float:
        """Seconds of CPU per row, start-up included."""
        return self.cost.cpu / self.rows


@dataclass(frozen=True)
class Part:
    """One part of a benchmark: its figures by name, and the machine they come from."""

    machine: str
    figures: dict[str, Figures]
    note: str = ""


def save(path: Path, parts: dict[str, Part]) -> None:
    """Keep what was measured."""
    content = {name: asdict(part) for name, part in parts.items()}
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def load(path: Path) -> dict[str, Part]:
    """What was kept; empty when nothing was."""
    if not path.exists():
        return {}
    content = json.loads(path.read_text(encoding="utf-8"))
    return {name: _part(part) for name, part in content.items()}


def _part(part: dict[str, Any]) -> Part:
    figures = {name: _figures(one) for name, one in part["figures"].items()}
    return Part(part["machine"], figures, part["note"])


def _figures(one: dict[str, Any]) -> Figures:
    return Figures(**{**one, "costs": [Cost(**cost) for cost in one["costs"]]})
