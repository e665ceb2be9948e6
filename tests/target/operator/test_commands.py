"""The operator's commands are found, and teach by example."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from target_tiktok_events.operator.commands import COMMANDS
from target_tiktok_events.start import main
from target_tiktok_events.target import TargetTikTokEvents
from tests.target.target_process import EXECUTABLE


def test_the_help_of_a_run_names_the_commands_and_has_examples() -> None:
    """Who knows Singer's flags only finds the others, and sees how --replay is used."""
    shown = CliRunner().invoke(TargetTikTokEvents.get_singer_command(), ["--help"]).stdout

    assert f"each with --help: {', '.join(sorted(COMMANDS))}." in " ".join(shown.split())
    for option in ("--replay tiktok", '--erase-hash "$(printf'):
        assert any(option in line for line in shown.splitlines())


def test_a_command_that_there_is_not_is_one_line_with_those_there_are(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 2, as for everything that is wrong with a command line."""
    monkeypatch.setattr("sys.argv", ["target-tiktok-events", "chekc"])

    with pytest.raises(SystemExit) as ended:
        main()

    assert ended.value.code == 2
    assert capsys.readouterr().err == (
        "there is no command chekc; there are check, history, each with --help\n"
    )


def test_a_table_that_finds_no_room_is_one_line(tmp_path: Path) -> None:
    """No traceback, and no defect."""
    (tmp_path / "runs.jsonl").write_text('{"version": "0.1.0"}\n')
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(
            [EXECUTABLE, "history", "--path", "runs.jsonl"],
            cwd=tmp_path,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )

    assert ended.returncode == 6
    (line,) = ended.stderr.splitlines()
    assert line.startswith("standard output can't be written (No space left on device)")
    assert line.endswith("[docs/errors.md#storage]")


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_a_command_has_examples(name: str) -> None:
    """Lines that can be typed as they are, with Meltano too."""
    shown = CliRunner().invoke(COMMANDS[name], ["--help"]).stdout

    assert f"  target-tiktok-events {name} --" in shown
    assert f"  meltano invoke target-tiktok-events:{name}" in shown
