"""The first day of a person who has the README alone, from an empty folder to a revoked token.

python -m tests.end_to_end.first_day    does it, and writes docs/first-day.md from what was printed
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import socket
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qs, urlsplit

import requests
import yaml

from tests.demo.meltano import BIN, ROOT
from tests.emulator.defaults import AUTH_CODE
from tests.emulator.process import LocalTikTok
from tests.end_to_end.first_day_page import PAGE, page_of
from tests.end_to_end.terminal import Terminal, Typed
from tests.project.repository import REPOSITORY
from tests.target.target_process import PIXEL, order, singer

if TYPE_CHECKING:
    from collections.abc import Callable

NOW: Final = "2026-03-10T12:00:00Z"
ORDERS: Final = ("1001", "1002", "1003")
LATE_ORDER: Final = "1004"
PORT: Final = "8085"
REVOKED: Final = "revoked-4f1e"


@dataclass
class Day:
    """What happened: the commands by chapter, what TikTok had got after each, streams loaded."""

    folder: Path
    secrets: tuple[str, ...]
    chapters: dict[str, list[Typed]] = field(default_factory=dict)
    events: dict[str, tuple[int, list[str]]] = field(default_factory=dict)
    loaded: set[str] = field(default_factory=set)

    def typed(self, chapter: str, place: int = 0) -> Typed:
        """A command of a chapter."""
        return self.chapters[chapter][place]


def commands(name: str) -> list[str]:
    """The commands between two marks of the README."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    pattern = rf"<!-- {name}: begin -->\n```sh\n(.*?)```\n<!-- {name}: end -->"
    (found,) = re.findall(pattern, readme, re.DOTALL)
    return str(found).splitlines()


def first_day(home: Path, origin: Path) -> Day:
    """Do it all; `origin` becomes what is published at the repository's address."""
    published(origin)
    # The tap's clock stands still, so that days and counts do; orders have to be of today.
    with (
        LocalTikTok("--scale", "small", "--now", NOW) as ads,
        LocalTikTok("--scale", "small") as shop,
    ):
        terminal = Terminal(home, _environment(origin, ads, shop))
        secrets = (ads.app_secret, ads.token, shop.token, AUTH_CODE, REVOKED)
        day = Day(home / "my-project", secrets)
        _connect(day, terminal, ads)
        _import_ads(day, terminal)
        _send_orders(day, terminal, shop)
        _lose_the_tokens(day, terminal, shop)
    return day


def _connect(day: Day, terminal: Terminal, ads: LocalTikTok) -> None:
    day.chapters["new project"] = [terminal.type("\n".join(commands("new project")))]
    terminal.folder = day.folder
    add_own_plugins(day.folder, ORDERS)
    fill_in(day.folder, TAP_TIKTOK_ADS_APP_ID=ads.app_id, TAP_TIKTOK_ADS_APP_SECRET=ads.app_secret)
    login, *looks = commands("connect")
    with socket.socket() as free:  # the port of the README may be taken here
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    logged_in = terminal.type(login, typed=login.replace(PORT, port), meanwhile=_agree)
    day.chapters["connect"] = [logged_in, *map(terminal.type, looks)]


def _import_ads(day: Day, terminal: Terminal) -> None:
    day.chapters["ads"] = [terminal.type(line) for line in commands("ads")]
    lines = map(json.loads, (day.folder / "loaded.singer").read_text().splitlines())
    day.loaded = {one["stream"] for one in lines if one["type"] == "RECORD"}


def _send_orders(day: Day, terminal: Terminal, shop: LocalTikTok) -> None:
    variables = {"EVENT_SOURCE_ID": PIXEL, "ACCESS_TOKEN": shop.token}
    fill_in(day.folder, **{f"TARGET_TIKTOK_EVENTS_{name}": v for name, v in variables.items()})
    typed = day.chapters["orders"] = []
    for name, line in zip(
        ("check", "dry", "trial", "live"), commands("check") + commands("orders"), strict=True
    ):
        typed.append(terminal.type(line))
        day.events[name] = _arrived(shop)


def _lose_the_tokens(day: Day, terminal: Terminal, shop: LocalTikTok) -> None:
    names = [f"{prefix}_ACCESS_TOKEN" for prefix in ("TAP_TIKTOK_ADS", "TARGET_TIKTOK_EVENTS")]
    fill_in(day.folder, **dict.fromkeys(names, REVOKED))
    put_orders(day.folder, (*ORDERS, LATE_ORDER))
    (ads_line,), orders_line = commands("ads"), commands("orders")[-1]
    day.chapters["revoked"] = [terminal.type(ads_line), terminal.type(orders_line)]
    day.events["revoked"] = _arrived(shop)
    fill_in(day.folder, TARGET_TIKTOK_EVENTS_ACCESS_TOKEN=shop.token)
    terminal.folder = day.folder / "extract"  # the ledger is that of the project all the same
    day.chapters["mended"] = [terminal.type(orders_line)]
    day.events["mended"] = _arrived(shop)


def _agree(line: str) -> None:
    """Do what a person and TikTok do with the URL that login prints: agree, and be sent back."""
    found = re.search(r"https://\S+/portal/auth\?\S+", line)
    if found is None:
        return
    asked = {name: one[0] for name, one in parse_qs(urlsplit(found[0]).query).items()}
    with requests.Session() as browser:
        retries = requests.adapters.Retry(connect=10, backoff_factor=0.01)
        browser.mount("http://", requests.adapters.HTTPAdapter(max_retries=retries))
        sent = {"auth_code": AUTH_CODE, "state": asked["state"]}
        browser.get(asked["redirect_uri"], params=sent, timeout=10)


def _arrived(shop: LocalTikTok) -> tuple[int, list[str]]:
    """How many requests TikTok got, and the ids of the events that count."""
    items = shop.admin("GET", "events")["items"]
    ids = [one["event"]["event_id"] for one in items if not one.get("test_event_code")]
    return len(shop.requests("/event/track/")), sorted(ids)


def fill_in(folder: Path, **variables: str) -> None:
    """Write variables into `.env`, which has a line for each."""
    text = (folder / ".env").read_text()
    for name, value in variables.items():
        text, count = re.subn(rf"^{name}=.*$", f"{name}={value}", text, flags=re.MULTILINE)
        assert count == 1, name
    (folder / ".env").write_text(text)


def put_orders(folder: Path, ids: tuple[str, ...]) -> None:
    """Let the extractor of the shop have these orders."""
    lines = singer(order(one) for one in ids)
    (folder / "orders.singer").write_text("\n".join(lines) + "\n")


def add_own_plugins(folder: Path, ids: tuple[str, ...]) -> None:
    """An extractor that prints orders, and a loader that keeps its input."""
    put_orders(folder, ids)
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


def published(folder: Path) -> None:
    """Put the files of this checkout into a git repository, as they will be published."""
    run: Callable[..., Any] = subprocess.run
    listing = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = run(listing, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.com")
    for arguments in (["init", "-qb", "main"], ["add", "-A"], ["commit", "-qm", "all"]):
        run(["git", *identity, *arguments], cwd=folder, check=True)


def _environment(origin: Path, ads: LocalTikTok, shop: LocalTikTok) -> dict[str, str]:
    """A shell's, for which the published address leads to this checkout, and TikTok's here."""
    foreign = ("TAP_", "TARGET_", "MELTANO_", "PYTHON")
    kept = {key: text for key, text in os.environ.items() if not key.startswith(foreign)}
    return {
        **kept,
        "PATH": os.pathsep.join([str(BIN), os.environ.get("PATH", os.defpath)]),
        "NO_COLOR": "1",
        "MELTANO_SEND_ANONYMOUS_USAGE_STATS": "false",
        "UV_NO_GITHUB_FAST_PATH": "1",
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"url.file://{origin}.insteadOf",
        "GIT_CONFIG_VALUE_0": f"{REPOSITORY}.git",
        "TAP_TIKTOK_ADS_API_URL": ads.url,
        "TAP_TIKTOK_ADS_NOW": NOW,
        "TARGET_TIKTOK_EVENTS_API_URL": shop.url,
    }


def main() -> None:
    """Do it, and write the page."""
    with tempfile.TemporaryDirectory() as home, tempfile.TemporaryDirectory() as origin:
        PAGE.write_text(page_of(first_day(Path(home), Path(origin)).chapters), encoding="utf-8")


if __name__ == "__main__":
    main()
