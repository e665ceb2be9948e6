"""Dead letters that are sent again."""

from __future__ import annotations

import json
import stat
from typing import TYPE_CHECKING, Any

import pytest

from tests.target.target_process import (
    PIXEL,
    TIMEOUT,
    Result,
    Target,
    event_requests,
    order,
    recently,
    singer,
    stored_ids,
)

if TYPE_CHECKING:
    from pathlib import Path

    from tests.emulator.process import LocalTikTok

FILE = "tiktok-events-dead-letters.jsonl"


@pytest.fixture
def target(tiktok: LocalTikTok, tmp_path: Path) -> Target:
    """A target with dead letters: orders 1 and 3 were refused, a total and a line unusable."""
    tiktok.admin("POST", "events/refuse", {"event_ids": ["1", "3"]})
    records = [*map(order, range(5)), order(5, total=-1)]
    made = Target(tmp_path, tiktok)
    result = made.run([*singer(records), "{}"])
    assert (result.code, len(made.dead_letters)) == (0, 4)
    return made


def _mend(tiktok: LocalTikTok) -> None:
    """TikTok takes what it refused; the store is emptied with the refusals."""
    tiktok.admin("DELETE", "events")
    tiktok.clear_requests()


def _replay(target: Target, **settings: Any) -> Result:
    target.config.update(settings)
    return target.run([], "--replay", FILE)


def test_refused_events_are_sent_from_the_file_and_marked(
    tiktok: LocalTikTok, target: Target
) -> None:
    """Complete events go out in one request; the file says what became of each.

    What needs the source is named by stage, and a second replay leaves marked lines alone.
    """
    _mend(tiktok)
    result = _replay(target)
    assert (result.code, stored_ids(tiktok), event_requests(tiktok)) == (0, ["1", "3"], 1)
    marks = {letter["record_key"]: letter.get("replayed") for letter in target.dead_letters}
    assert marks == {
        "order_id=1": "sent",
        "order_id=3": "sent",
        "order_id=5": None,
        "line 9": None,
    }
    assert all(letter["replayed_at"] for letter in target.dead_letters if letter.get("replayed"))
    assert stat.S_IMODE((target.directory / FILE).stat().st_mode) == 0o600
    assert result.stdout == ""
    for said in ("1 of stage map", "1 of stage value", "run the source again"):
        assert said in result.stderr
    _assert_second_replay_sends_nothing(tiktok, target)


def _assert_second_replay_sends_nothing(tiktok: LocalTikTok, target: Target) -> None:
    tiktok.clear_requests()
    before = (target.directory / FILE).read_bytes()
    result = _replay(target)
    assert (result.code, event_requests(tiktok)) == (0, 0)
    assert (target.directory / FILE).read_bytes() == before
    assert "2 lines were replayed before" in result.stderr


def test_replay_of_what_a_later_run_sent_finds_it(tiktok: LocalTikTok, target: Target) -> None:
    """An order that went out by another way is not sent twice."""
    _mend(tiktok)
    target.run(singer([order(1)]))
    tiktok.clear_requests()
    _replay(target)
    assert stored_ids(tiktok) == ["1", "3"]
    marks = {letter["record_key"]: letter.get("replayed") for letter in target.dead_letters}
    assert (marks["order_id=1"], marks["order_id=3"]) == ("already sent", "sent")


def test_events_refused_again_get_a_new_line(tiktok: LocalTikTok, target: Target) -> None:
    """The old line is marked, the new one says why; the replay ends and does not go in circles."""
    tiktok.clear_requests()
    result = _replay(target)
    assert (result.code, result.count("dead letters")) == (0, 2)
    letters = target.dead_letters
    assert len(letters) == 6
    assert [letter.get("replayed") for letter in letters].count("rejected") == 2
    assert [letter["record_key"] for letter in letters[4:]] == ["order_id=1", "order_id=3"]
    assert event_requests(tiktok) <= 6


def test_outage_during_a_replay_marks_nothing(tiktok: LocalTikTok, target: Target) -> None:
    """What was not sent can be replayed again."""
    tiktok.fault(path="/event/track/", kind="code", code=40105, times=0)
    result = _replay(target)
    assert result.code == 3
    assert all("replayed" not in letter for letter in target.dead_letters)


def test_trying_out_a_replay_marks_nothing(tiktok: LocalTikTok, target: Target) -> None:
    """Test events and a dry run are no deliveries."""
    _mend(tiktok)
    before = (target.directory / FILE).read_bytes()
    for settings, tested in (({"test_event_code": "TEST1"}, 2), ({"dry_run": True}, 2)):
        assert _replay(target, **settings).code == 0
        assert stored_ids(tiktok) == []
        assert tiktok.admin("GET", "events/summary")["test"] == tested
        assert (target.directory / FILE).read_bytes() == before


def test_test_letters_and_those_of_other_event_sources_never_become_production(
    tiktok: LocalTikTok, target: Target
) -> None:
    """A letter knows where it was to go; the others are counted, and wait in the file."""
    target.config["test_event_code"] = "TEST1"
    assert target.run(singer([order(1)])).code == 0
    del target.config["test_event_code"]
    _mend(tiktok)
    before = target.dead_letters
    assert [letter["test"] for letter in before] == [False] * 4 + [True]
    result = _replay(target, event_source_id="COTHER0PIXEL0CODE000")
    assert (result.code, stored_ids(tiktok), target.dead_letters) == (0, [], before)
    assert "of another event source" in result.stderr
    result = _replay(target, event_source_id=PIXEL)
    assert (result.code, stored_ids(tiktok)) == (0, ["1", "3"])
    assert "1 lines are of test events" in result.stderr
    assert "replayed" not in target.dead_letters[-1]


def test_old_events_are_not_replayed(tiktok: LocalTikTok, tmp_path: Path) -> None:
    """The age limit holds here, too: an order that the ledger has forgotten must stay."""
    path = tmp_path / FILE
    path.write_text(
        json.dumps(
            {
                "event_source": "web",
                "event_source_id": PIXEL,
                "stage": "api",
                "event": {"event": "CompletePayment", "event_id": "9", "event_time": 1_500_000_000},
            }
        )
        + "\n"
    )
    result = _replay(Target(tmp_path, tiktok))
    assert (result.code, event_requests(tiktok)) == (0, 0)
    assert "1 of stage age" in result.stderr


def test_missing_file_is_said_on_one_line(tmp_path: Path) -> None:
    """Exit code 1, as for a missing --config file: a scheduler knows no code 2 of this target."""
    target = Target(tmp_path, None, access_token=PIXEL, created=recently())
    result = target.run([], "--replay", "none.jsonl")
    assert result.code == 1
    assert "--replay: there is no file none.jsonl: check its path" in result.stderr.splitlines()[-1]
    assert "Traceback" not in result.stderr


def test_two_replays_at_once_send_each_event_once_and_lose_no_mark(
    tiktok: LocalTikTok, tmp_path: Path
) -> None:
    """Both end well; every line is marked, and a run beside them keeps its dead letters."""
    refused = [str(number) for number in range(10)]
    tiktok.admin("POST", "events/refuse", {"event_ids": refused})
    target = Target(tmp_path, tiktok, batch_size=3, max_dead_letters="100%")
    target.run(singer(map(order, range(12))))
    assert len(target.dead_letters) == 10
    _mend(tiktok)
    lines = "\n".join(singer(order(n, total=-1) for n in range(20, 120))) + "\n"
    with (
        target.started("--replay", FILE) as one,
        target.started("--replay", FILE) as other,
        target.started() as run,
    ):
        _, said = run.communicate(lines, timeout=TIMEOUT)
        assert run.returncode == 0, said
        for replay in (one, other):
            _, said = replay.communicate(timeout=TIMEOUT)
            assert replay.returncode == 0, said
    assert sorted(stored_ids(tiktok), key=int) == refused
    assert tiktok.admin("GET", "events/summary")["duplicates"] == 0
    letters = target.dead_letters
    assert len(letters) == 110
    marks = [letter["replayed"] for letter in letters if letter["stage"] == "api"]
    assert len(marks) == 10
    assert set(marks) <= {"sent", "already sent"}
