"""What Meltano drops stops the run: a plugin whose entry declares two settings sends nothing."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

from tests.demo.meltano import BIN
from tests.emulator.process import LocalTikTok
from tests.target.target_process import PIXEL, order, singer

if TYPE_CHECKING:
    from collections.abc import Iterator

TARGET = str(Path(sys.executable).with_name("target-tiktok-events"))
NAME = "target-tiktok-events"
VALUE = re.compile(r'"value": ?5\b')
SETTINGS = {"access_token": "string", "event_source_id": "string", "api_url": "string"}


@pytest.fixture(scope="module")
def tiktok() -> Iterator[LocalTikTok]:
    """A local TikTok that counts what arrives."""
    with LocalTikTok("--scale", "small") as local:
        yield local


def project(folder: Path, tiktok: LocalTikTok, settings: dict[str, str]) -> None:
    """A project that declares these settings, for the plugin and for one that inherits from it."""
    declared = [{"name": name, "kind": kind} for name, kind in settings.items()]
    config = {
        "event_source_id": PIXEL,
        "access_token": tiktok.token,
        "api_url": tiktok.url,
        "field_mapping": {"email": "email", "total": {"const": 5}},
        "streams": ["orders"],
    }
    entry = {"namespace": "target_tiktok_events", "executable": TARGET, "settings": declared}
    taken = {name: value for name, value in config.items() if name in settings}
    second = {"name": f"{NAME}--second", "inherit_from": NAME, "config": {"batch_size": 7}}
    loaders = [{"name": NAME, **entry, "config": taken}, second]
    (folder / "meltano.yml").write_text(
        yaml.safe_dump({"project_id": "somebody", "plugins": {"loaders": loaders}})
    )


def invoke(folder: Path, name: str = NAME, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the plugin through Meltano on one order."""
    foreign = ("TAP_", "TARGET_", "MELTANO_")
    kept = {key: text for key, text in os.environ.items() if not key.startswith(foreign)}
    return subprocess.run(
        [str(BIN / "meltano"), "invoke", "--no-install", name],
        cwd=folder,
        env={**kept, "MELTANO_SEND_ANONYMOUS_USAGE_STATS": "false", **variables},
        input="\n".join(singer([order(1)])),
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_dry_run_that_the_entry_does_not_declare_sends_nothing(
    tmp_path: Path, tiktok: LocalTikTok
) -> None:
    """One line names the variable and says where to declare the setting."""
    project(tmp_path, tiktok, SETTINGS)

    ended = invoke(tmp_path, TARGET_TIKTOK_EVENTS_DRY_RUN="true")

    assert ended.returncode == 1
    assert "TARGET_TIKTOK_EVENTS_DRY_RUN is set, but did not reach" in ended.stderr
    assert tiktok.requests("/event/track/") == []


def test_declared_settings_of_every_kind_stop_nothing(tmp_path: Path, tiktok: LocalTikTok) -> None:
    """Meltano exports each of them, and those that it inherits, in forms of its own."""
    kinds = {"field_mapping": "object", "streams": "array", "dry_run": "boolean"}
    project(tmp_path, tiktok, {**SETTINGS, **kinds, "batch_size": "integer"})
    variables = {
        "TARGET_TIKTOK_EVENTS_DRY_RUN": "yes",
        "TARGET_TIKTOK_EVENTS_BATCH_SIZE": "3",
        "TARGET_TIKTOK_EVENTS__SECOND_EVENT_SOURCE_ID": "CSECOND0000000000000",
        "TARGET_TIKTOK_EVENTS_TEST_EVENT_CODE": "",
        "TARGET_TIKTOK_EVENTS_LOGLEVEL": "INFO",
    }

    for name in (NAME, f"{NAME}--second"):
        ended = invoke(tmp_path, name, **variables)
        assert ended.returncode == 0, ended.stderr
        assert VALUE.search(ended.stdout + ended.stderr), ended.stderr
