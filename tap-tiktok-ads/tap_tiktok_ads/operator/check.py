"""`tap-tiktok-ads check`: whether an import could read what is selected, and what to do if not."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

import click

from tap_tiktok_ads.errors import AdvertiserFailed, NotGranted, SettingError, StreamFailed
from tap_tiktok_ads.guide import with_guide
from tap_tiktok_ads.operator.command import (
    GOOD,
    PARTLY,
    UNUSABLE,
    catalog_option,
    operator_command,
)
from tap_tiktok_ads.operator.probes import Probe, probe
from tap_tiktok_ads.operator.rate import rate_line
from tap_tiktok_ads.operator.scopes import ADVERTISER_PATH, Need, needs_of, path_of
from tap_tiktok_ads.operator.text_table import text_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tap_tiktok_ads.run import Run
    from tap_tiktok_ads.tap import TapTikTokAds


def check(tap: TapTikTokAds) -> int:
    """Check settings, token, advertisers, and the permission that each selected stream needs.

    Every advertiser is asked for one row on every path; no record is written, and nothing is
    changed. Each problem is one line that says what to do. Exit code 0: all can be read; 1:
    nothing can be read; 2: a part. What an import itself would say of metrics shows `--test`.
    """
    return report(tap)


def report(tap: TapTikTokAds, *, to_stderr: bool = False) -> int:
    """Write what can be read of the selected streams, to standard output if not said otherwise.

    The exit code of the command is returned.

    Raises:
        TapError: nothing can be read.
    """
    streams = {name: one for name, one in tap.streams.items() if one.selected and path_of(one)}
    if not streams:
        raise SettingError("--catalog: no stream is selected, so there is nothing to check")
    needs = needs_of(streams)
    probes = probe(tap.run, needs)
    click.echo("token: good\n", err=to_stderr)
    click.echo(_advertisers(tap.run, probes), err=to_stderr)
    click.echo(f"\n{_permissions(needs, probes)}", err=to_stderr)
    per_second = tap.run.settings.max_requests_per_second
    click.echo(f"\n{rate_line(per_second, tap.run.client.throttled)}", err=to_stderr)
    problems = problems_of(probes)
    if problems:
        click.echo("\n" + "\n".join(problems), err=to_stderr)
    return code_of(probes)


def code_of(probes: Sequence[Probe]) -> int:
    """Return the exit code: that advertisers are described is no use where nothing else is."""
    data = [one for one in probes if one.need.path != ADVERTISER_PATH] or probes
    if all(one.refusal for one in data):
        return UNUSABLE
    return PARTLY if any(one.refusal for one in probes) else GOOD


def problems_of(probes: Sequence[Probe]) -> list[str]:
    """Return a line per problem: a lost advertiser and a refused path are one each."""
    lost = {one.advertiser_id for one in probes if one.refusal and one.need.path == ADVERTISER_PATH}
    lines: dict[tuple[str, ...], str] = {}
    for one in probes:
        if one.refusal is None:
            continue
        whose, what = f"advertiser {one.advertiser_id}", ", ".join(one.need.streams)
        key: tuple[str, ...] = (whose, one.need.path)
        if isinstance(one.refusal, AdvertiserFailed) or one.advertiser_id in lost:
            what, key = "all streams", (whose,)
        elif isinstance(one.refusal, StreamFailed):
            whose, key = "all advertisers", (one.need.path,)
        line = f"{whose}: {what}: {one.refusal.with_advice()}"
        if isinstance(one.refusal, (NotGranted, StreamFailed)):
            line += f" (the permission is {one.need.scope})"
        lines.setdefault(key, with_guide(" ".join(line.split()), one.refusal.anchor))
    return list(lines.values())


def _advertisers(run: Run, probes: Sequence[Probe]) -> str:
    described = {one.advertiser_id: one.row for one in run.advertisers}
    refusals = defaultdict(list)
    for one in probes:
        refusals[one.advertiser_id].append(one.refusal)
    rows = []
    for advertiser_id, own in refusals.items():
        result = "refused" if all(own) else "partly" if any(own) else "good"
        said = described.get(advertiser_id, {})
        rows.append(
            (advertiser_id, *(str(said.get(name) or "") for name in ("name", "status")), result)
        )
    return text_table(("advertiser_id", "name", "status", "result"), rows)


def _permissions(needs: Sequence[Need], probes: Sequence[Probe]) -> str:
    rows = []
    for need in needs:
        refusals = [one.refusal for one in probes if one.need == need]
        answered = sum(one is None for one in refusals)
        result = "good" if answered == len(refusals) else "partly" if answered else "refused"
        count = f"{answered} of {len(refusals)}"
        rows.append((need.scope, ", ".join(need.streams), count, result))
    return text_table(("permission", "streams", "advertisers", "result"), rows)


COMMAND: Final = operator_command(
    "check",
    check,
    [catalog_option()],
    examples="""\
  tap-tiktok-ads check --config config.json
  tap-tiktok-ads check --config config.json --catalog catalog.json && echo ready
  meltano invoke tap-tiktok-ads:check
""",
)
