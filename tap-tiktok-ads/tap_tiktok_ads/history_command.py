"""`tap-tiktok-ads history`: the last runs as a table."""

from __future__ import annotations

import json
from pathlib import Path
from typing import IO, Any

import click

from tap_tiktok_ads.config.project_path import in_project
from tap_tiktok_ads.guide import with_guide
from tap_tiktok_ads.observe.history import read_entries, table_of


@click.command
@click.option(
    "--config", type=click.File("rb"), help="The tap's settings, for history_path in them."
)
@click.option(
    "--path",
    envvar="TAP_TIKTOK_ADS_HISTORY_PATH",
    help="The file, instead of history_path; else TAP_TIKTOK_ADS_HISTORY_PATH.",
)
@click.option("--last", type=click.IntRange(min=1), default=20, show_default=True)
def history(config: IO[bytes] | None, path: str | None, last: int) -> None:
    """Print the last runs: when, which version, how they ended, what they counted.

    tap-tiktok-ads history --config config.json --last 5
    """
    found = path or _path_in(config)
    if not found:
        raise _mistake("history_path is not set: set it, or name the file with --path")
    try:
        entries = list(read_entries(Path(in_project(found))))
    except OSError as error:
        raise _mistake(f"history_path: the file can't be read ({error.strerror})") from None
    for line in table_of(entries[-last:]):
        click.echo(line)


def _path_in(config: IO[bytes] | None) -> str | None:
    if config is None:
        return None
    try:
        settings: Any = json.load(config)
    except ValueError:
        settings = None
    if not isinstance(settings, dict):
        raise _mistake("--config: the file holds no JSON object")
    found = settings.get("history_path")
    return found if isinstance(found, str) else None


def _mistake(line: str) -> click.ClickException:
    return click.ClickException(with_guide(line, "setting"))
