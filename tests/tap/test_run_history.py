"""The file history_path has one line per run, however the run ended."""

from __future__ import annotations

import json
import os
import stat
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from tests.tap.in_process import run_in_process
from tests.tap.local_settings import mend, refuse, settings_for
from tests.tap.processes import EXECUTABLE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.emulator.process import LocalTikTok

FEW = ["advertisers", "campaigns", "advertiser_daily_metrics"]


@pytest.fixture
def path(tmp_path: Path, tiktok: LocalTikTok, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("TAP_TIKTOK_ADS_NOW", "2026-03-10T12:00:00Z")
    yield tmp_path / "runs.jsonl"
    mend(tiktok)


def entries(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_a_run_is_one_line_with_its_counts_and_bookmarks(tiktok: LocalTikTok, path: Path) -> None:
    """Times, version, settings without secrets, counts per stream, bookmarks before and after."""
    settings = settings_for(tiktok, history_path=str(path))
    first = run_in_process(settings, streams=FEW)
    run_in_process(settings, streams=FEW, state=first.output.state)

    one, two = entries(path)
    assert one["exit_code"] == 0
    assert one["started_at"] == "2026-03-10T12:00:00+00:00"
    assert one["counts"]["complete"] == 3 * len(tiktok.advertiser_ids)
    rows = len(first.output.records("campaigns"))
    assert one["streams"]["campaigns"]["rows"] >= rows > 0
    assert one["bookmarks_before"] == {}
    assert one["bookmarks_after"] == first.output.state["bookmarks"]
    assert two["bookmarks_before"]["campaigns"]["partitions"]
    assert one["settings"]["start_date"] == settings["start_date"]
    text = path.read_text(encoding="utf-8")
    assert tiktok.token not in text
    assert tiktok.app_secret not in text
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_backfill_shows_that_bookmarks_stayed(tiktok: LocalTikTok, path: Path) -> None:
    """What was there before is there after."""
    settings = settings_for(tiktok, history_path=str(path))
    state = run_in_process(settings, streams=FEW).output.state
    past = {**settings, "start_date": "2026-02-22", "end_date": "2026-02-24"}
    run_in_process(past, streams=["advertiser_daily_metrics"], state=state)

    *_, backfill = entries(path)
    name = "advertiser_daily_metrics"
    assert backfill["bookmarks_after"][name] == backfill["bookmarks_before"][name]


def test_a_failed_advertiser_is_counted(tiktok: LocalTikTok, path: Path) -> None:
    """Exit code 3, and how many parts failed."""
    refuse(tiktok, tiktok.advertiser_ids[0], "forbidden")
    ran = run_in_process(settings_for(tiktok, history_path=str(path)), streams=FEW)

    (one,) = entries(path)
    assert one["exit_code"] == ran.exit_code == 3
    assert one["counts"]["failed"] >= 1


def test_a_run_that_can_not_go_on_is_noted(tiktok: LocalTikTok, path: Path) -> None:
    """A wrong token: exit code 1, nothing counted."""
    settings = settings_for(tiktok, history_path=str(path), access_token="wrong")  # noqa: S106
    ran = run_in_process(settings, streams=FEW)

    assert ran.error is not None
    (one,) = entries(path)
    assert (one["exit_code"], one["counts"]) == (1, {})


def test_trying_leaves_no_line(tiktok: LocalTikTok, path: Path) -> None:
    """`--test` imports nothing."""
    run_in_process(settings_for(tiktok, history_path=str(path)), streams=FEW, only_try=True)
    assert not path.exists()


def test_a_file_that_can_not_be_written_costs_no_run(tiktok: LocalTikTok, path: Path) -> None:
    """A warning names the setting; everything was imported."""
    settings = settings_for(tiktok, history_path=str(path / "missing" / "runs.jsonl"))
    ran = run_in_process(settings, streams=FEW)

    assert ran.exit_code == 0
    assert any("history_path: the run is not noted" in line for line in ran.log)


def test_the_command_prints_the_last_runs(tmp_path: Path) -> None:
    """A table, the newest last; a line that was cut off is left out; the setting is read."""
    path = tmp_path / "runs.jsonl"
    runs = [
        {"started_at": f"2026-03-0{day}", "version": "0.1.0", "exit_code": code, "counts": counts}
        for day, code, counts in [(1, 0, {}), (2, 3, {"rows": 7, "failed": 1}), (3, 0, {"rows": 9})]
    ]
    path.write_text("\n".join(map(json.dumps, runs)) + '\n{"cut', encoding="utf-8")
    (tmp_path / "config.json").write_text(json.dumps({"history_path": str(path)}), "utf-8")
    options = ["--config", str(tmp_path / "config.json"), "--last", "2"]
    ended = subprocess.run(
        [EXECUTABLE, "history", *options], capture_output=True, text=True, check=True
    )

    heading, *lines = ended.stdout.splitlines()
    assert heading.split() == ["started_at", "ended_at", "version", "exit_code", "counts"]
    assert [line.split()[0] for line in lines] == ["2026-03-02", "2026-03-03"]
    assert "7 rows, 1 failed" in lines[0]


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
