"""Dead letters do not stay for ever: retention, and erasing a person."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from tests.target.target_process import Target, event_requests, order, singer

if TYPE_CHECKING:
    from pathlib import Path

    from tests.emulator.process import LocalTikTok

FILE = "tiktok-events-dead-letters.jsonl"


def test_person_is_erased_by_digest(tiktok: LocalTikTok, tmp_path: Path) -> None:
    """Every letter with the digest goes, the others stay; nothing is sent."""
    target = Target(tmp_path, tiktok)
    target.run(singer([order(1, total=-1), order(2, total=-1)]))
    digest = hashlib.sha256(b"customer1@example.com").hexdigest()
    assert digest in (tmp_path / FILE).read_text()
    result = target.run([], "--erase-hash", digest.upper())
    assert (result.code, event_requests(tiktok)) == (0, 0)
    assert f"1 dead letters were erased from {FILE}" in result.stderr
    assert [letter["record_key"] for letter in target.dead_letters] == ["order_id=2"]


def test_address_in_clear_is_refused_and_not_repeated(tmp_path: Path) -> None:
    """What is given by mistake does not get into a log."""
    target = Target(tmp_path, None, dry_run=True)
    result = target.run([], "--erase-hash", "customer1@example.com")
    assert result.code == 2
    assert "SHA-256" in result.stderr
    assert "customer1" not in result.stderr


def test_letters_older_than_the_retention_go_when_a_run_begins(
    tiktok: LocalTikTok, tmp_path: Path
) -> None:
    """Younger ones stay; a dry run changes no file."""
    old = {"time": "2020-01-01T00:00:00Z", "record_key": "order_id=old", "stage": "map"}
    (tmp_path / FILE).write_text(json.dumps(old) + "\n")
    target = Target(tmp_path, tiktok, dead_letter_retention_days=90)
    target.config["dry_run"] = True
    target.run(singer([order(1)]))
    assert [letter["record_key"] for letter in target.dead_letters] == ["order_id=old"]
    target.config["dry_run"] = False
    result = target.run(singer([order(2, total=-1)]))
    assert "1 dead letters older than 90 days were removed" in result.stderr
    assert [letter["record_key"] for letter in target.dead_letters] == ["order_id=2"]
