"""The file history_path has one line per run, however the run ended."""

from __future__ import annotations

import json
import logging
import os
import stat
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from target_tiktok_events.config.settings import read_settings
from target_tiktok_events.delivery.report import Summary
from target_tiktok_events.errors import Stopped, StorageError, Terminated
from target_tiktok_events.run_history import RunHistory, without_secrets
from tests.target.target_process import EXECUTABLE, Target, order, singer

if TYPE_CHECKING:
    from pathlib import Path

    from tests.emulator.process import LocalTikTok

_LOGGER = logging.getLogger("history")


def entries(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def noted(path: Path, **settings: Any) -> RunHistory:
    config = {"access_token": "canary", "event_source_id": "C4", "history_path": str(path)}
    return RunHistory(read_settings({**config, **settings}), {**config, **settings}, _LOGGER)


def test_runs_are_lines_without_secrets_and_persons(tiktok: LocalTikTok, tmp_path: Path) -> None:
    """Counts per outcome, mode and exit code; the second run finds its orders in the ledger."""
    path = tmp_path / "runs.jsonl"
    lines = singer([order("a"), order("b"), order("c", total=-1)])
    Target(tmp_path, tiktok, history_path=str(path)).run(lines)
    Target(tmp_path, tiktok, history_path=str(path)).run(lines)
    Target(tmp_path, tiktok, history_path=str(path), access_token="wrong").run(  # noqa: S106
        singer([order("d")])
    )

    first, second, refused = entries(path)
    assert (first["mode"], first["exit_code"]) == ("live", 0)
    counts = first["counts"]
    assert (counts["records"], counts["sent"], counts["dead_letters"]) == (3, 2, 1)
    assert second["counts"]["already_sent"] == 2
    assert (refused["exit_code"], refused["counts"]["not_finished"]) == (3, 1)
    assert first["started_at"] <= first["ended_at"]
    assert (first["state_before"], first["state_after"]) == (None, {"done": 3})
    assert refused["state_after"] is None
    text = path.read_text(encoding="utf-8")
    assert tiktok.token not in text
    assert "example.com" not in text
    assert stat.S_IMODE(path.stat().st_mode) == 0o600

    options = ["history", "--config", str(tmp_path / "config.json"), "--last", "2"]
    ended = subprocess.run([EXECUTABLE, *options], capture_output=True, text=True, check=True)
    _, *told = ended.stdout.splitlines()
    assert len(told) == 2
    assert "2 already_sent" in told[0]
    assert told[0].endswith('{"done":3}')
    assert told[1].split()[3:5] == ["live", "3"]


@pytest.mark.parametrize(
    ("error", "code"),
    [(Stopped("x"), 3), (StorageError("x"), 6), (Terminated(15), 143), (KeyError("x"), 70)],
)
def test_what_ends_a_run_is_noted(tmp_path: Path, error: Exception, code: int) -> None:
    """The exit code that the process will have, also where nothing was counted."""
    path = tmp_path / "runs.jsonl"
    with pytest.raises(type(error)), noted(path):
        raise error
    (entry,) = entries(path)
    assert (entry["exit_code"], entry["counts"]) == (code, {})


@pytest.mark.parametrize(
    ("settings", "mode"),
    [({"dry_run": True}, "dry run"), ({"test_event_code": "TEST1"}, "test"), ({}, "live")],
)
def test_the_mode_is_noted(tmp_path: Path, settings: dict[str, Any], mode: str) -> None:
    """Whoever reads the line knows whether orders were counted."""
    path = tmp_path / "runs.jsonl"
    with noted(path, **settings) as history:
        history.watch(Summary())
    assert entries(path)[0]["mode"] == mode


def test_a_file_that_can_not_be_written_costs_no_run(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A warning names the setting."""
    with noted(tmp_path / "missing" / "runs.jsonl"):
        pass
    assert "history_path: the run is not noted" in caplog.text


def test_secrets_are_left_out_wherever_they_stand() -> None:
    """Tokens and further event sources, the URL of the ledger, and users in other URLs."""
    settings = {
        "access_token": "canary",
        "ledger_url": "postgresql://me:canary@host/db",
        "event_sources": [{"name": "b", "access_token": "canary"}],
        "site_url": "https://me:canary@shop.example",
        "event_mappings": [{"stream": "orders", "access_token": "canary"}],
        "default_currency": None,
    }
    assert without_secrets(settings) == {
        "event_mappings": [{"stream": "orders"}],
        "site_url": "https://***@shop.example",
    }


def test_a_path_on_the_command_line_is_one_of_the_current_folder(tmp_path: Path) -> None:
    """The setting's lies in the Meltano project, as that of the run which wrote it."""
    project, here = tmp_path / "project", tmp_path / "here"
    for folder, started in ((project, "of the setting"), (here, "of the option")):
        folder.mkdir()
        line = json.dumps({"started_at": started})
        (folder / "runs.jsonl").write_text(line + "\n", encoding="utf-8")
    (tmp_path / "config.json").write_text(json.dumps({"history_path": "runs.jsonl"}), "utf-8")

    def told(*options: str) -> str:
        return subprocess.run(
            [EXECUTABLE, "history", *options],
            cwd=here,
            env={**os.environ, "MELTANO_PROJECT_ROOT": str(project)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    assert "of the setting" in told("--config", str(tmp_path / "config.json"))
    assert "of the option" in told("--path", "runs.jsonl")
