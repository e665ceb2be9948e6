"""The executable end to end: orders in, events stored once, STATE out."""

from __future__ import annotations

import json
import sqlite3
from typing import TYPE_CHECKING, Any

import pytest

from tests.target.target_process import (
    PIXEL,
    Target,
    event_requests,
    order,
    recently,
    schema,
    singer,
    stored_ids,
)

if TYPE_CHECKING:
    from pathlib import Path

    from tests.emulator.process import LocalTikTok


def test_orders_are_delivered_and_state_follows(tiktok: LocalTikTok, tmp_path: Path) -> None:
    """2,500 orders take three requests, each is stored once, and the last STATE goes out."""
    target = Target(tmp_path, tiktok)
    result = target.run(singer(map(order, range(2500)), state_every=100))
    assert result.code == 0, result.stderr
    assert sorted(stored_ids(tiktok), key=int) == [str(number) for number in range(2500)]
    assert event_requests(tiktok) == 3
    assert result.states[-1] == {"done": 2500}
    assert (result.count("records"), result.count("sent")) == (2500, 2500)


def test_same_input_twice_sends_nothing_the_second_time(
    tiktok: LocalTikTok, tmp_path: Path
) -> None:
    """The ledger knows every order; no request is made."""
    lines = singer(map(order, range(1500)))
    target = Target(tmp_path, tiktok)
    target.run(lines)
    tiktok.clear_requests()
    result = target.run(lines)
    assert (result.code, event_requests(tiktok)) == (0, 0)
    assert result.count("already sent, in the ledger") == 1500
    assert result.states[-1] == {"done": 1500}


def test_without_ledger_the_second_run_sends_again(tiktok: LocalTikTok, tmp_path: Path) -> None:
    """ledger_url "" switches it off: TikTok's own 48 hours are the only protection then."""
    target = Target(tmp_path, tiktok, ledger_url="")
    for _ in range(2):
        assert target.run(singer(map(order, range(10)))).code == 0
    assert event_requests(tiktok) == 2
    assert not target.ledger.exists()
    assert tiktok.admin("GET", "events/summary")["duplicates"] == 10


@pytest.mark.parametrize("ledger_url", ["", ...])
def test_same_order_twice_in_one_input_is_sent_once(
    tiktok: LocalTikTok, tmp_path: Path, ledger_url: Any
) -> None:
    """Next to each other or far apart, with or without a ledger of earlier runs."""
    numbers = [0, 0, *range(1500), *range(1500)]
    target = Target(tmp_path, tiktok, batch_size=100, ledger_url=ledger_url)
    result = target.run(singer(map(order, numbers)))
    assert (result.code, result.count("sent")) == (0, 1500)
    assert result.count("already sent, in the ledger") == 1502
    assert tiktok.admin("GET", "events/summary")["duplicates"] == 0


def test_ledger_is_written_before_state(tiktok: LocalTikTok, tmp_path: Path) -> None:
    """When the run ends every sent order stands in the ledger with TikTok's request id."""
    target = Target(tmp_path, tiktok)
    target.run(singer(map(order, range(5))))
    with sqlite3.connect(target.ledger) as ledger:
        rows = ledger.execute(
            "select event_source_id, event, event_id, request_id <> '' from tiktok_events_ledger"
        ).fetchall()
    ledger.close()
    assert sorted(rows) == [(PIXEL, "CompletePayment", str(n), 1) for n in range(5)]


def test_test_events_do_not_keep_production_from_being_sent(
    tiktok: LocalTikTok, tmp_path: Path
) -> None:
    """A run with test_event_code goes to Test Events only, and leaves neither ledger nor STATE.

    Its dead letters say that they are of a test.
    """
    lines = singer([*map(order, [1, 2, 2]), order(3, total=-1)], state_every=1)
    tested = Target(tmp_path, tiktok, test_event_code="TEST1")
    result = tested.run(lines)
    assert (result.code, result.states, tested.ledger.exists()) == (0, [], False)
    assert result.count("sent as test events") == 2
    assert [letter["test"] for letter in tested.dead_letters] == [True]
    assert (len(stored_ids(tiktok)), tiktok.admin("GET", "events/summary")["test"]) == (0, 2)
    assert Target(tmp_path, tiktok).run(lines).count("sent") == 2
    assert len(stored_ids(tiktok)) == 2


def test_every_record_ends_in_one_of_four_ways(tiktok: LocalTikTok, tmp_path: Path) -> None:
    """Delivered, in the ledger, dead letter, left out: the counts add up to the records."""
    target = Target(
        tmp_path,
        tiktok,
        consent_column="consent",
        event_mappings=[{"when": {"status": "cancelled"}, "skip": True}],
    )
    target.run(singer([order(1, consent=True, status=None)]))
    records = [
        order(1, consent=True),
        order(2, consent=True),
        order(3, consent=False),
        order(4, consent=True, status="cancelled"),
        order(5, consent=True, total=-1),
        order(6, consent=True, created_at=None),
        order(7, consent=True, created_at=recently(days=40)),
        order("", consent=True),
        order(9, consent=True, currency="EUR", total="1,234.50"),
    ]
    result = target.run(singer(records))
    assert result.code == 0
    assert (result.count("records"), result.count("sent")) == (9, 1)
    assert result.count("already sent, in the ledger") == 1
    assert result.count("dead letters") == 5
    assert result.count("left out by rule") == 2
    stages = sorted(letter["stage"] for letter in target.dead_letters)
    assert stages == ["age", "map", "map", "value", "value"]
    assert result.states[-1] == {"done": 9}


def test_batches_respect_count_and_bytes(tiktok: LocalTikTok, tmp_path: Path) -> None:
    """No request is larger than either limit; an event that fits none is a dead letter."""
    target = Target(tmp_path, tiktok, batch_size=7, max_batch_bytes=1500)
    big = order("big", user_agent="x" * 3000, ip="198.51.100.7")
    result = target.run(singer([*map(order, range(50)), big]))
    summary = tiktok.admin("GET", "events/summary")
    assert (result.count("sent"), summary["stored"]) == (50, 50)
    assert summary["largest_batch"] <= 7
    assert summary["largest_body"] <= 1500
    [letter] = target.dead_letters
    assert (letter["stage"], letter["code"]) == ("api", None)
    assert "max_batch_bytes" in letter["reason"]
    assert letter["event"]["event_id"] == "big"


def test_dry_run_prints_hashed_events_and_touches_nothing(tmp_path: Path) -> None:
    """No token, no network, no STATE, no files: the events on stdout, counts in the log."""
    records = [order(1), order(2, total=-1)]
    result = Target(tmp_path, None, dry_run=True).run(singer(records))
    assert result.code == 0, result.stderr
    [event] = [json.loads(line) for line in result.stdout.splitlines()]
    assert event["event_id"] == "1"
    assert "example.com" not in result.stdout
    assert (result.count("would be sent"), result.count("dead letters")) == (1, 1)
    assert "events with email" in result.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["config.json", "input.singer"]


def test_dry_run_asks_the_ledger_and_says_where_events_would_go(
    tiktok: LocalTikTok, tmp_path: Path
) -> None:
    """What a real run would find in the ledger, or twice in the input, is not shown as sent.

    The ledger stays as it is, byte for byte; under a test code it is not asked.
    """
    target = Target(tmp_path, tiktok)
    target.run(singer(map(order, range(3))))
    before = target.ledger.read_bytes()
    tiktok.clear_requests()
    target.config["dry_run"] = True
    lines = singer([*map(order, range(5)), order(4)])
    result = target.run(lines)
    assert (result.code, result.count("would be sent"), event_requests(tiktok)) == (0, 2, 0)
    assert [json.loads(line)["event_id"] for line in result.stdout.splitlines()] == ["3", "4"]
    assert result.count("already sent, in the ledger") == 4
    assert result.count(f"web {PIXEL}: CompletePayment") == 2
    assert target.ledger.read_bytes() == before
    target.config["test_event_code"] = "TEST1"
    assert target.run(lines).count("would be sent") == 5
    assert target.ledger.read_bytes() == before


def test_ledger_and_dead_letters_lie_in_the_meltano_project(
    tiktok: LocalTikTok, tmp_path: Path
) -> None:
    """A run that was started in another folder finds the same files."""
    project, folder = tmp_path / "project", tmp_path / "elsewhere"
    project.mkdir()
    folder.mkdir()
    environment = {"MELTANO_PROJECT_ROOT": str(project)}
    lines = singer([order(1), order(2, total=-1)])
    assert Target(folder, tiktok).run(lines, environment=environment).code == 0
    files = {"tiktok-events-ledger.db", "tiktok-events-dead-letters.jsonl"}
    assert {path.name for path in project.iterdir()} == files
    assert Target(project, tiktok).run(lines).count("already sent, in the ledger") == 1


def test_coverage_is_reported(tiktok: LocalTikTok, tmp_path: Path) -> None:
    """The share of events with each identifier stands in the final table."""
    records = [order(1), order(2, email=None, phone="+493012345678"), order(3), order(4)]
    result = Target(tmp_path, tiktok).run(singer(records))
    lines = [" ".join(line.rpartition("| ")[2].split()) for line in result.stderr.splitlines()]
    assert "events with email 75.0%" in lines
    assert "events with phone 25.0%" in lines


def test_match_key_that_collapses_is_warned_of(tiktok: LocalTikTok, tmp_path: Path) -> None:
    """Somebody renamed the column with the addresses: the run says so, beside what was before."""
    target = Target(tmp_path, tiktok)
    first = target.run(singer(map(order, range(30))))
    assert "last runs" not in first.stderr
    records = [order(n, email=None, contact=f"c{n}@example.com") for n in range(30, 60)]
    result = target.run(singer(records))
    assert result.code == 0
    assert "0.0% of the events hold email, in the last runs 100.0% did" in result.stderr
    assert "(last runs 100.0%)" in result.stderr


def test_streams_share_requests(tiktok: LocalTikTok, tmp_path: Path) -> None:
    """Two streams of one event source go in one request; schemas may change on the way."""
    lines = [
        json.dumps(schema("orders")),
        json.dumps(schema("leads")),
        json.dumps({"type": "RECORD", "stream": "orders", "record": order(1)}),
        json.dumps({"type": "RECORD", "stream": "leads", "record": order(2)}),
        json.dumps(schema("orders", note={"type": "string"})),
        json.dumps({"type": "RECORD", "stream": "orders", "record": order(3, note="x")}),
        json.dumps({"type": "RECORD", "stream": "orders", "record": order(4, note=5)}),
    ]
    result = Target(tmp_path, tiktok).run(lines)
    assert (result.code, event_requests(tiktok)) == (0, 1)
    assert stored_ids(tiktok) == ["1", "2", "3", "4"]


def test_stream_maps_apply(tiktok: LocalTikTok, tmp_path: Path) -> None:
    """The SDK's inline maps rename and filter; what they filter is counted."""
    target = Target(
        tmp_path,
        tiktok,
        stream_maps={"orders": {"order_id": "'map-' + order_id", "__filter__": "total > 5"}},
    )
    result = target.run(singer([order(1), order(2, total=1)]))
    assert (result.code, stored_ids(tiktok)) == (0, ["map-1"])
    assert (result.count("left out by rule"), result.count("stream_maps")) == (1, 1)


def test_settings_from_the_environment(tiktok: LocalTikTok, tmp_path: Path) -> None:
    """Lists, objects, numbers and flags arrive as text, and mean the same."""
    prefix = "TARGET_TIKTOK_EVENTS_"
    environment = {
        prefix + "EVENT_MAPPINGS": '[{"when": {"status": "lead"}, "event_name": "SubmitForm"}]',
        prefix + "FIELD_MAPPING": '{"order_id": "number"}',
        prefix + "BATCH_SIZE": "2",
        prefix + "LIMITED_DATA_USE": "true",
        prefix + "EVENT_SOURCE_ID": PIXEL,
    }
    target = Target(tmp_path, tiktok, event_source_id=...)
    records = [order(n, number=f"n{n}", status="lead") for n in range(3)]
    result = target.run(singer(records), "--config", "ENV", environment=environment)
    assert result.code == 0, result.stderr
    items = tiktok.admin("GET", "events", list="stored")["items"]
    assert sorted(item["event"]["event_id"] for item in items) == ["n0", "n1", "n2"]
    assert {item["event"]["event"] for item in items} == {"SubmitForm"}
    assert all(item["event"]["limited_data_use"] for item in items)
    assert event_requests(tiktok) == 2
