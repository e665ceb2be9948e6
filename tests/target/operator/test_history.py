"""`target-tiktok-events history` prints the last runs, or says what it lacks."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from target_tiktok_events.operator.commands import COMMANDS

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

RUN = {
    "started_at": "2026-11-21T20:00:00+00:00",
    "ended_at": "2026-11-21T20:01:00+00:00",
    "version": "0.1.0",
    "mode": "live",
    "exit_code": 0,
    "counts": {"sent": 3, "dead_letters": 0},
    "state_before": None,
    "state_after": {"bookmarks": {"orders": {"replication_key_value": "2026-11-21"}}},
}


def told(*options: str) -> Result:
    """What the command prints and ends with."""
    return CliRunner().invoke(COMMANDS["history"], [*options])


def history_of(path: Path, *runs: dict[str, Any]) -> str:
    """A file of these runs."""
    path.write_text("".join(json.dumps(one) + "\n" for one in runs))
    return str(path)


def test_a_run_is_a_line(tmp_path: Path) -> None:
    """Mode, exit code, what was counted, and the state that it let out, cut where it is long."""
    path = history_of(tmp_path / "runs.jsonl", RUN, {**RUN, "mode": "dry run", "state_after": None})

    head, live, dry = told("--path", path).stdout.splitlines()

    assert head.split()[-2:] == ["counts", "state"]
    assert live.endswith('3 sent  {"bookmarks":{"orders":{"replication_key_value":"2026-11-21"…')
    assert dry.endswith("dry run  0          3 sent")


def test_lines_of_earlier_versions_and_broken_ones_are_borne(tmp_path: Path) -> None:
    """A line without a state has none; one that was cut off is left out."""
    old = {name: one for name, one in RUN.items() if not name.startswith("state")}
    path = history_of(tmp_path / "runs.jsonl", old)
    with (tmp_path / "runs.jsonl").open("a") as file:
        file.write('{"started_at": "2026')

    _, line = told("--path", path).stdout.splitlines()

    assert line.endswith("3 sent")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{}", "history_path is not set"),
        ("[", "--config: "),
        ('{"history_path": "no"}', "history_path: no can't"),
    ],
)
def test_what_is_missing_is_one_line(tmp_path: Path, text: str, words: str) -> None:
    """It names the setting and ends with exit code 1."""
    config = tmp_path / "config.json"
    config.write_text(text)

    ended = told("--config", str(config))

    assert ended.exit_code == 1
    (line,) = ended.output.splitlines()
    assert words in line
    assert line.endswith("[docs/errors.md#setting]")
