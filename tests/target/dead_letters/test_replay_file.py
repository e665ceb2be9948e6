"""A dead-letter file that is sent again."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from target_tiktok_events.dead_letters.letter_file import DeadLetter, DeadLetterFile
from target_tiktok_events.dead_letters.replay_file import ReplayFile
from target_tiktok_events.errors import StorageError
from target_tiktok_events.mapping.events import MatchKey
from tests.target.made_events import made_event

if TYPE_CHECKING:
    from pathlib import Path

    from target_tiktok_events.mapping.events import Event

TIME = 1_760_000_000


def _line(event_id: str, **fields: Any) -> str:
    event = {"event": "CompletePayment", "event_id": event_id, "event_time": TIME}
    return json.dumps({"stage": "api", "stream": "orders", "event": event, **fields})


def _file(path: Path, *lines: str, oldest: float = 0) -> ReplayFile:
    path.write_text("".join(line + "\n" for line in lines))
    return ReplayFile(path, oldest, now=lambda: 0, pause=_no_pause)


def _no_pause(_seconds: float) -> None:
    """Does not wait."""


def _note(file: ReplayFile, endings: dict[str, str]) -> None:
    for event in file.events():
        if event.event_id in endings:
            file.note(event, endings[event.event_id])


def test_event_is_read_as_it_was_written(tmp_path: Path) -> None:
    """The bytes of the event are those that would have been sent; only the match keys are new."""
    path = tmp_path / "dead.jsonl"
    event = made_event("7")
    letters = DeadLetterFile(path)
    letters.append(DeadLetter.of_event(event, "invalid parameter", 40002, "req"))
    letters.close()
    [read] = ReplayFile(path, 0).events()
    assert (read.payload, read.event_id, read.record_key) == (event.payload, "7", "order_id=7")
    assert (read.stream, read.event_time, read.match_keys) == ("orders", TIME, MatchKey(0))


def test_lines_that_are_not_sent_are_counted_by_why(tmp_path: Path) -> None:
    """Other stages, replayed lines, old events and what is no dead letter."""
    old = {"event": "E", "event_id": "5", "event_time": TIME - 1}
    lines = [
        _line("1"),
        _line("2", stage="map", event=None),
        _line("3", stage=""),
        _line("4", replayed="sent"),
        _line("5", event=old),
        _line("6", event=None),
        "not a line",
        "7",
    ]
    file = _file(tmp_path / "dead.jsonl", *lines, oldest=TIME)
    assert [event.event_id for event in file.events()] == ["1"]
    assert file.left == {"map": 1, "": 1, "replayed before": 1, "age": 1, "unreadable": 3}


def test_letters_that_are_added_while_it_is_read_are_left(tmp_path: Path) -> None:
    """A replay whose events are refused again ends, and does not go in circles."""
    path = tmp_path / "dead.jsonl"
    file = _file(path, _line("1"), _line("2"))
    read = []
    for event in file.events():
        read.append(event.event_id)
        with path.open("a") as appending:
            appending.write(_line("again") + "\n")
    assert read == ["1", "2"]


def test_file_that_is_gone_is_said(tmp_path: Path) -> None:
    """The error names the option."""
    with pytest.raises(StorageError, match="--replay"):
        list(ReplayFile(tmp_path / "none", 0).events())


def test_marks_keep_every_other_byte(tmp_path: Path) -> None:
    """Only marked lines change, and those only at their end."""
    path = tmp_path / "dead.jsonl"
    lines = [_line("a", note=1.50), "half a li", _line("b"), _line("c", note="}")]
    file = _file(path, *lines)
    _note(file, {"a": "sent", "c": "rejected"})
    file.mark()
    marked = path.read_text().splitlines()
    assert marked[1:3] == lines[1:3]
    mark = '"replayed": "sent", "replayed_at": "1970-01-01T00:00:00Z"}'
    assert marked[0] == f"{lines[0][:-1]},{mark}"
    assert (json.loads(marked[3])["note"], json.loads(marked[3])["replayed"]) == ("}", "rejected")
    assert list(tmp_path.iterdir()) == [path]


def test_of_two_lines_with_one_event_the_first_is_meant_first(tmp_path: Path) -> None:
    """An order that was refused twice has two lines; each gets its own ending."""
    path = tmp_path / "dead.jsonl"
    file = _file(path, _line("1"), _line("1"))
    events: list[Event] = list(file.events())
    file.note(events[0], "sent")
    file.note(events[1], "already sent")
    file.mark()
    marks = [json.loads(line)["replayed"] for line in path.read_text().splitlines()]
    assert marks == ["sent", "already sent"]


def test_nothing_noted_leaves_the_file_alone(tmp_path: Path) -> None:
    """A replay that sent nothing does not write."""
    path = tmp_path / "dead.jsonl"
    file = _file(path, _line("1"))
    before = path.stat().st_ino
    _note(file, {})
    file.mark()
    assert path.stat().st_ino == before


def test_file_in_use_by_a_run_is_not_replaced(tmp_path: Path) -> None:
    """A run that appends holds the file; its lines must not go to a file that is replaced."""
    path = tmp_path / "dead.jsonl"
    file = _file(path, _line("1"))
    _note(file, {"1": "sent"})
    letters = DeadLetterFile(path)
    letters.append(DeadLetter("orders", "1", "map", "r"))
    with pytest.raises(StorageError, match="no other run"):
        file.mark()
    assert "replayed" not in path.read_text()
    letters.close()
    file.mark()
    assert "replayed" in path.read_text()
