"""`tap-tiktok-ads plan`: what an import would read, in how many requests, and how long it takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from tap_tiktok_ads.operator.command import (
    GOOD,
    PARTLY,
    UNUSABLE,
    catalog_option,
    operator_command,
    state_option,
)
from tap_tiktok_ads.operator.expected_requests import (
    Part,
    busiest_lane,
    expected_parts,
    requests_before,
)
from tap_tiktok_ads.operator.text_table import text_table
from tap_tiktok_ads.tiktok.tiers import per_day

if TYPE_CHECKING:
    from tap_tiktok_ads.tap import TapTikTokAds

PER_LANE: Final = 20
"""Requests a second that TikTok allows an advertiser on a path."""

COLUMNS: Final = (
    "stream",
    "advertiser_id",
    "first_day",
    "last_day",
    "windows",
    "requests",
    "problem",
)


def plan(tap: TapTikTokAds) -> int:
    """Tell what an import would read, in how many requests, and how long that takes.

    With --state from where that ends, with --catalog what it selects. One request per stream and
    advertiser finds out how many rows there are. The time is that at max_requests_per_second and
    TikTok's 20 a second for an advertiser and path; what asking again for missing rows costs is
    not in it. Exit code 0; 1: nothing can be read; 2: the column `problem` says what can't.
    """
    parts = expected_parts(tap)
    click.echo(text_table(COLUMNS, [_cells(one) for one in parts]))
    before = requests_before(tap.run, parts)
    total = before + sum(one.requests for one in parts)
    rate = tap.run.settings.max_requests_per_second
    seconds = max(total / rate, busiest_lane(parts) / PER_LANE)
    share = 100 * total / per_day(rate)
    click.echo(
        f"\n{total} requests, about {seconds // 60:.0f} min {seconds % 60:.0f} s at {rate:g} a "
        f"second, {share:.2f} % of a day's quota"
    )
    refused = [one.refusal for one in parts if one.refusal]
    if refused and len(refused) == len(parts):
        return UNUSABLE
    return PARTLY if refused or tap.run.lost else GOOD


def _cells(part: Part) -> tuple[str, ...]:
    days = (part.windows[0][0], part.windows[-1][1]) if part.windows else ("", "")
    problem = part.refusal.with_advice() if part.refusal else ""
    counts = str(len(part.windows) or ""), str(part.requests)
    return part.stream, part.advertiser_id, *days, *counts, problem


COMMAND: Final = operator_command(
    "plan",
    plan,
    [state_option(), catalog_option()],
    examples="""\
  tap-tiktok-ads plan --config config.json
  tap-tiktok-ads plan --config config.json --state state.json --catalog catalog.json
  meltano invoke tap-tiktok-ads:plan    (the first import; a later one by its state:)
  meltano --environment=prod state get prod:tap-tiktok-ads-to-target-postgres > state.json
  meltano invoke tap-tiktok-ads:plan --state state.json
""",
)
