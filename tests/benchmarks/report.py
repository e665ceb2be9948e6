"""The tap's results as Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tests.benchmarks.bars import MEGABYTE, judge, least_seconds
from tests.benchmarks.readers import FLOOR_READER
from tests.benchmarks.tables import table
from tests.benchmarks.tap import HIGHEST_QPS, LATENCY, QPS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.benchmarks.figures import Figures, Part

TITLES = {
    "startup": "Start-up",
    "latency": f"{LATENCY * 1000:.0f} ms latency, {QPS} queries a second",
    "cpu": "No latency, no limit",
    "few": "No latency, no limit: few advertisers, many windows",
    "many": "No latency, no limit: many advertisers, few windows",
    "lanes": f"{LATENCY * 1000:.0f} ms, {HIGHEST_QPS} queries a second, {QPS} per advertiser",
    "windows": "Memory: one window of ever more rows",
    "second_day": "The second day: 28 days again, of which nothing changed",
    "profile": "Where the tap spends its time",
}


def render(parts: Mapping[str, Part]) -> str:
    """Bars first, then the tables of what was measured."""
    bars = [[bar.demand, bar.measured, "yes" if bar.reached else "**no**"] for bar in judge(parts)]
    texts = [table(["bar", "measured", "reached"], bars)] if bars else []
    for name, title in TITLES.items():
        if name in parts:
            texts += [f"### {title}\n", _table(name, parts[name]), _origin(parts[name])]
    return "\n".join(texts)


def _table(name: str, part: Part) -> str:
    figures = part.figures.values()
    if name == "startup":
        return table(["until", "wall"], [[one.name, f"{one.cost.wall:.2f} s"] for one in figures])
    if name == "profile":
        columns = ["function", "thread", "share of the interpreter's time"]
        return table(columns, [[one.name, one.version, f"{one.rate:.1%}"] for one in figures])
    if name in _TABLES:
        columns, row = _TABLES[name]
        return table(columns, [row(one) for one in figures])
    columns = ["reader", "metrics", "advertisers", "rows", "pages", "wall", "rows/s", "x floor"]
    columns += ["CPU", "CPU a row", "peak", "runs"]
    return table(columns, [_cpu_row(one, part.figures[FLOOR_READER.name]) for one in figures])


def _latency_row(one: Figures) -> list[str]:
    cost = one.cost
    return [
        _name(one),
        *(str(one.metrics), f"{one.rows:,}", str(one.pages), str(one.requests), str(one.refused)),
        *(f"{cost.wall:.1f} s", f"{cost.wall / least_seconds(one):.2f}", f"{cost.cpu:.1f} s"),
        *(f"{cost.peak / MEGABYTE:.0f} MB", str(len(one.costs))),
    ]


def _lanes_row(one: Figures) -> list[str]:
    cost = one.cost
    return [
        _name(one),
        *(str(one.advertisers), f"{one.rows:,}", str(one.requests), str(one.refused)),
        *(f"{cost.wall:.1f} s", f"{one.rate:.1f}", f"{cost.cpu:.1f} s"),
        *(f"{cost.peak / MEGABYTE:.0f} MB", str(len(one.costs))),
    ]


def _window_row(one: Figures) -> list[str]:
    cost = one.cost
    return [
        *(f"{one.rows:,}", str(one.pages), f"{cost.wall:.1f} s", f"{cost.cpu:.1f} s"),
        *(f"{one.cpu_per_row * 1e6:,.1f} µs", f"{cost.peak / MEGABYTE:.0f} MB"),
    ]


def _second_day_row(one: Figures) -> list[str]:
    cost = one.cost
    return [
        *(one.name, f"{one.rows:,}", f"{cost.wall:.1f} s", f"{cost.cpu:.1f} s"),
        *(f"{cost.peak / MEGABYTE:.0f} MB", str(len(one.costs))),
    ]


_TABLES: Final[Mapping[str, tuple[list[str], Callable[[Figures], list[str]]]]] = {
    "latency": (
        [
            *("reader", "metrics", "rows", "pages", "requests", "refused", "wall"),
            *("x pages ÷ QPS", "CPU", "peak", "runs"),
        ],
        _latency_row,
    ),
    "lanes": (
        [
            *("reader", "advertisers", "rows", "requests", "refused", "wall"),
            *("requests/s in the steady phase", "CPU", "peak", "runs"),
        ],
        _lanes_row,
    ),
    "windows": (["rows in one window", "pages", "wall", "CPU", "CPU a row", "peak"], _window_row),
    "second_day": (["pipeline", "rows emitted", "wall", "CPU", "peak", "runs"], _second_day_row),
}
"""The columns of a part, and its rows."""


def _cpu_row(one: Figures, floor: Figures) -> list[str]:
    cost = one.cost
    return [
        _name(one),
        *(str(one.metrics), f"{one.advertisers:,}", f"{one.rows:,}", str(one.pages)),
        *(f"{cost.wall:.1f} s", f"{one.rows_per_second:,.0f}"),
        f"{one.rows_per_second / floor.rows_per_second:.3f}",
        *(f"{cost.cpu:.1f} s", f"{one.cpu_per_row * 1e6:,.1f} µs"),
        *(f"{cost.peak / MEGABYTE:.0f} MB", str(len(one.costs))),
    ]


def _name(one: Figures) -> str:
    return f"{one.name} ({one.version})"


def _origin(part: Part) -> str:
    return f"{part.machine}.{f' {part.note}.' if part.note else ''}\n"
