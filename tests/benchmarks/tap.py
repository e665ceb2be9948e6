"""The tap's benchmark: what is run; `bars` and `report` say what it means."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Final, NamedTuple

from tests.benchmarks import machine, second_day, startup
from tests.benchmarks.bench import PROBE, Bench, learn_habits, scratch
from tests.benchmarks.figures import Figures, Part
from tests.benchmarks.hot_spots import sample
from tests.benchmarks.probe import ask_ahead
from tests.benchmarks.readers import (
    AIRBYTE_READER,
    FLOOR_READER,
    NO_LIMIT,
    STITCH_READER,
    TAP_ENVIRONMENT,
    TAP_READER,
    Reader,
    Task,
    tap_command,
)
from tests.benchmarks.rounds import Subject, say, take_turns
from tests.benchmarks.workloads import SMALL, TINY, Workload, of_ads

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

LATENCY: Final = 0.3
QPS: Final = 20
SPOTS: Final = 25

HIGHEST_QPS: Final = 50
"""Of TikTok's tiers of apps; one advertiser has 20 on a path, whatever the tier."""

AT_ONCE: Final = 24
"""Requests under way: 15 are on their way at 50 a second and 300 ms, and some wait their turn."""

_TAP_AT_ONCE = Reader(
    TAP_READER.name,
    TAP_READER.version,
    lambda task: tap_command(task, max_concurrent_requests=AT_ONCE),
)


class Sizes(NamedTuple):
    """How much is read in each part."""

    latency: Workload
    cpu: Workload
    few: Workload
    many: Workload
    lanes: tuple[Workload, ...]
    windows: tuple[Workload, ...]
    second_day: Workload
    airbyte_runs: int


FULL: Final = Sizes(
    latency=Workload(11, 2),
    cpu=Workload(22, 1),
    few=Workload(10, 200, SMALL),
    many=Workload(1_000, 2, SMALL),
    lanes=(Workload(5, 37, TINY), Workload(5, 37, SMALL)),
    windows=tuple(Workload(1, 1, of_ads(number)) for number in (2_880, 29_440)),
    second_day=Workload(1, 1, of_ads(26_240)),
    airbyte_runs=1,
)
QUICK: Final = Sizes(
    latency=Workload(2, 1),
    cpu=Workload(2, 1),
    few=Workload(10, 20, SMALL),
    many=Workload(100, 2, SMALL),
    lanes=(Workload(3, 8, TINY),),
    windows=(Workload(1, 1, of_ads(320)),),
    second_day=Workload(1, 1, of_ads(320)),
    airbyte_runs=1,
)


def measure_startup(sizes: Sizes, runs: int) -> dict[str, Figures]:
    """Until the version, and until the first connection."""
    del sizes
    with scratch() as folder, PROBE.start() as tiktok, socket.create_server(("127.0.0.1", 0)) as at:
        url = f"http://127.0.0.1:{at.getsockname()[1]}"
        command = tap_command(Task(tiktok, PROBE, folder), api_url=url)
        subjects = [
            Subject("version", lambda: startup.until_version(folder)),
            Subject("first request", lambda: startup.until_first_request(command, at)),
        ]
        costs = take_turns(subjects, max(runs, 5))
    return {name: Figures(name, costs=found) for name, found in costs.items()}


def measure_latency(sizes: Sizes, runs: int) -> dict[str, Figures]:
    """300 ms per answer and 20 queries a second."""
    readers = {TAP_READER: runs, STITCH_READER: runs, AIRBYTE_READER: sizes.airbyte_runs}
    options = ("--latency", str(LATENCY), "--qps", str(QPS))
    return _compare(sizes.latency, readers, runs, per_second=QPS, options=options)


def measure_cpu(sizes: Sizes, runs: int) -> dict[str, Figures]:
    """Neither latency nor limit."""
    readers = {TAP_READER: runs, FLOOR_READER: runs, STITCH_READER: runs}
    return _compare(sizes.cpu, {**readers, AIRBYTE_READER: sizes.airbyte_runs}, runs)


def measure_few(sizes: Sizes, runs: int) -> dict[str, Figures]:
    """10 advertisers with many windows."""
    return _compare(sizes.few, {TAP_READER: runs, FLOOR_READER: runs}, runs)


def measure_many(sizes: Sizes, runs: int) -> dict[str, Figures]:
    """1,000 advertisers with two windows."""
    return _compare(sizes.many, {TAP_READER: runs, FLOOR_READER: runs}, runs)


def measure_lanes(sizes: Sizes, runs: int) -> dict[str, Figures]:
    """Few advertisers with many windows, and an app of the highest tier."""
    options = ("--latency", str(LATENCY), "--qps", str(HIGHEST_QPS), "--advertiser-qps", str(QPS))
    return _by_rows(
        _compare(workload, {_TAP_AT_ONCE: runs}, runs, per_second=HIGHEST_QPS, options=options)
        for workload in sizes.lanes
    )


def measure_windows(sizes: Sizes, runs: int) -> dict[str, Figures]:
    """One window of ever more rows: above 20,000 ads TikTok would cut it off."""
    del runs
    return _by_rows(
        _compare(workload, {TAP_READER: 1}, 1, options=("--max-ads", "0"))
        for workload in sizes.windows
    )


def _by_rows(measured: Iterable[Mapping[str, Figures]]) -> dict[str, Figures]:
    ours = [figures[TAP_READER.name] for figures in measured]
    return {f"{one.rows:,} rows": one for one in ours}


def measure_profile(sizes: Sizes, runs: int) -> dict[str, Figures]:
    """The functions that cost most, on the workload without latency."""
    del runs
    workload = sizes.cpu
    with scratch() as folder, workload.start() as tiktok:
        ask_ahead(tiktok, learn_habits([TAP_READER])[TAP_READER.name], workload)
        spots = sample(tap_command(Task(tiktok, workload, folder)), folder, TAP_ENVIRONMENT)
    return {
        f"{spot.thread}: {spot.function}": Figures(spot.function, spot.thread, rate=spot.share)
        for spot in spots[:SPOTS]
    }


def measure_second_day(sizes: Sizes, runs: int) -> dict[str, Figures]:
    """28 days again, of which nothing changed."""
    return second_day.measure_second_day(sizes.second_day, runs)


PARTS: Final[Mapping[str, Callable[[Sizes, int], dict[str, Figures]]]] = {
    "startup": measure_startup,
    "latency": measure_latency,
    "cpu": measure_cpu,
    "few": measure_few,
    "many": measure_many,
    "lanes": measure_lanes,
    "windows": measure_windows,
    "second_day": measure_second_day,
    "profile": measure_profile,
}


def run_part(name: str, sizes: Sizes, runs: int, kept: Part | None = None) -> Part:
    """Measure one part; without runs of Airbyte's source, its `kept` figures stay."""
    say(f"{name}:")
    figures = PARTS[name](sizes, runs)
    note = "quick: little data, not to be judged" if sizes.cpu == QUICK.cpu else ""
    earlier = kept.figures.get(AIRBYTE_READER.name) if kept else None
    if kept and earlier and AIRBYTE_READER.name not in figures:
        figures[AIRBYTE_READER.name] = earlier
        note = f"{AIRBYTE_READER.name} was measured in an earlier run: {kept.machine}"
    return Part(machine.describe(), figures, note)


def _compare(
    workload: Workload,
    readers: Mapping[Reader, int],
    runs: int,
    *,
    per_second: float = NO_LIMIT,
    options: tuple[str, ...] = (),
) -> dict[str, Figures]:
    readers = {reader: count for reader, count in readers.items() if count}
    habits = learn_habits(list(readers))
    with scratch() as folder, workload.start(*options) as tiktok:
        return Bench(tiktok, workload, folder, per_second).compare(readers, habits, runs)
