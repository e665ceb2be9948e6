"""Each bar is reached at its limit, missed beyond it, and left out without its part."""

from __future__ import annotations

import pytest

from tests.benchmarks.bars import judge
from tests.benchmarks.figures import Figures, Part
from tests.benchmarks.processes import Cost
from tests.benchmarks.second_day import ALONE, ALONE_WITH, LOADED, LOADED_WITH

SECOND_DAY = (ALONE, ALONE_WITH, LOADED, LOADED_WITH)
OURS, STITCH, AIRBYTE, FLOOR = "this tap", "Stitch's tap", "Airbyte's source", "floor"


def reader(name: str, wall: float, rows: int = 1000, **more: float) -> Figures:
    cost = Cost(wall, more.pop("cpu", wall), int(more.pop("peak", 0)))
    return Figures(name, rows=rows, costs=[cost], **more)  # type: ignore[arg-type]


def verdicts(name: str, *readers: Figures) -> list[bool]:
    found = judge({name: Part("machine", {one.name: one for one in readers})})
    return [bar.reached for bar in found]


@pytest.mark.parametrize(("wall", "reached"), [(1.49, True), (1.5, False)])
def test_start_up(wall: float, reached: bool) -> None:  # noqa: FBT001 - a parameter
    """The first request leaves within 1.5 s."""
    assert verdicts("startup", reader("first request", wall)) == [reached]


@pytest.mark.parametrize(
    ("wall", "refused", "rate", "reached"),
    [
        (14.0, 0, 19.0, [True, True, True]),
        (14.1, 0, 19.0, [False, True, True]),
        (14.0, 1, 19.0, [True, False, True]),
        (14.0, 0, 18.9, [True, True, False]),
    ],
)
def test_latency(wall: float, refused: int, rate: float, reached: list[bool]) -> None:
    """200 pages at 20 a second may take 12.5 s and the start-up, with nothing refused."""
    ours = reader(OURS, wall, pages=200, requests=223, refused=refused, rate=rate)
    assert verdicts("latency", ours) == reached


@pytest.mark.parametrize(
    ("stitch", "airbyte", "floor", "reached"),
    [
        (10.0, 100.0, 0.5, [True, True, True]),
        (9.9, 100.0, 0.5, [False, True, True]),
        (10.0, 99.0, 0.5, [True, False, True]),
        (10.0, 100.0, 0.49, [True, True, False]),
    ],
)
def test_rows_per_second(stitch: float, airbyte: float, floor: float, reached: list[bool]) -> None:
    """Ten times Stitch, a hundred times Airbyte, half of the floor."""
    peers = [reader(STITCH, stitch), reader(AIRBYTE, airbyte), reader(FLOOR, floor)]
    assert verdicts("cpu", reader(OURS, 1.0), *peers) == reached


def test_rows_per_second_count_what_each_reader_read() -> None:
    """A peer that reads half of the rows in the same time is half as fast."""
    peers = [reader(STITCH, 5.0, rows=500), reader(AIRBYTE, 50.0, rows=500), reader(FLOOR, 0.5)]
    assert verdicts("cpu", reader(OURS, 1.0), *peers) == [True, True, True]


@pytest.mark.parametrize(("peak", "reached"), [(119_999_999, True), (120_000_000, False)])
def test_memory(peak: int, reached: bool) -> None:  # noqa: FBT001 - a parameter
    """A million rows stay under 120 MB."""
    assert verdicts("many", reader(OURS, 1.0, peak=peak), reader(FLOOR, 0.5)) == [True, reached]


@pytest.mark.parametrize(
    ("refused", "rate", "peak", "reached"),
    [
        (0, 47.5, 159_999_999, [True, True, True]),
        (1, 47.5, 159_999_999, [False, True, True]),
        (0, 47.4, 159_999_999, [True, False, True]),
        (0, 47.5, 160_000_000, [True, True, False]),
    ],
)
def test_the_highest_quota(refused: int, rate: float, peak: int, reached: list[bool]) -> None:
    """Five advertisers use 95 % of 50 requests a second, with nothing refused, in 160 MB."""
    small = reader("small", 8.0, 30_000, requests=371, refused=refused, rate=rate, peak=10**9)
    large = reader("large", 9.0, 140_000, rate=1.0, peak=peak)
    assert verdicts("lanes", small, large) == reached


@pytest.mark.parametrize(("peak", "reached"), [(199_999_999, True), (200_000_000, False)])
def test_memory_of_a_large_window(peak: int, reached: bool) -> None:  # noqa: FBT001 - a parameter
    """The window with most rows stays under 200 MB; the smaller ones are there to compare."""
    small, large = (
        reader("small", 1.0, 60_000, peak=10**9),
        reader("large", 9.0, 600_000, peak=peak),
    )
    assert verdicts("windows", small, large) == [reached]


@pytest.mark.parametrize(("cpu", "reached"), [(10.99, True), (11.01, False)])
def test_cost_of_many_advertisers(cpu: float, reached: bool) -> None:  # noqa: FBT001 - a parameter
    """1,000 advertisers cost at most a tenth more CPU per row than 10."""
    parts = {
        "few": Part("m", {OURS: reader(OURS, 1, 1000, cpu=10.0), FLOOR: reader(FLOOR, 1)}),
        "many": Part("m", {OURS: reader(OURS, 1, 1000, cpu=cpu), FLOOR: reader(FLOOR, 1)}),
    }
    assert judge(parts)[-1].reached is reached


def test_what_was_not_measured_is_not_judged() -> None:
    """Without parts there are no bars, and one part alone compares no advertisers."""
    assert judge({}) == []
    few = {"few": Part("m", {OURS: reader(OURS, 1), FLOOR: reader(FLOOR, 1)})}
    assert judge(few) == []


@pytest.mark.parametrize(
    ("rows", "cpu", "wall", "reached"),
    [
        (9, 15.0, 10.0, [True, True, True]),
        (10, 15.0, 10.0, [False, True, True]),
        (9, 15.1, 10.0, [True, False, True]),
        (9, 15.0, 10.1, [True, True, False]),
    ],
)
def test_second_day(rows: int, cpu: float, wall: float, reached: list[bool]) -> None:
    """Under 1 % of the rows, 1.5 times the CPU, and a fifth of the wall with a loader."""
    walls = dict(zip(SECOND_DAY, (10.0, 10.0, 50.0, wall), strict=True))
    cpus = dict(zip(SECOND_DAY, (10.0, cpu, 50.0, cpu), strict=True))
    counts = dict(zip(SECOND_DAY, (1000, rows, 1000, rows), strict=True))
    found = [reader(one, walls[one], counts[one], cpu=cpus[one]) for one in SECOND_DAY]
    assert verdicts("second_day", *found) == reached
