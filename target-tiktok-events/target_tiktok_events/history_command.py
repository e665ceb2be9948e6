"""`target-tiktok-events history`: the last runs as a table."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import IO, Any, Final

import click

from target_tiktok_events.config.project_paths import in_project
from target_tiktok_events.guide import with_guide
from target_tiktok_events.history_file import read_entries, table_of

_VARIABLE: Final = "TARGET_TIKTOK_EVENTS_HISTORY_PATH"


@click.command
@click.option(
    "--config", type=click.File("rb"), help="The target's settings, for history_path in them."
)
@click.option("--path", help=f"The file, instead of history_path; else {_VARIABLE}.")
@click.option("--last", type=click.IntRange(min=1), default=20, show_default=True)
def history(config: IO[bytes] | None, path: str | None, last: int) -> None:
    """Prints the last runs: when, which version, how they ended, what they counted.

    target-tiktok-events history --config config.json --last 5
    """
    setting = os.environ.get(_VARIABLE) or _path_in(config)
    if not path and not setting:
        raise _mistake("history_path is not set: set it, or name the file with --path")
    try:
        # A path on the command line is one of the current folder, as everywhere.
        file = Path(path or in_project(setting or "", os.environ))
        entries = list(read_entries(file))
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
