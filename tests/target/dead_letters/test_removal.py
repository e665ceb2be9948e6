"""Letters that are taken out of the file."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

import pytest

from target_tiktok_events.dead_letters.removal import is_digest, remove_older, remove_person
from target_tiktok_events.errors import StorageError

NOW = 1_760_000_000  # 2025-10-09T08:53:20Z
EMAIL = hashlib.sha256(b"alice@example.com").hexdigest()
PHONE = hashlib.sha256(b"+4915112345678").hexdigest()


def _write(path: Path, *lines: str) -> None:
    path.write_text("".join(line + "\n" for line in lines))


def test_letters_older_than_the_days_are_removed(tmp_path: Path) -> None:
    """The youngest that is allowed stays, and so does what can't be read."""
    path = tmp_path / "dead.jsonl"
    old = '{"time":"2025-10-02T08:53:19Z","stage":"map"}'
    kept = ['{"time":"2025-10-02T08:53:20Z"}', "half a li", '{"time":7}', '{"stage":"map"}']
    _write(path, old, *kept)
    assert remove_older(path, 7, NOW) == 1
    assert path.read_text().splitlines() == kept


def test_file_is_left_alone_where_nothing_is_old(tmp_path: Path) -> None:
    """No run rewrites the file without need; and none has to have one."""
    path = tmp_path / "dead.jsonl"
    assert remove_older(path, 7, NOW) == 0
    _write(path, '{"time":"2025-10-09T00:00:00Z"}')
    before = path.stat().st_ino
    assert (remove_older(path, 7, NOW), path.stat().st_ino) == (0, before)
    assert remove_older(Path(os.devnull), 7, NOW) == 0


def test_letters_that_hold_a_persons_digest_are_removed(tmp_path: Path) -> None:
    """By any of the digests, in any case, in the event or as the name of the record."""
    path = tmp_path / "dead.jsonl"
    lines = [
        json.dumps({"record_key": "order_id=1", "event": {"user": {"email": EMAIL}}}),
        json.dumps({"record_key": "order_id=2", "event": {"user": {"phone": [PHONE.upper()]}}}),
        json.dumps({"record_key": f"card=sha256:{PHONE[:16]}", "event": None}),
        json.dumps({"record_key": "order_id=4", "event": {"user": {"email": "0" * 64}}}),
    ]
    _write(path, *lines)
    assert remove_person(path, ["f" * 64]) == 0
    assert remove_person(path, [EMAIL, PHONE]) == 3
    assert path.read_text().splitlines() == lines[3:]


def test_link_to_the_file_stays_a_link(tmp_path: Path) -> None:
    """What it leads to is changed."""
    path, link = tmp_path / "dead.jsonl", tmp_path / "link.jsonl"
    _write(path, json.dumps({"event": {"user": {"email": EMAIL}}}))
    link.symlink_to(path)
    assert remove_person(link, [EMAIL]) == 1
    assert link.is_symlink()
    assert path.read_text() == ""


def test_file_that_can_not_be_replaced_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody believes that a person was erased who was not."""
    path = tmp_path / "dead.jsonl"
    _write(path, json.dumps({"event": {"user": {"email": EMAIL}}}))

    def refuse(_descriptor: int) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(StorageError, match="no letter can be removed"):
        remove_person(path, [EMAIL])


def test_digest_is_64_lower_case_hexadecimal_digits() -> None:
    """As TikTok wants it."""
    assert is_digest(EMAIL)
    for text in ("", EMAIL[:-1], EMAIL + "0", EMAIL.upper(), "g" * 64, EMAIL + "\n"):
        assert not is_digest(text)
