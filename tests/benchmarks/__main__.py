"""`python -m tests.benchmarks tap`: measures, prints tables, and with --write keeps them."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Final

from tests.benchmarks import against, environments, tap, target_command
from tests.benchmarks.figures import Part, load, save
from tests.benchmarks.report import render
from tests.benchmarks.rounds import say
from tests.benchmarks.tables import write_between

HERE: Final = Path(__file__).parent
RUNS: Final = 3


def main(arguments: list[str] | None = None) -> int:
    """Measure the parts asked for."""
    options = _parser().parse_args(arguments)
    if options.what == "target":
        return target_command.run(options)
    if options.what == "against":
        return against.run(options)
    if options.write and options.quick:
        say("--quick reads too little for figures that are kept: leave out --write")
        return 2
    say("preparing the environments (the first time takes a minute) ...")
    for one in (environments.STITCH, environments.AIRBYTE, environments.FLOOR):
        one.make()
    kept = HERE / "results" / "tap.json"
    parts: dict[str, Part] = load(kept) if options.write else {}
    sizes = tap.QUICK if options.quick else tap.FULL
    if options.without_airbyte:
        sizes = sizes._replace(airbyte_runs=0)
    for name in options.only or tap.PARTS:
        parts[name] = tap.run_part(name, sizes, options.runs, parts.get(name))
        if options.write:
            _write(kept, parts)
    print(render(parts))
    return 0


def _write(kept: Path, parts: dict[str, Part]) -> None:
    """Keep each part as soon as it is measured: all of them take long."""
    save(kept, parts)
    text = render(parts)
    kept.with_suffix(".md").write_text(f"# tap-tiktok-ads: results\n\n{text}", encoding="utf-8")
    write_between(HERE / "README.md", "tap", text)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    what = parser.add_subparsers(dest="what", required=True)
    ours = what.add_parser("tap", help="tap-tiktok-ads and its peers")
    ours.add_argument("--quick", action="store_true", help="little data, to see that it runs")
    ours.add_argument("--runs", type=int, default=RUNS, help="runs of each reader (%(default)s)")
    ours.add_argument("--only", nargs="+", choices=list(tap.PARTS), help="only these parts")
    ours.add_argument(
        "--without-airbyte",
        action="store_true",
        help="keep the figures of Airbyte's source: a run of it takes minutes",
    )
    ours.add_argument("--write", action="store_true", help="keep the results, also in README.md")
    target_command.add_parser(what)
    against.add_parser(what)
    return parser


if __name__ == "__main__":
    sys.exit(main())
