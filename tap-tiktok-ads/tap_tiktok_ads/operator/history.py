"""`tap-tiktok-ads history`: the last runs as a table."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

import click

from tap_tiktok_ads.config.project_path import in_project
from tap_tiktok_ads.errors import SettingError
from tap_tiktok_ads.observe.history import read_entries
from tap_tiktok_ads.operator.command import OperatorCommand
from tap_tiktok_ads.operator.text_table import text_table
from tap_tiktok_ads.tap import TapTikTokAds

if TYPE_CHECKING:
    from collections.abc import Mapping

_COLUMNS: Final = ("started_at", "ended_at", "version", "exit_code", "counts")
_VARIABLE: Final = "TAP_TIKTOK_ADS_HISTORY_PATH"


def history(config: IO[bytes] | None, path: str | None, last: int) -> None:
    """Print the last runs: when, which version, how they ended, what they counted."""
    setting = os.environ.get(_VARIABLE) or _path_in(config)
    if not path and not setting:
        raise SettingError("history_path is not set: set it, or name the file with --path")
    # A path on the command line is one of the current folder, as everywhere.
    file = Path(path or in_project(setting or ""))
    try:
        entries = list(read_entries(file))
    except OSError as error:
        line = f"history_path: {file} can't be read ({error.strerror}): the first run makes it"
        raise SettingError(line) from None
    click.echo(text_table(_COLUMNS, [_row(one) for one in entries[-last:]]))


def _path_in(config: IO[bytes] | None) -> str | None:
    if config is None:
        return None
    try:
        settings: Any = json.load(config)
    except ValueError:
        settings = None
    if not isinstance(settings, dict):
        raise SettingError("--config: the file holds no JSON object")
    found = settings.get("history_path")
    return found if isinstance(found, str) else None


def _row(entry: Mapping[str, Any]) -> tuple[str, ...]:
    counts = entry.get("counts")
    known = counts if isinstance(counts, dict) else {}
    told = ", ".join(f"{value} {name}" for name, value in known.items() if value)
    *cells, _ = _COLUMNS
    return (*(str(entry.get(name, "")) for name in cells), told)


COMMAND: Final = OperatorCommand(
    name="history",
    callback=history,
    params=[
        click.Option(
            ["--config"],
            type=click.File("rb"),
            help="The tap's settings, for history_path in them.",
        ),
        click.Option(["--path"], help=f"The file, instead of history_path; else {_VARIABLE}."),
        click.Option(["--last"], type=click.IntRange(min=1), default=20, show_default=True),
    ],
    help=history.__doc__,
    logger=TapTikTokAds.logger,
)
COMMAND.examples = """\
  tap-tiktok-ads history --config config.json --last 5
  tap-tiktok-ads history --path runs.jsonl
  meltano invoke tap-tiktok-ads:history
"""
