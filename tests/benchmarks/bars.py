"""What the tap has to reach, judged on what was measured."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tests.benchmarks.readers import AIRBYTE_READER, FLOOR_READER, STITCH_READER, TAP_READER
from tests.benchmarks.second_day import ALONE, ALONE_WITH, LOADED, LOADED_WITH
from tests.benchmarks.tap import HIGHEST_QPS, QPS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from tests.benchmarks.figures import Figures, Part

MEGABYTE = 1_000_000
STARTUP = 1.5
LATENCY_FACTOR = 1.25
USE_OF_QUOTA = 0.95
TIMES_STITCH = 10
TIMES_AIRBYTE = 100
SHARE_OF_FLOOR = 0.5
PEAK = 120
LANES_PEAK = 160
WINDOW_PEAK = 200
MORE_PER_ROW = 1.10
MOST_UNCHANGED = 0.01
STORE_CPU = 1.5
TIMES_LOADED = 5


class Bar(NamedTuple):
    """One demand, what was measured, and whether that is enough."""

    demand: str
    measured: str
    reached: bool


def judge(parts: Mapping[str, Part]) -> list[Bar]:
    """Judge every bar whose part was measured."""
    judges: dict[str, Callable[[Mapping[str, Figures]], Iterator[Bar]]] = {
        "startup": _startup,
        "latency": _latency,
        "cpu": _cpu,
        "many": _million,
        "lanes": _lanes,
        "windows": _windows,
        "second_day": _second_day,
    }
    bars = [bar for name, of in judges.items() if name in parts for bar in of(parts[name].figures)]
    if "few" in parts and "many" in parts:
        bars.append(_per_row(parts["few"].figures, parts["many"].figures))
    return bars


def least_seconds(figures: Figures) -> float:
    """Pages ÷ QPS: nobody can be faster at this rate."""
    return figures.pages / QPS


def _startup(figures: Mapping[str, Figures]) -> Iterator[Bar]:
    wall = figures["first request"].cost.wall
    yield Bar(f"first request within {STARTUP} s", f"{wall:.2f} s", wall < STARTUP)


def _latency(figures: Mapping[str, Figures]) -> Iterator[Bar]:
    ours = figures[TAP_READER.name]
    allowed = LATENCY_FACTOR * least_seconds(ours) + STARTUP
    yield Bar(
        f"at most {LATENCY_FACTOR} x pages ÷ QPS, and {STARTUP} s to start",
        f"{ours.cost.wall:.1f} s of {allowed:.1f} s "
        f"({ours.cost.wall / least_seconds(ours):.2f} x pages ÷ QPS)",
        ours.cost.wall <= allowed,
    )
    yield from _quota(ours, QPS, "")


def _lanes(figures: Mapping[str, Figures]) -> Iterator[Bar]:
    by_rows = sorted(figures.values(), key=lambda one: one.rows)
    where = f" with {by_rows[0].advertisers} advertisers at {HIGHEST_QPS} a second"
    yield from _quota(by_rows[0], HIGHEST_QPS, where)
    yield _peak(by_rows[-1], LANES_PEAK, f"{where} and {by_rows[-1].rows:,} rows")


def _windows(figures: Mapping[str, Figures]) -> Iterator[Bar]:
    largest = max(figures.values(), key=lambda one: one.rows)
    yield _peak(largest, WINDOW_PEAK, f" with {largest.rows:,} rows in one window")


def _second_day(figures: Mapping[str, Figures]) -> Iterator[Bar]:
    alone, with_store = figures[ALONE], figures[ALONE_WITH]
    share = with_store.rows / alone.rows
    yield Bar(
        f"with a change store under {MOST_UNCHANGED:.0%} of {alone.rows:,} unchanged rows emitted",
        f"{share:.1%}",
        share < MOST_UNCHANGED,
    )
    cpu = with_store.cost.cpu / alone.cost.cpu
    yield Bar(f"at most {STORE_CPU} x the tap's CPU for that", f"{cpu:.2f} x", cpu <= STORE_CPU)
    wall = figures[LOADED].cost.wall / figures[LOADED_WITH].cost.wall
    yield Bar(f"{TIMES_LOADED} x less wall into PostgreSQL", f"{wall:.1f} x", wall >= TIMES_LOADED)


def _quota(ours: Figures, per_second: int, where: str) -> Iterator[Bar]:
    yield Bar(
        f"no request refused at the local TikTok's own rate{where}",
        f"{ours.refused} of {ours.requests}",
        not ours.refused,
    )
    used = ours.rate / per_second
    yield Bar(
        f"at least {USE_OF_QUOTA:.0%} of the quota used in the steady phase{where}",
        f"{used:.1%}",
        used >= USE_OF_QUOTA,
    )


def _peak(ours: Figures, most: int, where: str) -> Bar:
    peak = ours.cost.peak / MEGABYTE
    return Bar(f"peak under {most} MB{where}", f"{peak:.0f} MB", peak < most)


def _cpu(figures: Mapping[str, Figures]) -> Iterator[Bar]:
    ours = figures[TAP_READER.name].rows_per_second
    for reader, times in ((STITCH_READER, TIMES_STITCH), (AIRBYTE_READER, TIMES_AIRBYTE)):
        if reader.name in figures:
            found = ours / figures[reader.name].rows_per_second
            yield Bar(f"{times} x the rows/s of {reader.name}", f"{found:.1f} x", found >= times)
    yield _against_floor(figures, "")


def _million(figures: Mapping[str, Figures]) -> Iterator[Bar]:
    ours = figures[TAP_READER.name]
    yield _against_floor(figures, f" with {ours.rows:,} rows")
    yield _peak(ours, PEAK, f" with {ours.rows:,} rows")


def _against_floor(figures: Mapping[str, Figures], where: str) -> Bar:
    found = figures[TAP_READER.name].rows_per_second / figures[FLOOR_READER.name].rows_per_second
    demand = f"{SHARE_OF_FLOOR} x the rows/s of the floor{where}"
    return Bar(demand, f"{found:.2f} x", found >= SHARE_OF_FLOOR)


def _per_row(few: Mapping[str, Figures], many: Mapping[str, Figures]) -> Bar:
    ours, baseline = many[TAP_READER.name], few[TAP_READER.name]
    factor = ours.cpu_per_row / baseline.cpu_per_row
    return Bar(
        f"CPU per row with {ours.advertisers:,} advertisers at most 10 % more than with "
        f"{baseline.advertisers}",
        f"{factor - 1:+.1%}",
        factor <= MORE_PER_ROW,
    )
