"""The whole Singer output of a small account under a frozen clock, and the end of the log.

A change of the snapshot is a change of what users get. When it is meant, rewrite it with
`UPDATE_SNAPSHOTS=1 python -m pytest tests/tap/test_snapshot.py` and look at the difference.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from tests.emulator.process import LocalTikTok
from tests.tap.local_settings import NOW, settings_for
from tests.tap.processes import run_tap

if TYPE_CHECKING:
    from tests.tap.processes import Ended

encode = msgspec.json.Encoder(decimal_format="number").encode

SNAPSHOTS = Path(__file__).parent / "snapshots"
SIZES = ("--advertisers", "1", "--campaigns", "2", "--ad-groups", "1", "--ads", "1", "--days", "4")


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> Ended:
    """Run the executable once against four days of one advertiser."""
    with LocalTikTok("--now", NOW, *SIZES) as tiktok:
        settings = settings_for(tiktok, start_date="2026-03-08", max_concurrent_requests=1)
        ended = run_tap(tmp_path_factory.mktemp("snapshot"), settings, now=NOW)
    assert ended.exit_code == 0, ended.log
    return ended


def compare(name: str, lines: list[str]) -> None:
    path = SNAPSHOTS / name
    text = "".join(f"{line}\n" for line in lines)
    if os.environ.get("UPDATE_SNAPSHOTS"):
        SNAPSHOTS.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    expected = path.read_text(encoding="utf-8").splitlines()
    for number, (line, one) in enumerate(zip(lines, expected, strict=False), start=1):
        assert line == one, f"{name}:{number}"
    assert len(lines) == len(expected)


def without_moment_and_descriptions(message: dict[str, Any]) -> dict[str, Any]:
    """The message without the moment of extraction and run id, a schema without explanations."""
    kept = {name: value for name, value in message.items() if name != "time_extracted"}
    if kept["type"] == "SCHEMA":
        for column in kept["schema"]["properties"].values():
            column.pop("description", None)
    if kept["type"] == "RECORD" and kept["stream"] == "import_status":
        kept["record"] = {**kept["record"], "run_id": "of this run"}
    return kept


def test_the_whole_output(ended: Ended) -> None:
    """Every SCHEMA, RECORD and STATE, in order and digit by digit."""
    compare(
        "small_account.jsonl",
        [
            encode(without_moment_and_descriptions(message)).decode()
            for message in ended.output.messages
        ],
    )


def test_the_end_of_the_log(ended: Ended) -> None:
    """The table that a person reads at the end."""
    table = re.findall(r"tap_tiktok_ads\.observe\.\w+ *\| (.*)", ended.log)

    compare("small_account.log", [line.rstrip() for line in table])
