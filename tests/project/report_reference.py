"""docs/reports.md: every report, dimension and metric, written from the tap's own data.

`python -m tests.project.report_reference --write` writes it; a test compares it.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tap_tiktok_ads.reports.breakdowns import BREAKDOWNS, PAIRS
from tap_tiktok_ads.reports.daily_reports import DAILY_REPORTS
from tap_tiktok_ads.reports.ready_made import READY_MADE
from tap_tiktok_ads.reports.rules import ATTRIBUTE, metric_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tap_tiktok_ads.reports.report import Report

PAGE = Path(__file__).parents[2] / "docs" / "reports.md"

HEAD = """\
# Reports

Written from the code by `make settings`. Everything is asked of `GET /report/integrated/get/`.

## Ready-made

The four daily reports are imported unless they are deselected; the others only where they are
selected, because each costs requests of its own. Days and hours are the advertiser's. The key of
every report is what tells its rows apart: object, time, and each further dimension.
"""

DIMENSIONS = """
## Dimensions

What `dimensions` of the setting `reports` takes, besides the id of the level's object and the time:
one of them, or a pair: {pairs}. BASIC and AUDIENCE are TikTok's types of report; the tap takes
the one that has what is asked for. BASIC goes by hour too, AUDIENCE by day only, neither has a
dimension for a lifetime.
"""

METRICS = """
## Metrics

What `metrics` takes. Those marked `A` are in AUDIENCE reports too. The last list describes the
object of a row; which level has which is checked. Names that are newer than this list need
`allow_unknown: true`.
"""


def page() -> str:
    """Return the whole page."""
    pairs = " or ".join(" with ".join(f"`{one}`" for one in sorted(pair)) for pair in PAIRS)
    parts = [
        HEAD,
        "\n".join(_ready_made()),
        DIMENSIONS.format(pairs=pairs),
        "\n".join(_dimensions()),
        METRICS,
        "\n".join(_metrics()),
    ]
    return "\n".join(parts) + "\n"


def _ready_made() -> Iterator[str]:
    yield "| stream | type, level | key | metrics | days again | what rows add up to |"
    yield "|---|---|---|---|---|---|"
    for one in (*DAILY_REPORTS, *READY_MADE):
        lookback = "as set" if one.lookback is None else str(one.lookback)
        kind = f"{one.report_type}, {one.level.name.lower()}"
        again = lookback if one.grain.dimension else "all"
        metrics = sum(one.level in metric.levels for metric in one.metrics)
        yield (
            f"| `{one.name}` | {kind} | {_names(one.key)} | {metrics} | {again} | "
            f"{_adds_up_to(one)} |"
        )


def _adds_up_to(report: Report) -> str:
    return report.adds_up_to or (
        "The levels need not agree to the cent; reach and frequency add up to nothing."
    )


def _dimensions() -> Iterator[str]:
    yield "| dimension | type | what it is | metrics |"
    yield "|---|---|---|---|"
    for one in BREAKDOWNS:
        metrics = "all of the type" if one.metrics is None else f"{len(one.metrics)} of the type"
        if one.prefixes:
            metrics += ", and " + ", ".join(f"`{prefix}…`" for prefix in one.prefixes)
        refused = "" if one.has_time else " TikTok gives it no days: it can't be imported."
        yield f"| `{one.name}` | {one.report_type} | {one.description}{refused} | {metrics} |"


def _metrics() -> Iterator[str]:
    names = metric_names()
    for attributes in (False, True):
        found = sorted(name for name, marks in names.items() if (ATTRIBUTE in marks) is attributes)
        marked = (f"`{name}`{' A' if 'AUDIENCE' in names[name] else ''}" for name in found)
        yield ("Attributes: " if attributes else "") + ", ".join(marked) + ".\n"


def _names(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


if __name__ == "__main__" and "--write" in sys.argv[1:]:
    PAGE.write_text(page(), encoding="utf-8")
