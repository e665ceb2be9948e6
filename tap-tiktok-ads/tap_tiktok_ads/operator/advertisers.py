"""`tap-tiktok-ads advertisers`: which advertisers the settings reach, and which of them spend."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click
import msgspec

from tap_tiktok_ads.errors import TikTokError
from tap_tiktok_ads.operator.command import GOOD, PARTLY, operator_command
from tap_tiktok_ads.operator.recent_spend import recent_spend
from tap_tiktok_ads.operator.text_table import text_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tap_tiktok_ads.run import Run
    from tap_tiktok_ads.tap import TapTikTokAds

FORMAT: Final = "output_format"
COLUMNS: Final = (
    "advertiser_id",
    "name",
    "status",
    "currency",
    "timezone",
    "role",
    "spend_30_days",
    "last_day_with_spend",
    "problem",
)

_encode = msgspec.json.Encoder(decimal_format="number").encode


def advertisers(tap: TapTikTokAds, *, output_format: str) -> int:
    """List the advertisers that the settings reach, with what they spent in the last 30 days.

    Those of advertiser_ids, or with app_id and app_secret all that the token may read. Spend is in
    the advertiser's currency and by its own days. The last line of the table can be pasted into
    `.env`. Exit code 0: all could be read; 1: none; 2: the column `problem` says why not all.
    """
    rows = advertiser_rows(tap.run)
    if output_format == "json":
        click.echo(msgspec.json.format(_encode(rows), indent=2))
    else:
        cells = [["" if one[name] is None else str(one[name]) for name in COLUMNS] for one in rows]
        click.echo(text_table(COLUMNS, cells))
        click.echo(f"\n{_line_to_paste(rows)}")
    return PARTLY if any(one["problem"] for one in rows) else GOOD


def advertiser_rows(run: Run) -> list[dict[str, Any]]:
    """Return an object per advertiser, whose keys are COLUMNS, in the order of the settings.

    Raises:
        TapError: none can be read.
    """
    described = {one.advertiser_id: one for one in run.advertisers}
    spent = dict(zip(described, recent_spend(run, list(described.values())), strict=True))
    refused = {one.advertiser_id: one.error for one in run.summary.failures}
    rows = []
    for advertiser_id in run.advertiser_ids:
        advertiser, found = described.get(advertiser_id), spent.get(advertiser_id)
        problem = found if isinstance(found, TikTokError) else refused.get(advertiser_id)
        spend = found if found is not None and not isinstance(found, TikTokError) else None
        said = advertiser.row if advertiser else {}
        values = (
            advertiser_id,
            *(said.get(name) for name in ("name", "status", "currency")),
            advertiser.time_zone if advertiser else None,
            said.get("role"),
            spend.spend if spend else None,
            spend.last_day if spend else None,
            problem.with_advice() if problem else None,
        )
        rows.append(dict(zip(COLUMNS, values, strict=True)))
    return rows


def _line_to_paste(rows: Sequence[dict[str, Any]]) -> str:
    ids = ",".join(one["advertiser_id"] for one in rows if not one["problem"])
    return f"TAP_TIKTOK_ADS_ADVERTISER_IDS={ids}"


COMMAND: Final = operator_command(
    "advertisers",
    advertisers,
    [
        click.Option(
            ["--format", FORMAT],
            type=click.Choice(["table", "json"]),
            default="table",
            show_default=True,
            help="For people, or for programs.",
        )
    ],
    examples="""\
  tap-tiktok-ads advertisers --config config.json
  tap-tiktok-ads advertisers --format json | jq '.[] | select(.spend_30_days > 0)'
  meltano invoke tap-tiktok-ads:advertisers
""",
)
