"""The README's commands, word for word, from an empty folder to every order at TikTok."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from tests.demo.meltano import BIN, ROOT
from tests.emulator.process import LocalTikTok
from tests.project.repository import REPOSITORY
from tests.target.target_process import PIXEL, order, singer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

README = (ROOT / "README.md").read_text(encoding="utf-8")
ORDERS = 17


def commands(name: str) -> str:
    """The commands between two marks of the README."""
    pattern = rf"<!-- {name}: begin -->\n```sh\n(.*?)```\n<!-- {name}: end -->"
    (found,) = re.findall(pattern, README, re.DOTALL)
    return str(found)


def published(folder: Path) -> Path:
    """The files of this checkout as a git repository, as they will be published."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.com")
    for arguments in (["init", "-qb", "main"], ["add", "-A"], ["commit", "-qm", "all"]):
        subprocess.run(["git", *identity, *arguments], cwd=folder, check=True)
    return folder


@pytest.fixture(scope="module")
def tiktok() -> Iterator[LocalTikTok]:
    """A local TikTok that keeps what arrives."""
    with LocalTikTok("--scale", "small") as local:
        yield local


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A shell's, for which the published address leads to this checkout."""
    origin = published(tmp_path_factory.mktemp("origin"))
    path = [str(BIN), os.environ.get("PATH", os.defpath)]
    foreign = ("TAP_", "TARGET_", "MELTANO_", "PYTHON")
    kept = {key: text for key, text in os.environ.items() if not key.startswith(foreign)}
    return {
        **kept,
        "PATH": os.pathsep.join(path),
        "NO_COLOR": "1",
        "MELTANO_SEND_ANONYMOUS_USAGE_STATS": "false",
        "UV_NO_GITHUB_FAST_PATH": "1",
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"url.file://{origin}.insteadOf",
        "GIT_CONFIG_VALUE_0": f"{REPOSITORY}.git",
    }


def shell(script: str, folder: Path, environment: dict[str, str]) -> str:
    """Run commands as somebody types them; each must succeed."""
    finished = subprocess.run(
        ["bash", "-e", "-c", script],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, (finished.stdout + finished.stderr)[-3000:]
    return finished.stdout + finished.stderr


@pytest.fixture(scope="module")
def project(
    tmp_path_factory: pytest.TempPathFactory, environment: dict[str, str], tiktok: LocalTikTok
) -> Path:
    """The new project, `.env` filled in, and somebody's own extractor and loader beside."""
    above = tmp_path_factory.mktemp("home")
    shell(commands("new project"), above, environment)
    folder = above / "my-project"
    fill_in(folder / ".env", tiktok)
    add_own_plugins(folder)
    return folder


def fill_in(path: Path, tiktok: LocalTikTok) -> None:
    """Write what a user writes, and where the local TikTok is."""
    text = path.read_text()
    for name, value in {
        "TAP_TIKTOK_ADS_ACCESS_TOKEN": tiktok.token,
        "TAP_TIKTOK_ADS_ADVERTISER_IDS": tiktok.advertiser_ids[0],
        "TARGET_TIKTOK_EVENTS_ACCESS_TOKEN": tiktok.token,
        "TARGET_TIKTOK_EVENTS_EVENT_SOURCE_ID": PIXEL,
    }.items():
        text, count = re.subn(rf"^{name}=$", f"{name}={value}", text, flags=re.MULTILINE)
        assert count == 1
    urls = (f"{name}_API_URL={tiktok.url}\n" for name in ("TAP_TIKTOK_ADS", "TARGET_TIKTOK_EVENTS"))
    path.write_text(text + "".join(urls))


def add_own_plugins(folder: Path) -> None:
    """An extractor that prints orders, and a loader that keeps its input."""
    (folder / "orders.singer").write_text("\n".join(singer(order(n) for n in range(ORDERS))) + "\n")
    scripts = {
        "tap-postgres": f'[ "$1" = --config ] && cat {shlex.quote(str(folder))}/orders.singer',
        "target-jsonl": f"cat > {shlex.quote(str(folder))}/loaded.singer",
    }
    for name, script in scripts.items():
        (folder / f"{name}.sh").write_text(f"#!/bin/sh\n{script}\n")
        (folder / f"{name}.sh").chmod(0o755)
    read = yaml.safe_load((folder / "meltano.yml").read_text())
    for kind, name in (("extractors", "tap-postgres"), ("loaders", "target-jsonl")):
        own: dict[str, Any] = {"name": name, "executable": f"./{name}.sh"}
        read["plugins"][kind].append({**own, "namespace": name.replace("-", "_")})
    (folder / "meltano.yml").write_text(yaml.safe_dump(read, sort_keys=False))


def test_ads_are_read_by_the_commands_of_the_readme(
    project: Path, environment: dict[str, str]
) -> None:
    """Records of the advertiser arrive at the loader."""
    shell(commands("ads"), project, environment)

    lines = (project / "loaded.singer").read_text().splitlines()
    streams = {line["stream"] for line in map(json.loads, lines) if line["type"] == "RECORD"}
    assert streams >= {"advertisers", "campaigns", "daily_metrics", "import_status"}


def test_every_order_arrives_by_the_commands_of_the_readme(
    project: Path, environment: dict[str, str], tiktok: LocalTikTok
) -> None:
    """A dry run sends nothing, a trial arrives as test events, and then each order arrives live."""
    dry, trial, live = commands("orders").splitlines()

    shell(dry, project, environment)
    assert tiktok.requests("/event/track/") == []
    shell(trial, project, environment)
    assert events(tiktok) == set()
    assert tiktok.requests("/event/track/")
    log = shell(live, project, environment)

    assert events(tiktok) == {str(number) for number in range(ORDERS)}
    assert f"new ledger {project}/tiktok-events-ledger.db" in log


def events(tiktok: LocalTikTok) -> set[str]:
    """The ids of the events that count."""
    items = tiktok.admin("GET", "events")["items"]
    return {item["event"]["event_id"] for item in items if not item.get("test_event_code")}
