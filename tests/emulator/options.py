"""The command line of the local TikTok: how large, how fast, how strict, how broken."""

from __future__ import annotations

import argparse
from datetime import date, datetime, time, timezone
from pathlib import Path

from tests.emulator.clock import parse_instant
from tests.emulator.defaults import APP_ID, APP_SECRET, AUTH_CODE, PIXEL_CODE, TOKEN
from tests.emulator.events import EventsApi

Group = argparse._ArgumentGroup  # noqa: SLF001 - argparse has no public name for it

SCALES: dict[str, dict[str, int]] = {
    "small": {"advertisers": 2, "campaigns": 2, "ad_groups": 1, "ads": 2, "days": 45},
    "default": {"advertisers": 6, "campaigns": 4, "ad_groups": 2, "ads": 2, "days": 90},
    "demo": {"advertisers": 6, "campaigns": 5, "ad_groups": 3, "ads": 3, "days": 90},
}


def build_parser() -> argparse.ArgumentParser:
    """Every option with its default and help text."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.emulator", description="A local TikTok: a strict stand-in."
    )
    parser.add_argument("--port", type=int, default=0, help="TCP port on 127.0.0.1; 0: a free one")
    parser.add_argument(
        "--watch-stdin", action="store_true", help="stop when standard input is closed"
    )
    _add_data_options(parser)
    _add_access_options(parser)
    _add_traffic_options(parser)
    _add_switches(parser)
    EventsApi.add_options(parser)
    return parser


def _add_data_options(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("data set")
    group.add_argument("--seed", type=int, default=1, help="another seed, other numbers")
    instant = group.add_mutually_exclusive_group()
    instant.add_argument(
        "--now", type=parse_instant, help="ISO instant it believes is now; stands still"
    )
    instant.add_argument(
        "--today", dest="now", type=noon, help="date it believes is today: that day 12:00 UTC"
    )
    group.add_argument("--scale", choices=SCALES, default="default", help="preset of the next five")
    group.add_argument("--advertisers", type=int, help="number of advertisers")
    group.add_argument("--campaigns", type=int, help="campaigns per advertiser")
    group.add_argument("--ad-groups", type=int, help="ad groups per campaign")
    group.add_argument("--ads", type=int, help="ads per ad group")
    group.add_argument("--days", type=int, help="days of history, today included")
    group.add_argument(
        "--first-day",
        type=date.fromisoformat,
        help="first day of history instead of --days: keeps the data set when restarted later",
    )
    _add_spending_options(group)
    _add_pixel_options(group)


def _add_spending_options(group: Group) -> None:
    group.add_argument(
        "--top-view", type=int, default=0, help="TopView campaigns per advertiser, besides"
    )
    group.add_argument(
        "--promote", type=int, default=0, help="Promote campaigns per advertiser, besides"
    )
    group.add_argument(
        "--cent-fractions",
        action="store_true",
        help="amounts below the cent: each row is rounded by itself, so that sums differ",
    )


def _add_pixel_options(group: Group) -> None:
    group.add_argument("--pixels", type=int, default=1, help="pixels per advertiser")
    group.add_argument(
        "--pixel-code", action="append", help=f"code of the first pixels (default {PIXEL_CODE})"
    )
    group.add_argument(
        "--quiet-sites",
        action="store_true",
        help="pixels fire nothing in browsers but what a test lets them",
    )


def _add_access_options(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("access")
    group.add_argument("--token", action="append", help=f"accepted token (default {TOKEN})")
    group.add_argument("--app-id", default=APP_ID, help="default %(default)s")
    group.add_argument("--app-secret", default=APP_SECRET, help="default %(default)s")
    group.add_argument("--auth-code", default=AUTH_CODE, help="single-use code for a token")


def _add_traffic_options(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("traffic")
    group.add_argument("--latency", type=float, default=0.0, help="seconds per API request")
    group.add_argument("--qps", type=float, default=0, help="app's requests a second; 0: no limit")
    group.add_argument("--qpm", type=int, default=0, help="app's requests a minute")
    group.add_argument("--qpd", type=int, default=0, help="app's requests a UTC day")
    group.add_argument(
        "--advertiser-qps", type=float, default=0, help="per advertiser and path: 40133"
    )
    group.add_argument(
        "--throttled-calls-count",
        action=argparse.BooleanOptionalAction,
        default=False,
        help="refused calls use up the quota too",
    )
    group.add_argument(
        "--punish-timeouts",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="block repeated slow requests, slow the app down after many timeouts",
    )
    group.add_argument("--faults", type=Path, help="JSON file: a list of faults to start with")
    group.add_argument(
        "--max-ads", type=int, default=20_000, help="ids of a report before it is cut; 0: never"
    )
    group.add_argument(
        "--query-cost", type=int, default=0, help="ids x days x metrics above which 40067; 0: never"
    )
    group.add_argument(
        "--slow-query-cost", type=int, default=0, help="cost above which no answer comes; 0: never"
    )


def _add_switches(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("what TikTok leaves open")
    _add_switches_of_requests(group)
    _add_switches_of_refusals(group)
    _add_switches_of_answers(group)


def _add_switches_of_requests(group: Group) -> None:
    group.add_argument(
        "--page-size-clamp",
        action="store_true",
        help="a page_size above the cap is lowered instead of refused",
    )
    group.add_argument(
        "--unknown-filter",
        choices=("ignore", "reject"),
        default="reject",
        help="unknown keys inside filtering (default %(default)s)",
    )
    group.add_argument(
        "--disputed-filter-types",
        action="store_true",
        help="report filters take NOT_IN, RANGE and CONTAIN_ANY_OF",
    )
    group.add_argument(
        "--default-buying-types",
        choices=("auction", "auction-and-rf"),
        default="auction-and-rf",
        help="what a listing shows when buying_types is left out",
    )


def _add_switches_of_refusals(group: Group) -> None:
    group.add_argument(
        "--info-mixed",
        choices=("fail", "partial"),
        default="fail",
        help="/advertiser/info/ with good and bad ids (default %(default)s)",
    )
    group.add_argument(
        "--deleted-advertiser-code",
        type=int,
        choices=(40001, 40300),
        default=40001,
        help="code of a deleted advertiser (default %(default)s)",
    )
    group.add_argument("--wrong-secret-code", type=int, default=40105, help="default %(default)s")
    group.add_argument(
        "--null-data-on-error", action="store_true", help="data is null instead of {}"
    )


def _add_switches_of_answers(group: Group) -> None:
    group.add_argument(
        "--zero-rows",
        choices=("some", "drop", "force"),
        default="some",
        help="rows without activity: some of them when no day is asked for, none, or all",
    )
    group.add_argument(
        "--three-decimals", action="store_true", help="money as 20.000 instead of 20.00"
    )
    group.add_argument(
        "--sandbox", action="store_true", help="records lack secondary_status, as in the sandbox"
    )
    group.add_argument(
        "--pixel-event-names",
        choices=("event", "optimization"),
        default="event",
        help="pixel statistics name CompletePayment so, or SHOPPING as ads do",
    )
    group.add_argument(
        "--extra-fields", action="store_true", help="records carry fields nobody documented"
    )
    group.add_argument(
        "--empty-total-page",
        type=int,
        choices=(0, 1),
        default=0,
        help="total_page of an empty list (default %(default)s)",
    )


def parse(parser: argparse.ArgumentParser, arguments: list[str] | None) -> argparse.Namespace:
    """The parsed options, the preset of --scale filled in."""
    options = parser.parse_args(arguments)
    for name, value in SCALES[options.scale].items():
        if getattr(options, name) is None:
            setattr(options, name, value)
    options.token = options.token or [TOKEN]
    options.pixel_code = options.pixel_code or [PIXEL_CODE]
    return options


def noon(text: str) -> datetime:
    """12:00 UTC of a date written YYYY-MM-DD."""
    return datetime.combine(date.fromisoformat(text), time(12), timezone.utc)
