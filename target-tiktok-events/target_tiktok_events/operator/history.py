"""`target-tiktok-events history`: the last runs as a table."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

import click

from target_tiktok_events.config.project_paths import in_project
from target_tiktok_events.guide import with_guide
from target_tiktok_events.history_file import read_entries
from target_tiktok_events.operator.command import OperatorCommand
from target_tiktok_events.operator.text_table import text_table

if TYPE_CHECKING:
    from collections.abc import Mapping

_VARIABLE: Final = "TARGET_TIKTOK_EVENTS_HISTORY_PATH"
_COLUMNS: Final = ("started_at", "ended_at", "version", "mode", "exit_code", "counts", "state")
_LONGEST_STATE: Final = 60


def history(config: IO[bytes] | None, path: str | None, last: int) -> None:
    """Print the last runs: when, which version, how they ended, what they counted.

    The column `state` is the last STATE that the run let out; where it is empty, the next run
    reads the same records again. A target is given no state, so there is none of before the run.
    """
    setting = os.environ.get(_VARIABLE) or _path_in(config)
    if not path and not setting:
        raise _mistake("history_path is not set: set it, or name the file with --path")
    # A path on the command line is one of the current folder, as everywhere.
    file = Path(path or in_project(setting or "", os.environ))
    try:
        entries = list(read_entries(file))
    except OSError as error:
        line = f"history_path: {file} can't be read ({error.strerror}): the first run makes it"
        raise _mistake(line) from None
    click.echo(text_table(_COLUMNS, [_row(one) for one in entries[-last:]]))


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


def _row(entry: Mapping[str, Any]) -> tuple[str, ...]:
    counts, state = entry.get("counts"), entry.get("state_after")
    known = counts if isinstance(counts, dict) else {}
    told = ", ".join(f"{value} {name}" for name, value in known.items() if value)
    text = "" if state is None else json.dumps(state, separators=(",", ":"))
    short = text if len(text) <= _LONGEST_STATE else f"{text[:_LONGEST_STATE]}…"
    return (*(str(entry.get(name, "")) for name in _COLUMNS[:-2]), told, short)


COMMAND: Final = OperatorCommand(
    name="history",
    callback=history,
    params=[
        click.Option(
            ["--config"],
            type=click.File("rb"),
            help="The target's settings, for history_path in them.",
        ),
        click.Option(["--path"], help=f"The file, instead of history_path; else {_VARIABLE}."),
        click.Option(["--last"], type=click.IntRange(min=1), default=20, show_default=True),
    ],
    help=history.__doc__,
    examples="""\
  target-tiktok-events history --config config.json --last 5
  target-tiktok-events history --path runs.jsonl
  meltano invoke target-tiktok-events:history
""",
)
