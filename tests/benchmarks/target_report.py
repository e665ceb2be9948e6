"""What was measured of the target, as the tables of the README."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.benchmarks.tables import table
from tests.benchmarks.target_bars import bars, beyond_start
from tests.benchmarks.target_senders import THE_FLOOR

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.benchmarks.figures import Part

TITLES = {
    "start": "No order",
    "cpu": "No latency",
    "flat": "No latency: rows of a table, STATE after every 1,000th",
    "shopify": "No latency: preset shopify, STATE after every 1,000th",
    "woocommerce": "No latency: preset woocommerce, STATE after every 1,000th",
    "latency": "200 ms per answer",
    "few": "Memory, fewer orders",
    "many": "Memory, ten times as many",
    "profile": "Where the target spends its time",
}


def report(parts: Mapping[str, Part]) -> str:
    """Bars first, then one table per part that was measured."""
    found = list(bars(parts))
    rows = [[one.promise, one.measured, one.asked, "yes" if one.reached else "no"] for one in found]
    texts = [table(["bar", "measured", "asked", "reached"], rows)] if rows else []
    for name, title in TITLES.items():
        if name in parts:
            texts.append(f"### {title}\n\n{_table(parts, name)}\n{_about(parts[name])}\n")
    return "\n".join(texts)


def _about(part: Part) -> str:
    return "; ".join(filter(None, (part.note, part.machine)))


def _table(parts: Mapping[str, Part], name: str) -> str:
    if name == "start":
        return _start(parts[name])
    if name == "profile":
        columns = ["function", "thread", "share of the interpreter's time"]
        spots = parts[name].figures.values()
        return table(columns, [[one.name, one.version, f"{one.rate:.1%}"] for one in spots])
    part = parts[name]
    floor = part.figures.get(THE_FLOOR.name)
    columns = ["sender", "orders", "requests", "wall", "CPU", "peak", "events/s", "CPU per event"]
    columns += ["beyond start"] if "start" in parts else []
    columns += ["in floors"] if floor else []
    rows = []
    for figures in part.figures.values():
        cost = figures.cost
        row = [
            f"{figures.name} {figures.version}",
            f"{figures.rows:,}",
            f"{figures.requests:,}",
            f"{cost.wall:.1f} s",
            f"{cost.cpu:.1f} s",
            f"{cost.peak / 1e6:.0f} MB",
            f"{figures.rows_per_second:,.0f}",
            f"{figures.cpu_per_row * 1e6:.1f} µs",
        ]
        if "start" in parts:
            row.append(f"{beyond_start(figures, parts['start']) * 1e6:.1f} µs")
        if floor:
            row.append(f"{figures.cpu_per_row / floor.cpu_per_row:.2f}")
        rows.append(row)
    return table(columns, rows)


def _start(part: Part) -> str:
    rows = [
        [f"{one.name} {one.version}", f"{one.cost.wall:.2f} s", f"{one.cost.cpu:.2f} s"]
        for one in part.figures.values()
    ]
    return table(["sender", "wall", "CPU"], rows)
