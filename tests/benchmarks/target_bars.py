"""What the target must reach, judged by what was measured."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from tests.benchmarks.target import LATENCY
from tests.benchmarks.target_senders import THE_FLOOR, THE_TARGET, WORKERS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tests.benchmarks.figures import Figures, Part

MOST_FLOORS: Final = 3.0
STRETCH_FLOORS: Final = 2.5
MOST_OF_IDEAL: Final = 1.2
MOST_PEAK: Final = 150e6
MOST_GROWTH: Final = 0.10


_KINDS: Final = {
    "cpu": "",
    "flat": ", rows of a table",
    "shopify": ", preset shopify",
    "woocommerce": ", preset woocommerce",
}
"""Part -> the orders that it sends."""


class Bar(NamedTuple):
    """One promise: what was measured beside what was asked for."""

    promise: str
    measured: str
    asked: str
    reached: bool


def bars(parts: Mapping[str, Part]) -> Iterator[Bar]:
    """The bars whose parts were measured."""
    for name, kind in _KINDS.items():
        if name in parts:
            ratio = floors(parts[name])
            yield _at_most(f"CPU per event, in floors{kind}", ratio, MOST_FLOORS)
            yield _at_most(f"CPU per event, in floors{kind}: stretch", ratio, STRETCH_FLOORS)
    if "latency" in parts:
        yield _at_most("wall with 200 ms, in ideals", ideals(parts["latency"]), MOST_OF_IDEAL)
    if "few" in parts and "many" in parts:
        few, many = (parts[name].figures[THE_TARGET.name] for name in ("few", "many"))
        peak, growth = many.cost.peak, many.cost.peak / few.cost.peak - 1
        name = f"peak with {many.rows:,} orders"
        yield Bar(name, f"{peak / 1e6:.0f} MB", f"< {MOST_PEAK / 1e6:.0f} MB", peak < MOST_PEAK)
        reached = abs(growth) <= MOST_GROWTH
        name = f"more than the peak with {few.rows:,}"
        yield Bar(name, f"{growth:+.1%}", f"within {MOST_GROWTH:.0%}", reached)


def floors(part: Part) -> float:
    """The target's CPU per event as a multiple of the floor's, whole processes."""
    ours, floor = (part.figures[one.name] for one in (THE_TARGET, THE_FLOOR))
    return ours.cpu_per_row / floor.cpu_per_row


def ideals(part: Part) -> float:
    """The target's wall as a multiple of what the slower of CPU and waiting takes alone."""
    ours = part.figures[THE_TARGET.name]
    return ours.cost.wall / max(ours.cost.cpu, ours.requests * LATENCY / WORKERS)


def beyond_start(figures: Figures, start: Part) -> float:
    """Seconds of CPU per event without what a run without any order costs."""
    name = figures.name if figures.name in start.figures else THE_TARGET.name
    return (figures.cost.cpu - start.figures[name].cost.cpu) / figures.rows


def _at_most(promise: str, measured: float, limit: float) -> Bar:
    return Bar(promise, f"{measured:.2f}", f"≤ {limit:g}", measured <= limit)
