"""How the command ends, its options, and what it never prints."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING

import click
import pytest

from target_tiktok_events import cli, errors
from target_tiktok_events.cli import DEFECT, run_guarded
from tests.target.target_process import PIXEL, Target, order, singer

if TYPE_CHECKING:
    from pathlib import Path

_LOGGER = logging.getLogger("cli")


def _fail(error: Exception) -> None:
    raise error


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (errors.SettingError("x"), 1),
        (errors.InputError("x"), 1),
        (errors.Stopped("x"), 3),
        (errors.Unreachable("x"), 4),
        (errors.TooManyDeadLetters("x"), 5),
        (errors.StorageError("x"), 6),
        (errors.Terminated(15), 143),
    ],
)
def test_each_error_has_its_exit_code(error: Exception, code: int) -> None:
    """An orchestrator can tell what to mend from what to repeat; the codes are documented."""
    with pytest.raises(click.exceptions.Exit) as caught:
        run_guarded(lambda: _fail(error), _LOGGER)
    assert caught.value.exit_code == code
    assert f"| {code} |" in (cli.__doc__ or "") or code == 143


def test_error_is_one_line(caplog: pytest.LogCaptureFixture) -> None:
    """However the text came, the log has one line of it."""
    with pytest.raises(click.exceptions.Exit):
        run_guarded(lambda: _fail(errors.StorageError("disk\n full")), _LOGGER)
    assert caplog.messages == ["disk full [docs/errors.md#storage]"]


def test_defect_shows_its_place_and_no_value(caplog: pytest.LogCaptureFixture) -> None:
    """The text of an unknown error may hold personal data; type and place are enough."""
    value = f"ann@{'example'}.com"  # not in the source as a whole, because its lines are logged
    with pytest.raises(click.exceptions.Exit) as caught, caplog.at_level("DEBUG"):
        run_guarded(lambda: _fail(ValueError(value)), _LOGGER)
    assert caught.value.exit_code == DEFECT
    assert value not in caplog.text
    assert "ValueError in _fail" in caplog.messages[-1]


def test_errors_of_the_command_line_are_clicks_own() -> None:
    """Usage errors keep click's form and exit code 2."""
    with pytest.raises(click.UsageError):
        run_guarded(lambda: _fail(click.UsageError("x")), _LOGGER)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({}, "access_token is missing"),
        ({"access_token": "t", "event_source_id": None}, "event_source_id is missing"),
        ({"access_token": "t", "batch_size": 5000}, "batch_size"),
        ({"access_token": "t", "field_mapping": {"email": "$.["}}, "field_mapping"),
        ({"access_token": "t", "field_mapping": {"nonsense": "x"}}, "field_mapping"),
        ({"access_token": "t", "stream_maps": "x"}, "stream_maps"),
        ({"access_token": "t", "flattening_enabled": True}, "flattening_max_depth"),
        ({"access_token": "t", "batch_config": 5}, "batch_config"),
    ],
)
def test_bad_settings_end_with_one_line(
    tmp_path: Path, settings: dict[str, object], words: str
) -> None:
    """Exit code 1, the setting's name in the last line, no traceback, no files."""
    result = Target(tmp_path, None, **settings).run(singer([order(1)]))
    assert (result.code, result.stdout) == (1, "")
    assert "Traceback" not in result.stderr
    assert words in result.stderr.splitlines()[-1]
    assert not (tmp_path / "tiktok-events-ledger.db").exists()


def test_missing_config_file_is_one_line(tmp_path: Path) -> None:
    """The line names the file; exit 1."""
    result = Target(tmp_path, None).run([], "--config", "missing.json")
    assert result.code == 1
    (line,) = result.stderr.splitlines()
    assert line.endswith(
        "--config: the file missing.json can't be read (No such file or directory): check its path "
        "[docs/errors.md#setting]"
    )


def test_misspelt_stream_map_ends_with_one_line(tmp_path: Path) -> None:
    """An expression that works for no record is a wrong setting, and nothing is sent for it."""
    maps = {"orders": {"total": "nonsense * 2"}}
    target = Target(tmp_path, None, dry_run=True, stream_maps=maps)
    result = target.run(singer([order(1)]))
    assert (result.code, result.stdout) == (1, "")
    assert "Traceback" not in result.stderr
    assert "stream_maps" in result.stderr.splitlines()[-1]
    assert "'nonsense'" in result.stderr.splitlines()[-1]


@pytest.mark.parametrize("name", ["batch_size", "stream_maps", "flattening_enabled"])
def test_unreadable_environment_is_named(tmp_path: Path, name: str) -> None:
    """A value that its setting can't take ends the run on one line, wherever it was written."""
    environment = {f"TARGET_TIKTOK_EVENTS_{name.upper()}": "{canary"}
    target = Target(tmp_path, None, dry_run=True)
    result = target.run([], "--config", "ENV", environment=environment)
    assert (result.code, result.stdout) == (1, "")
    assert name in result.stderr.splitlines()[-1]
    assert "Traceback" not in result.stderr
    assert "canary" not in result.stderr


def test_misspelt_setting_is_named(tmp_path: Path) -> None:
    """An unknown key is no error, but it is said."""
    result = Target(tmp_path, None, dry_run=True, batchsize=5).run([])
    assert result.code == 0
    assert "batchsize" in result.stderr


@pytest.mark.parametrize("content", ["{broken", "7", None])
def test_unreadable_config_file_is_one_line(tmp_path: Path, content: str | None) -> None:
    """A file that is missing or no JSON object."""
    path = tmp_path / "other.json"
    if content is not None:
        path.write_text(content)
    result = Target(tmp_path, None, dry_run=True).run([], "--config", str(path))
    assert result.code == 1
    assert "Traceback" not in result.stderr
    assert "--config" in result.stderr


def test_about_and_version(tmp_path: Path) -> None:
    """Meltano and the hub read these; neither needs a configuration."""
    target = Target(tmp_path, None, event_source_id=PIXEL)
    about = json.loads(target.run([], "--about", "--format=json").stdout)
    assert about["name"] == "target-tiktok-events"
    names = (
        {setting["name"] for setting in about["settings"]}
        if isinstance(about["settings"], list)
        else set(about["settings"]["properties"])
    )
    assert {"access_token", "event_source_id", "stream_maps"} <= names
    assert target.run([], "--version").stdout.startswith("target-tiktok-events v")
