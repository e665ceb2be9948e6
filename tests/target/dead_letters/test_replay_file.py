"""A dead-letter file that is sent again."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from target_tiktok_events.dead_letters.file_lock import rewrite
from target_tiktok_events.dead_letters.letter import DeadLetter
from target_tiktok_events.dead_letters.letter_file import DeadLetterFile
from target_tiktok_events.dead_letters.replay_file import ReplayFile
from target_tiktok_events.errors import StorageError
from target_tiktok_events.mapping.events import MatchKey
from tests.target.made_events import ADDRESSEE, made_event

if TYPE_CHECKING:
    from pathlib import Path

    from target_tiktok_events.mapping.events import Event

TIME = 1_760_000_000


def _line(event_id: str, **fields: Any) -> str:
    event = {"event": "CompletePayment", "event_id": event_id, "event_time": TIME}
    source = {"event_source": "web", "event_source_id": ADDRESSEE.event_source_id}
    return json.dumps({**source, "stage": "api", "stream": "orders", "event": event, **fields})


def _file(path: Path, *lines: str, oldest: float = 0) -> ReplayFile:
    path.write_text("".join(line + "\n" for line in lines))
    return ReplayFile(path, [ADDRESSEE], oldest, now=lambda: 0, pause=_no_pause)


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
    letters.append(DeadLetter.of_event(event, ADDRESSEE, "invalid parameter", 40002, "req"))
    letters.close()
    [read] = ReplayFile(path, [ADDRESSEE], 0).events()
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
        list(ReplayFile(tmp_path / "none", [ADDRESSEE], 0).events())


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


def test_letters_of_other_event_sources_and_of_tests_are_left(tmp_path: Path) -> None:
    """Only what was meant for the configured event source is sent; no test becomes production."""
    path = tmp_path / "dead.jsonl"
    lines = [
        _line("ours"),
        _line("test", test=True),
        _line("other pixel", event_source_id="COTHER"),
        _line("other kind", event_source="offline"),
        _line("no event source", event_source="", event_source_id=""),
    ]
    file = _file(path, *lines)
    assert [event.event_id for event in file.events()] == ["ours"]
    assert file.left == {"another event source": 3, "test": 1}
    tests = ReplayFile(path, [msgspec.structs.replace(ADDRESSEE, is_test=True)], 0)
    assert [event.event_id for event in tests.events()] == ["ours", "test"]


def test_run_that_appends_goes_on_in_the_marked_file(tmp_path: Path) -> None:
    """Neither the mark nor a letter is lost, whichever comes first."""
    path = tmp_path / "dead.jsonl"
    file = _file(path, _line("1"))
    letters = DeadLetterFile(path)
    letters.append(DeadLetter(ADDRESSEE, "orders", "before", "map", "r"))
    _note(file, {"1": "sent"})
    file.mark()
    letters.append(DeadLetter(ADDRESSEE, "orders", "after", "map", "r"))
    letters.sync()
    letters.close()
    marked, before, after = map(json.loads, path.read_text().splitlines())
    assert marked["replayed"] == "sent"
    assert (before["record_key"], after["record_key"]) == ("before", "after")


def test_two_replays_of_one_file_keep_the_marks_of_both(tmp_path: Path) -> None:
    """Each marks its own lines; of a line that both sent the first mark stays."""
    path = tmp_path / "dead.jsonl"
    one = _file(path, _line("a"), _line("b"), _line("c"))
    other = ReplayFile(path, [ADDRESSEE], 0, now=lambda: 0)
    _note(one, {"a": "sent", "b": "sent"})
    _note(other, {"b": "already sent", "c": "sent"})
    one.mark()
    other.mark()
    marks = [json.loads(line)["replayed"] for line in path.read_text().splitlines()]
    assert marks == ["sent", "sent", "sent"]


def test_lines_that_moved_meanwhile_are_marked_where_they_are(tmp_path: Path) -> None:
    """A line is known by what stands in it: another process may have taken lines out."""
    path = tmp_path / "dead.jsonl"
    file = _file(path, _line("a"), _line("b"), _line("c"))
    _note(file, {"b": "sent"})
    rewrite(path, lambda lines: (line for line in lines if b'"a"' not in line))
    file.mark()
    assert ["replayed" in line for line in path.read_text().splitlines()] == [True, False]
