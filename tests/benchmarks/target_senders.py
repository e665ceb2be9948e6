"""The senders that are compared, each as the command that sends the orders on its input."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tests.benchmarks.environments import FLOOR, FOLDER

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.emulator.process import LocalTikTok

HERE: Final = Path(__file__).parent
TARGET: Final = Path(sys.executable).parent / "target-tiktok-events"
PIXEL: Final = "CEXAMPLE0PIXEL0CODE0"
WORKERS: Final = 4
"""The target's default."""
SEGMENT_AT_ONCE: Final = 8
SEGMENT_FOLDER: Final = FOLDER / "segment"
SEGMENT_PACKAGE: Final[dict[str, Any]] = {
    "private": True,
    "dependencies": {"@segment/action-destinations": "3.497.0"},
    # For destinations that are not used here, and where a later version refuses its schema's name.
    "overrides": {"@aws-sdk/client-kinesis": "^3.894.0", "fast-uri": "3.1.0"},
}


@dataclass(frozen=True)
class Task:
    """One sender and where it sends; `folder` takes its files. `kind`: that of the orders."""

    tiktok: LocalTikTok
    folder: Path
    kind: str = ""

    def settings(self, **more: Any) -> Path:
        """A settings file for the target, which the floor understands, too."""
        path = self.folder / "settings.json"
        settings = {
            "access_token": self.tiktok.token,
            "event_source_id": PIXEL,
            "api_url": self.tiktok.url,
            "default_country_code": "DE",
            "max_concurrent_requests": WORKERS,
            "ledger_url": f"sqlite:///{self.folder / 'ledger.db'}",
            "dead_letter_path": str(self.folder / "dead-letters.jsonl"),
            **more,
        }
        path.write_text(json.dumps(settings), encoding="utf-8")
        return path


@dataclass(frozen=True)
class Sender:
    """Who sends; `prepare` gives the command and makes what it needs.

    `keeps_ledger`: the ledger of the sender before it stays, so that everything is found there.
    """

    name: str
    version: str
    prepare: Callable[[Task], list[str]]
    keeps_ledger: bool = False


def target_command(target: Path = TARGET, **settings: Any) -> Callable[[Task], list[str]]:
    """The command of a target with some settings that differ from the usual ones."""
    return lambda task: [str(target), "--config", str(task.settings(**settings))]


def _floor(task: Task) -> list[str]:
    module = ["-m", "tests.benchmarks.floor_events"]
    return [str(FLOOR.python), *module, task.tiktok.url, str(task.settings()), task.kind]


def _segment(task: Task) -> list[str]:
    script = str(HERE / "target_segment.cjs")
    arguments = [
        str(SEGMENT_FOLDER),
        task.tiktok.url,
        PIXEL,
        task.tiktok.token,
        str(SEGMENT_AT_ONCE),
    ]
    return ["node", script, *arguments]


def make_environments() -> None:
    """Install what floor and Segment need, unless it is there.

    Raises:
        CalledProcessError: uv or npm could not install it; they have said why.
        RuntimeError: there is no npm.
    """
    FLOOR.make()
    wanted = json.dumps(SEGMENT_PACKAGE)
    stamp = SEGMENT_FOLDER / "installed.json"
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return
    npm = shutil.which("npm")
    if npm is None:
        raise RuntimeError("npm is missing: Segment's destination needs Node.js 18 or later")
    SEGMENT_FOLDER.mkdir(parents=True, exist_ok=True)
    (SEGMENT_FOLDER / "package.json").write_text(wanted, encoding="utf-8")
    options = ("--ignore-scripts", "--no-audit", "--no-fund", "--silent")
    subprocess.run([npm, "install", *options], cwd=SEGMENT_FOLDER, check=True)
    stamp.write_text(wanted, encoding="utf-8")


_OWN: Final = version("adloop-target-tiktok-events")

THE_TARGET: Final = Sender("target-tiktok-events", _OWN, target_command())
ON_SHOPIFY: Final = replace(
    THE_TARGET, prepare=target_command(preset="shopify", site_url="https://shop.example.com")
)
ON_WOOCOMMERCE: Final = replace(THE_TARGET, prepare=target_command(preset="woocommerce"))
WITHOUT_LEDGER: Final = Sender("without ledger", _OWN, target_command(ledger_url=""))
SECOND_RUN: Final = Sender("second run", _OWN, target_command(), keeps_ledger=True)
WITH_RULES: Final = Sender(
    "with rules",
    _OWN,
    target_command(
        field_mapping={"external_id": ["customer_id", "$.external_id"], "shop_id": {"const": "1"}},
        event_mappings=[
            {"when": {"email": {"exists": False}}, "skip": True},
            {"stream": "orders", "when": {"total": {"gt": 0}}, "event_name": "CompletePayment"},
        ],
    ),
)
"""Settings as shops have them: a fall-back, a constant, and rules before the one that holds."""
THE_FLOOR: Final = Sender("floor", "requests 2.34.2, orjson 3.13.0", _floor)
SEGMENT: Final = Sender(
    "Segment", SEGMENT_PACKAGE["dependencies"]["@segment/action-destinations"], _segment
)
