"""The operator's commands are found, and teach by example."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from tap_tiktok_ads.operator.commands import COMMANDS
from tap_tiktok_ads.start import main
from tap_tiktok_ads.tap import TapTikTokAds
from tests.tap.processes import EXECUTABLE


def test_the_help_of_an_import_names_the_commands() -> None:
    """Who knows Singer's flags only finds the others."""
    shown = CliRunner().invoke(TapTikTokAds.get_singer_command(), ["--help"]).stdout

    assert f"each with --help: {', '.join(sorted(COMMANDS))}." in " ".join(shown.split())


def test_the_help_of_an_import_has_examples() -> None:
    """Line by line, as they can be typed."""
    shown = CliRunner().invoke(TapTikTokAds.get_singer_command(), ["--help"]).stdout

    assert "\n    tap-tiktok-ads --config config.json --discover > catalog.json\n" in shown


def test_a_command_that_there_is_not_is_one_line_with_those_there_are(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 2, as for everything that is wrong with a command line."""
    monkeypatch.setattr("sys.argv", ["tap-tiktok-ads", "chekc"])

    with pytest.raises(SystemExit) as ended:
        main()

    assert ended.value.code == 2
    known = "advertisers, check, history, login, plan"
    assert capsys.readouterr().err == (
        f"there is no command chekc; there are {known}, each with --help\n"
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

    assert ended.returncode == 1
    (line,) = ended.stderr.splitlines()
    assert line.startswith("standard output can't be written (No space left on device)")
    assert line.endswith("[docs/errors.md#disk]")


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_a_command_has_an_example(name: str) -> None:
    """A line that can be typed as it is."""
    shown = CliRunner().invoke(COMMANDS[name], ["--help"]).stdout

    assert f"  tap-tiktok-ads {name} --" in shown
