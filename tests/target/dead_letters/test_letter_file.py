"""The file of records that were not delivered."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest

from target_tiktok_events.dead_letters import letter_file
from target_tiktok_events.dead_letters.letter import Addressee, DeadLetter
from target_tiktok_events.dead_letters.letter_file import DeadLetterFile
from target_tiktok_events.errors import StorageError
from target_tiktok_events.mapping.events import Refused
from tests.target.made_events import ADDRESSEE, made_event

LETTER = DeadLetter(ADDRESSEE, "orders", "order_id=1", "map", "no time: created_at is empty")


def _lines(path: Path) -> list[object]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_line_has_every_field(tmp_path: Path) -> None:
    """When, where to, whether as a test, of which record, why, and the hashed event."""
    file = DeadLetterFile(tmp_path / "dead.jsonl", now=lambda: 1_760_000_000)
    event = made_event("7")
    file.append(DeadLetter.of_event(event, ADDRESSEE, "invalid parameter", 40002, "req"))
    test = Addressee("offline", "7001", is_test=True)
    refused = Refused("orders", "order_id=8", "age", "too old", b'{"a":1}')
    file.append(DeadLetter.of_record(refused, test))
    file.close()
    assert _lines(tmp_path / "dead.jsonl") == [
        {
            "time": "2025-10-09T08:53:20Z",
            "event_source": "web",
            "event_source_id": "CEXAMPLE0PIXEL0CODE0",
            "test": False,
            "stream": "orders",
            "record_key": "order_id=7",
            "stage": "api",
            "code": 40002,
            "reason": "invalid parameter",
            "request_id": "req",
            "event": json.loads(event.payload),
        },
        {
            "time": "2025-10-09T08:53:20Z",
            "event_source": "offline",
            "event_source_id": "7001",
            "test": True,
            "stream": "orders",
            "record_key": "order_id=8",
            "stage": "age",
            "code": None,
            "reason": "too old",
            "request_id": None,
            "event": {"a": 1},
        },
    ]


def test_only_the_owner_can_read_it_from_the_start(tmp_path: Path) -> None:
    """The mode is 0600 before the first line, whatever the umask."""
    before = os.umask(0)
    try:
        DeadLetterFile(tmp_path / "dead.jsonl").close()
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "dead.jsonl").stat().st_mode) == 0o600


def test_older_lines_stay(tmp_path: Path) -> None:
    """A second run continues the file."""
    for _ in range(2):
        file = DeadLetterFile(tmp_path / "dead.jsonl")
        file.append(LETTER)
        file.close()
    assert len(_lines(tmp_path / "dead.jsonl")) == 2


def test_half_a_line_of_a_killed_run_spoils_nothing(tmp_path: Path) -> None:
    """The next line begins on a line of its own."""
    path = tmp_path / "dead.jsonl"
    path.write_text('{"time":"2026-')
    file = DeadLetterFile(path)
    file.append(LETTER)
    file.close()
    half, whole = path.read_text().splitlines()
    assert half == '{"time":"2026-'
    assert json.loads(whole)["record_key"] == "order_id=1"


def test_line_is_there_before_the_file_is_closed(tmp_path: Path) -> None:
    """A line is written at once, so that sync before STATE makes it durable."""
    file = DeadLetterFile(tmp_path / "dead.jsonl")
    file.append(LETTER)
    file.sync()
    assert len(_lines(tmp_path / "dead.jsonl")) == 1
    file.close()
    file.close()


def test_half_a_character_pair_is_no_hindrance(tmp_path: Path) -> None:
    """A record key with a cut emoji is written with a replacement."""
    file = DeadLetterFile(tmp_path / "dead.jsonl")
    file.append(DeadLetter(ADDRESSEE, "orders", "order_id=\ud83d", "map", "r"))
    file.close()
    assert len(_lines(tmp_path / "dead.jsonl")) == 1


def test_unwritable_place_is_said_at_once(tmp_path: Path) -> None:
    """A path that can't be opened names the setting."""
    (tmp_path / "file").touch()
    for path in (tmp_path, tmp_path / "file" / "dead.jsonl", tmp_path / "none" / "dead.jsonl"):
        with pytest.raises(StorageError, match="dead_letter_path"):
            DeadLetterFile(path)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_full_disk_is_said() -> None:
    """A line that can't be written ends the run instead of being lost."""
    file = DeadLetterFile(Path("/dev/full"))
    with pytest.raises(StorageError, match="space"):
        file.append(LETTER)
    file.close()


def test_device_that_can_not_sync_is_fine() -> None:
    """/dev/null takes dead letters for who wants none."""
    file = DeadLetterFile(Path(os.devnull))
    file.append(LETTER)
    file.sync()
    file.close()


def test_file_system_that_names_files_differently_loses_no_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where nobody can tell whether a file was replaced, the line is written all the same."""
    monkeypatch.setattr(letter_file, "has_name", lambda *_: False)
    file = DeadLetterFile(tmp_path / "dead.jsonl")
    file.append(LETTER)
    file.close()
    assert len(_lines(tmp_path / "dead.jsonl")) == 1
