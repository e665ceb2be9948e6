"""Wrong tokens, settings and files: one clear line, no secret, an exit code."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.tap.local_settings import NOW, TODAY, settings_for
from tests.tap.processes import EXECUTABLE, run_tap

if TYPE_CHECKING:
    from tests.emulator.process import LocalTikTok
    from tests.tap.processes import Ended


CANARIES = {"access_token": "canary-token-7f3a", "app_secret": "canary-secret-91bd"}


def assert_ends_with_one_line(ended: Ended, *expected: str, exit_code: int = 1) -> None:
    """No traceback, and the last line says what is wrong."""
    assert ended.exit_code == exit_code, ended.log
    assert "Traceback" not in ended.log
    for text in expected:
        assert text in ended.last_line


def assert_no_secret(ended: Ended) -> None:
    everything = ended.log + ended.output.raw.decode()
    for canary in CANARIES.values():
        assert canary not in everything


@pytest.mark.parametrize("fault", ["reset", "wrong token", "redirect", "wrong secret"])
def test_no_secret_is_printed_even_while_debugging(
    tiktok: LocalTikTok, tmp_path: Path, fault: str
) -> None:
    """Neither access_token nor app_secret is in output or log, whatever happens."""
    if fault != "wrong token":
        tiktok.admin("POST", "tokens", {"grant": CANARIES["access_token"]})
    if fault == "reset":
        tiktok.fault(kind="reset", path="/oauth2/advertiser/get/")
    if fault == "redirect":
        tiktok.fault(
            kind="status",
            status=302,
            path="/oauth2/advertiser/get/",
            headers={"Location": "https://elsewhere.example/?secret=x"},
        )
    token = CANARIES["access_token"] + ("-wrong" if fault == "wrong token" else "")
    changes = {"access_token": token, "start_date": TODAY}
    if fault == "wrong secret":
        changes["app_secret"] = CANARIES["app_secret"]
    levels = {"TAP_TIKTOK_ADS_LOGLEVEL": "DEBUG", "LOGLEVEL": "DEBUG"}
    ended = run_tap(tmp_path, settings_for(tiktok, **changes), now=NOW, env=levels)

    assert ended.exit_code == (0 if fault == "reset" else 1), ended.log
    assert_no_secret(ended)
    assert tiktok.app_secret not in ended.log
    assert "Traceback" not in ended.log


def test_a_wrong_token_is_one_clear_line(tiktok: LocalTikTok, tmp_path: Path) -> None:
    """TikTok's words, the request id and the setting to check; nothing on standard output."""
    ended = run_tap(tmp_path, settings_for(tiktok, access_token="wrong"), now=NOW)  # noqa: S106

    assert_ends_with_one_line(ended, "40105", "request_id", "check access_token")
    assert ended.last_line.endswith("[docs/errors.md#token]")
    assert ended.output.messages == []
    assert len(tiktok.requests()) == 1


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({**CANARIES, "app_id": ["canary-secret-91bd"]}, "app_id must be text"),
        (
            {**CANARIES, "app_id": "1", "stream_maps": CANARIES["access_token"]},
            "stream_maps must be of type object",
        ),
    ],
)
def test_wrong_settings_are_one_clear_line(
    tmp_path: Path, settings: dict[str, Any], expected: str
) -> None:
    """The tap's own setting or the SDK's is named, no secret is repeated, exit 1."""
    ended = run_tap(tmp_path, settings)

    assert_ends_with_one_line(ended, expected)
    assert_no_secret(ended)
    assert ended.output.raw == b""


@pytest.mark.parametrize(
    ("option", "content", "expected"),
    [
        ("--config", b"[1]", "a file of --config holds no JSON object"),
        ("--config", None, "--config: "),
        ("--state", b"\xff\xfe{", "the file of --state holds no JSON object"),
        ("--catalog", None, "--catalog: "),
        ("--catalog", b'{"streams": 1}', "--catalog: streams must be a list"),
    ],
)
def test_a_file_that_can_not_be_used_is_one_clear_line(
    tiktok: LocalTikTok, tmp_path: Path, option: str, content: bytes | None, expected: str
) -> None:
    """Missing, no JSON, or of another shape: the option is named, no traceback, exit 1."""
    path = tmp_path / "broken.json"
    if content is not None:
        path.write_bytes(content)
    settings = None if option == "--config" else settings_for(tiktok)

    ended = run_tap(tmp_path, settings, now=NOW, arguments=[option, str(path)])

    assert_ends_with_one_line(ended, expected)
    assert ended.output.raw == b""


def test_a_setting_that_there_is_not_is_named(tiktok: LocalTikTok, tmp_path: Path) -> None:
    """The run goes on: whoever set it learns that it does nothing, and what was meant."""
    settings = settings_for(tiktok, start_dat="2026-01-01")
    ended = run_tap(tmp_path, settings, now=NOW, arguments=["--test"])

    assert ended.exit_code == 0, ended.log
    (line,) = [line for line in ended.log.splitlines() if "start_dat:" in line]
    assert "there is no setting start_dat" in line
    assert "did you mean start_date?" in line


def test_what_ends_a_run_midway_is_one_clear_line(tiktok: LocalTikTok, tmp_path: Path) -> None:
    """A metric that TikTok refuses: the last line names it, and nothing is "unhandled"."""
    ended = run_tap(tmp_path, settings_for(tiktok, metrics=["no_such_metric"]), now=NOW)

    assert_ends_with_one_line(ended, "metrics: TikTok refuses no_such_metric", "| ERROR")
    assert "unhandled" not in ended.log


def test_a_wrong_app_secret_is_told_from_a_wrong_token(tiktok: LocalTikTok, tmp_path: Path) -> None:
    """TikTok answers both with 40105; the line names the settings that are wrong."""
    changes = {"app_secret": CANARIES["app_secret"]}
    ended = run_tap(tmp_path, settings_for(tiktok, **changes), now=NOW)

    assert_ends_with_one_line(ended, "40105", "check app_id and app_secret")
    assert "access_token" not in ended.last_line
    assert_no_secret(ended)


@pytest.mark.parametrize("option", ["--about", "--test"])
def test_a_full_disk_under_the_output_is_no_defect(
    tiktok: LocalTikTok, tmp_path: Path, option: str
) -> None:
    """What could not be written, why and what to do, in one line; exit 1."""
    (tmp_path / "config.json").write_text(json.dumps(settings_for(tiktok)), encoding="utf-8")
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        ended = subprocess.run(
            [EXECUTABLE, "--config", tmp_path / "config.json", option],
            env={**os.environ, "TAP_TIKTOK_ADS_NOW": NOW},
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )

    assert ended.returncode == 1, ended.stderr
    last = ended.stderr.splitlines()[-1]
    assert "standard output can't be written (No space left on device): make room" in last
    assert "Traceback" not in ended.stderr


def test_a_wrong_token_fails_the_connection_test(tiktok: LocalTikTok, tmp_path: Path) -> None:
    """`--test` says what is wrong and exits 1."""
    settings = settings_for(tiktok, access_token="wrong")  # noqa: S106
    ended = run_tap(tmp_path, settings, now=NOW, arguments=["--test"])

    assert_ends_with_one_line(ended, "40105")
