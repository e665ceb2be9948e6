"""What the target must reach is judged by the figures alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.benchmarks.figures import Figures, Part
from tests.benchmarks.processes import Cost
from tests.benchmarks.target_bars import bars, beyond_start, floors, ideals
from tests.benchmarks.target_report import report

TARGET = "target-tiktok-events"


def figures(name: str, cpu: float, *, rows: int = 1_000, **cost: float) -> Figures:
    """A sender's only run; its wall is a second unless told."""
    wall, peak = cost.get("wall", 1.0), int(cost.get("peak", 100))
    return Figures(name, rows=rows, costs=[Cost(wall, cpu, peak)])


def waiting(cpu: float, wall: float) -> Figures:
    """A run of 200 requests: 10 s of waiting for four workers and 200 ms."""
    return replace(figures(TARGET, cpu, wall=wall), requests=200)


def part(*found: Figures) -> Part:
    return Part("a machine", {one.name: one for one in found})


@pytest.mark.parametrize(
    ("cpu", "reached"), [(2.9, [True, False]), (3.1, [False] * 2), (2.4, [True] * 2)]
)
def test_floors(cpu: float, reached: list[bool]) -> None:
    """CPU per event is judged against three and two and a half floors, for every kind of orders."""
    measured = part(figures(TARGET, 10 * cpu, rows=10), figures("floor", 2.0, rows=2))
    assert floors(measured) == pytest.approx(cpu)
    for kind in ("cpu", "flat", "shopify", "woocommerce"):
        assert [one.reached for one in bars({kind: measured})] == reached


def test_waiting_is_the_ideal() -> None:
    """Where waiting takes longer than CPU, wall is compared with requests x latency ÷ workers."""
    measured = part(waiting(1.0, wall=12.0))
    assert ideals(measured) == pytest.approx(1.2)


def test_cpu_is_the_ideal() -> None:
    """Where CPU takes longer than waiting, wall is compared with CPU."""
    measured = part(waiting(20.0, wall=22.0))
    assert ideals(measured) == pytest.approx(1.1)


@pytest.mark.parametrize(
    ("few", "many", "reached"),
    [
        (100e6, 105e6, [True, True]),
        (100e6, 112e6, [True, False]),
        (100e6, 88e6, [True, False]),
        (149e6, 151e6, [False, True]),
    ],
)
def test_memory(few: float, many: float, reached: list[bool]) -> None:
    """The peak stays below 150 MB, and within a tenth when orders are ten times as many."""
    parts = {
        "few": part(figures(TARGET, 1.0, rows=100_000, peak=few)),
        "many": part(figures(TARGET, 1.0, rows=1_000_000, peak=many)),
    }
    assert [one.reached for one in bars(parts)] == reached


def test_beyond_start() -> None:
    """What a run without orders costs is taken off; a variant has the start of the target."""
    start = part(figures(TARGET, 0.5, rows=0))
    assert beyond_start(figures("second run", 1.5), start) == pytest.approx(0.001)


def test_report_of_what_was_measured() -> None:
    """A part that was not measured is neither judged nor shown."""
    text = report({"cpu": part(figures(TARGET, 3.0), figures("floor", 1.0))})
    assert "| CPU per event, in floors | 3.00 | ≤ 3 | yes |" in text
    assert "No latency" in text
    assert "200 ms" not in text
    assert report({}) == ""
