"""The target's benchmark: what is run; `target_report` says what it means."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from tests.benchmarks import machine
from tests.benchmarks.bench import scratch
from tests.benchmarks.figures import Figures, Part
from tests.benchmarks.hot_spots import sample
from tests.benchmarks.rounds import say
from tests.benchmarks.target_bench import STAND_IN, Bench, Turn, orders_pipe
from tests.benchmarks.target_senders import (
    ON_SHOPIFY,
    ON_WOOCOMMERCE,
    SECOND_RUN,
    SEGMENT,
    THE_FLOOR,
    THE_TARGET,
    WITH_RULES,
    WITHOUT_LEDGER,
    Task,
)
from tests.emulator.process import LocalTikTok

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

LATENCY: Final = 0.2
SPOTS: Final = 25


class Sizes(NamedTuple):
    """Orders in each part; Segment's sender gets fewer, it makes one request of each."""

    cpu: int
    flat: int
    shop: int
    segment: int
    latency: int
    few: int
    many: int


FULL: Final = Sizes(
    cpu=100_000,
    flat=100_000,
    shop=100_000,
    segment=10_000,
    latency=200_000,
    few=100_000,
    many=1_000_000,
)
QUICK: Final = Sizes(
    cpu=20_000, flat=20_000, shop=20_000, segment=2_000, latency=20_000, few=10_000, many=50_000
)


def measure_start(_sizes: Sizes, runs: int) -> dict[str, Figures]:
    """No order at all: what starting and ending cost."""
    return _compare([Turn(one, 0) for one in (THE_TARGET, THE_FLOOR, SEGMENT)], max(runs, 3))


def measure_cpu(sizes: Sizes, runs: int) -> dict[str, Figures]:
    """No latency. The second run comes right after the target's, and finds its ledger."""
    own = (THE_TARGET, SECOND_RUN, THE_FLOOR, WITHOUT_LEDGER, WITH_RULES)
    return _compare([*(Turn(one, sizes.cpu) for one in own), Turn(SEGMENT, sizes.segment)], runs)


def measure_flat(sizes: Sizes, runs: int) -> dict[str, Figures]:
    """Rows of a table, of which half the columns are unmapped, and a STATE after every 1,000th."""
    senders = (THE_TARGET, THE_FLOOR, WITH_RULES)
    return _compare([Turn(one, sizes.flat, kind="flat") for one in senders], runs)


def measure_shopify(sizes: Sizes, runs: int) -> dict[str, Figures]:
    """Orders of Shopify as tap-shopify emits them, under the preset."""
    turns = [Turn(one, sizes.shop, kind="shopify") for one in (ON_SHOPIFY, THE_FLOOR)]
    return _compare(turns, runs)


def measure_woocommerce(sizes: Sizes, runs: int) -> dict[str, Figures]:
    """Orders of WooCommerce as tap-woocommerce emits them, under the preset."""
    turns = [Turn(one, sizes.shop, kind="woocommerce") for one in (ON_WOOCOMMERCE, THE_FLOOR)]
    return _compare(turns, runs)


def measure_latency(sizes: Sizes, runs: int) -> dict[str, Figures]:
    """200 ms per answer."""
    turns = [Turn(THE_TARGET, sizes.latency), Turn(THE_FLOOR, sizes.latency, most_runs=1)]
    return _compare(turns, runs, "--latency", str(LATENCY))


def measure_few(sizes: Sizes, _runs: int) -> dict[str, Figures]:
    """The peak of few orders."""
    return _compare([Turn(THE_TARGET, sizes.few)], 1)


def measure_many(sizes: Sizes, _runs: int) -> dict[str, Figures]:
    """The peak of ten times as many."""
    return _compare([Turn(THE_TARGET, sizes.many)], 1)


def measure_profile(sizes: Sizes, _runs: int) -> dict[str, Figures]:
    """The functions that cost most, without latency."""
    with scratch() as folder, LocalTikTok(*STAND_IN) as tiktok:
        command = THE_TARGET.prepare(Task(tiktok, folder))
        with orders_pipe(folder / "orders", sizes.cpu) as pipe:
            spots = sample([*command, "--input", str(pipe)], folder, {})
    return {
        f"{spot.thread}: {spot.function}": Figures(spot.function, spot.thread, rate=spot.share)
        for spot in spots[:SPOTS]
    }


PARTS: Final[Mapping[str, Callable[[Sizes, int], dict[str, Figures]]]] = {
    "start": measure_start,
    "cpu": measure_cpu,
    "flat": measure_flat,
    "shopify": measure_shopify,
    "woocommerce": measure_woocommerce,
    "latency": measure_latency,
    "few": measure_few,
    "many": measure_many,
    "profile": measure_profile,
}


def run_part(name: str, sizes: Sizes, runs: int) -> Part:
    """Measure one part."""
    say(f"{name}:")
    figures = PARTS[name](sizes, runs)
    note = "" if sizes is FULL else "quick: few orders, not to be judged"
    return Part(machine.describe(), figures, note)


def _compare(turns: list[Turn], runs: int, *options: str) -> dict[str, Figures]:
    with scratch() as folder, LocalTikTok(*STAND_IN, *options) as tiktok:
        return Bench(tiktok, folder).compare(turns, runs)
