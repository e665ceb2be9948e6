"""`python -m tests.benchmarks against ../before`: this checkout and another one, in turns.

The other checkout needs its environments (`make test` or `make environments` there). Both read
and send the same, against the same local TikTok, one after the other, so that a machine that
slows down slows both. What a change costs is the ratio of each pair of runs; what is noise is
how far the runs of one and the same checkout lie apart.
"""

from __future__ import annotations

from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, Final

from tests.benchmarks import machine
from tests.benchmarks.bars import MEGABYTE
from tests.benchmarks.bench import Bench as TapBench
from tests.benchmarks.bench import learn_habits, scratch
from tests.benchmarks.readers import NO_LIMIT, TAP_READER, Reader, tap_command
from tests.benchmarks.rounds import say
from tests.benchmarks.tables import table
from tests.benchmarks.tap import LATENCY, QPS
from tests.benchmarks.target_bench import STAND_IN, Turn
from tests.benchmarks.target_bench import Bench as TargetBench
from tests.benchmarks.target_senders import THE_TARGET, Sender, target_command
from tests.benchmarks.workloads import SMALL, Workload
from tests.emulator.process import LocalTikTok

if TYPE_CHECKING:
    from argparse import Namespace

    from tests.benchmarks.figures import Figures
    from tests.benchmarks.processes import Cost

OTHER: Final = "the other checkout"
COLUMNS: Final = (
    *("part", "rows or orders", "CPU before", "CPU now", "now ÷ before", "runs of before"),
    *("wall before", "wall now", "peak before", "peak now", "pairs"),
)


def add_parser(what: Any) -> None:
    """Add `against` to the subparsers of the command line."""
    parser = what.add_parser("against", help="this checkout and another one, in turns")
    parser.add_argument("other", type=Path, help="the other checkout, with its .venv")
    parser.add_argument("--quick", action="store_true", help="little data, to see that it runs")
    parser.add_argument("--runs", type=int, default=5, help="pairs of runs (%(default)s)")
    parser.add_argument("--only", nargs="+", choices=["tap", "target"], default=["tap", "target"])


def run(options: Namespace) -> int:
    """Measure both checkouts, and print what changed."""
    rows = []
    if "tap" in options.only:
        rows += _tap_rows(options.other / ".venv/bin/tap-tiktok-ads", options)
    if "target" in options.only:
        rows += _target_rows(options.other / ".venv/bin/target-tiktok-events", options)
    print(table(COLUMNS, rows))
    print(f"{machine.describe()}.")
    return 0


def _tap_rows(executable: Path, options: Namespace) -> list[list[str]]:
    other = Reader(OTHER, "", lambda task: tap_command(task, executable))
    few = 2 if options.quick else 22
    many = 20 if options.quick else 200
    return [
        _tap_row("tap, large windows", other, Workload(few, 1), options.runs),
        _tap_row("tap, many advertisers", other, Workload(many, 2, SMALL), options.runs),
        _tap_row(
            f"tap, {LATENCY * 1000:.0f} ms, {QPS} queries a second",
            other,
            Workload(max(few // 4, 1), 2),
            options.runs,
            *("--latency", str(LATENCY), "--qps", str(QPS)),
            per_second=QPS,
        ),
    ]


def _tap_row(
    part: str,
    other: Reader,
    workload: Workload,
    runs: int,
    *stand_in: str,
    per_second: float = NO_LIMIT,
) -> list[str]:
    say(f"{part}:")
    readers = {other: runs, TAP_READER: runs}
    habits = learn_habits(list(readers))
    with scratch() as folder, workload.start(*stand_in) as tiktok:
        figures = TapBench(tiktok, workload, folder, per_second).compare(readers, habits, runs)
    return row(part, figures[OTHER], figures[TAP_READER.name])


def _target_rows(executable: Path, options: Namespace) -> list[list[str]]:
    other = Sender(OTHER, "", target_command(executable))
    orders = 5_000 if options.quick else 100_000
    rows = []
    for part, kind in (("target", ""), ("target, rows of a table", "flat")):
        say(f"{part}:")
        with scratch() as folder, LocalTikTok(*STAND_IN) as tiktok:
            turns = [Turn(one, orders, kind=kind) for one in (other, THE_TARGET)]
            figures = TargetBench(tiktok, folder).compare(turns, options.runs)
        rows.append(row(part, figures[OTHER], figures[THE_TARGET.name]))
    return rows


def row(part: str, before: Figures, now: Figures) -> list[str]:
    """One line: medians, the ratio of each pair, and how far apart equal runs lie."""
    ratios = [b.cpu / a.cpu for a, b in zip(before.costs, now.costs, strict=True)]
    alike = [cost.cpu / before.cost.cpu for cost in before.costs]
    return [
        part,
        f"{now.rows:,}",
        *(f"{one.cost.cpu:.2f} s" for one in (before, now)),
        f"{median(ratios):.3f} ({min(ratios):.3f} to {max(ratios):.3f})",
        f"{min(alike):.3f} to {max(alike):.3f}",
        *(f"{one.cost.wall:.2f} s" for one in (before, now)),
        *(_megabytes(one.cost) for one in (before, now)),
        str(len(ratios)),
    ]


def _megabytes(cost: Cost) -> str:
    return f"{cost.peak / MEGABYTE:.0f} MB"
