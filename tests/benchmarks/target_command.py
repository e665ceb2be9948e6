"""`python -m tests.benchmarks target`: measures, prints tables, and with --write keeps them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tests.benchmarks import target
from tests.benchmarks.figures import Part, load, save
from tests.benchmarks.rounds import say
from tests.benchmarks.tables import write_between
from tests.benchmarks.target_report import report
from tests.benchmarks.target_senders import make_environments

if TYPE_CHECKING:
    from argparse import Namespace

HERE: Final = Path(__file__).parent
KEPT: Final = HERE / "results" / "target.json"
RUNS: Final = 3


def add_parser(what: Any) -> None:
    """Add `target` to the subparsers of the command line."""
    parser = what.add_parser("target", help="target-tiktok-events and its peers")
    parser.add_argument("--quick", action="store_true", help="few orders, to see that it runs")
    parser.add_argument("--runs", type=int, default=RUNS, help="runs of each (%(default)s)")
    parser.add_argument("--only", nargs="+", choices=list(target.PARTS), help="only these parts")
    parser.add_argument("--write", action="store_true", help="keep the results, also in README.md")


def run(options: Namespace) -> int:
    """Measure the parts asked for."""
    if options.write and options.quick:
        say("--quick sends too little for figures that are kept: leave out --write")
        return 2
    say("preparing the environments (the first time takes a minute) ...")
    make_environments()
    parts = load(KEPT) if options.write else {}
    sizes = target.QUICK if options.quick else target.FULL
    for name in options.only or target.PARTS:
        parts[name] = target.run_part(name, sizes, options.runs)
        if options.write:
            _write(parts)
    print(report(parts))
    return 0


def _write(parts: dict[str, Part]) -> None:
    """Keep each part as soon as it is measured: all of them take long."""
    KEPT.parent.mkdir(exist_ok=True)
    save(KEPT, parts)
    text = report(parts)
    KEPT.with_suffix(".md").write_text(f"# target-tiktok-events: results\n\n{text}", "utf-8")
    write_between(HERE / "README.md", "target", text)
