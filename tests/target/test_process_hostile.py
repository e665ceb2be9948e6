"""Hostile and odd input: an event, a dead letter or one clear error; never a traceback."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.target.target_process import Target, event_requests, order, schema, singer, stored_ids

if TYPE_CHECKING:
    from pathlib import Path

    from tests.emulator.process import LocalTikTok


def _raw(record: str) -> str:
    return f'{{"type":"RECORD","stream":"orders","record":{record}}}'


def _with(name: str, columns: dict[str, str]) -> str:
    """A record line whose given columns are raw JSON."""
    record = {**order(name), **{column: f"@{column}@" for column in columns}}
    text = json.dumps(record)
    for column, value in columns.items():
        text = text.replace(f'"@{column}@"', value)
    return _raw(text)


ODD_COLUMNS = [
    {"email": '"' + "x" * 10_000 + '"'},
    {"user_agent": '"' + "x" * 10_000 + '"'},
    {"nested": "[" * 400 + "]" * 400},
    {"total": "NaN"},
    {"total": "-Infinity"},
    {"total": "1e400"},
    {"total": "9" * 400},
    {"city": '"\\ud83d"'},
    {"email": '"a\\u0000b@example.com"'},
    {"line_items": '[1, null, "x", {"price": {}}]'},
    {"email": "[[[]]]"},
    {"phone": '{"a": 1}'},
    {"created_at": "99999999999999999999"},
    {"created_at": "true"},
    {"user": "7"},
]


def test_odd_values_never_stop_the_run(tiktok: LocalTikTok, tmp_path: Path) -> None:
    """Each odd record ends as event or dead letter, and every good one around it is delivered."""
    lines = [json.dumps(schema())]
    for number, columns in enumerate(ODD_COLUMNS):
        lines += [_with(f"odd{number}", columns), _with(f"good{number}", {})]
    target = Target(tmp_path, tiktok)
    result = target.run(lines)
    assert result.code == 0, result.stderr
    assert "Traceback" not in result.stderr
    stored = stored_ids(tiktok)
    assert {f"good{number}" for number in range(len(ODD_COLUMNS))} <= set(stored)
    assert len(stored) + len(target.dead_letters) == 2 * len(ODD_COLUMNS)


COLUMNS = (
    *("order_id", "id", "event_id", "created_at", "processed_at", "total", "total_price"),
    *("currency", "email", "phone", "external_id", "ttclid", "ttp", "ip", "user_agent"),
    *("landing_page_url", "referrer", "locale", "first_name", "last_name", "city", "state"),
    *("zip", "country", "country_code", "line_items", "content_type", "shop_id"),
    "limited_data_use",
)


VALUES = ("null", "7", "1.5", '""', "true", "[]", "{}", '"text"', "[[1]]")


def test_wrong_types_in_every_column_never_stop_the_run(
    tiktok: LocalTikTok, tmp_path: Path
) -> None:
    """Every conventional column with every JSON type: counted, no traceback, good ones pass."""
    lines = ['{"type":"SCHEMA","stream":"orders","schema":{"properties":{}},"key_properties":[]}']
    for number, value in enumerate(VALUES):
        lines += [_with(f"odd-{number}-{name}", {name: value}) for name in COLUMNS]
        lines.append(_with(f"good-{number}", {}))
    target = Target(tmp_path, tiktok)
    result = target.run(lines)
    assert result.code == 0, result.stderr
    assert "Traceback" not in result.stderr
    assert {f"good-{number}" for number in range(len(VALUES))} <= set(stored_ids(tiktok))
    ends = ("sent", "already sent, in the ledger", "dead letters")
    assert sum(map(result.count, ends)) == result.count("records") == len(lines) - 1


def test_unusable_messages_become_dead_letters(tiktok: LocalTikTok, tmp_path: Path) -> None:
    """Objects that are no messages are named by number; the run goes on and STATE passes them."""
    lines = singer([order(1)])
    bad = ['{"type":"RECORD"}', '{"type":"UNKNOWN"}', '{"no": "type"}', ""]
    target = Target(tmp_path, tiktok)
    result = target.run([*lines[:-1], *bad, lines[-1]])
    assert result.code == 0, result.stderr
    assert "Traceback" not in result.stderr
    assert [letter["record_key"] for letter in target.dead_letters] == [
        f"line {number}" for number in range(3, 6)
    ]
    assert {letter["stage"] for letter in target.dead_letters} == {"map"}
    assert result.states == [{"done": 1}]
    assert result.count("records") == 4


NO_OBJECTS: list[str | bytes] = [
    '{"type":"RECORD","stream":"orders","record":{"order_id":"2"',
    "[]",
    "Traceback (most recent call last):",
    b"\xff\xfe\x00",
    "[" * 100_000,
]


@pytest.mark.parametrize("no_object", NO_OBJECTS, ids=range(len(NO_OBJECTS)))
@pytest.mark.parametrize("dry_run", [False, True])
def test_line_that_is_no_object_ends_the_run_before_it(
    tiktok: LocalTikTok, tmp_path: Path, no_object: str | bytes, *, dry_run: bool
) -> None:
    """Its order would be lost: what came before is settled, exit 1, and no STATE past it."""
    before = singer(map(order, range(3)))
    after = [*singer([order(9)])[1:-1], json.dumps({"type": "STATE", "value": {"done": 4}})]
    target = Target(tmp_path, tiktok, dry_run=dry_run)
    result = target.run([*before, no_object, *after])
    assert (result.code, result.count("records")) == (1, 3), result.stderr
    assert "line 6 of the input is no JSON object" in result.stderr.splitlines()[-1]
    assert "Traceback" not in result.stderr.replace(str(no_object), "")
    assert stored_ids(tiktok) == ([] if dry_run else ["0", "1", "2"])
    assert dry_run or result.states == [{"done": 3}]


def test_run_after_the_repair_of_the_tap_loses_no_order(
    tiktok: LocalTikTok, tmp_path: Path
) -> None:
    """What came before the unreadable line is sent once, by this run or the next."""
    target = Target(tmp_path, tiktok)
    lines = singer(map(order, range(3)), state_every=1)
    assert target.run([*lines[:4], "no message", *lines[4:]]).code == 1
    assert target.run(lines).code == 0
    assert sorted(stored_ids(tiktok)) == ["0", "1", "2"]
    assert tiktok.admin("GET", "events/summary")["duplicates"] == 0


def test_empty_input_is_fine(tiktok: LocalTikTok, tmp_path: Path) -> None:
    """Nothing to do is no error."""
    result = Target(tmp_path, tiktok).run([])
    assert (result.code, result.stdout, event_requests(tiktok)) == (0, "", 0)


def test_record_before_its_schema_is_one_clear_error(tiktok: LocalTikTok, tmp_path: Path) -> None:
    """A tap that breaks the protocol ends the run; what came before is settled."""
    lines = [*singer([order(1)]), json.dumps({"type": "RECORD", "stream": "x", "record": order(2)})]
    result = Target(tmp_path, tiktok).run(lines)
    assert result.code == 1
    assert "before the schema" in result.stderr.splitlines()[-1]
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    "unusable",
    [
        {"type": "object"},
        {"properties": 5},
    ],
)
def test_unusable_schema_is_one_clear_error(
    tiktok: LocalTikTok, tmp_path: Path, unusable: dict[str, Any]
) -> None:
    """The stream or the missing part is named."""
    line = json.dumps({"type": "SCHEMA", "stream": "orders", "schema": unusable})
    result = Target(tmp_path, tiktok).run([line])
    assert result.code == 1
    assert "Traceback" not in result.stderr
    assert "schema" in result.stderr.splitlines()[-1] or "properties" in result.stderr


@pytest.mark.parametrize(
    "unread",
    [
        {"type": "integer"},
        {"type": "nonsense"},
        {"$ref": "https://example.com/s.json"},
        {"enum": ["y"]},
    ],
)
def test_a_column_that_is_not_read_does_not_matter(
    tiktok: LocalTikTok, tmp_path: Path, unread: dict[str, Any]
) -> None:
    """A note that contradicts its schema, or a schema that nobody can apply, costs no order."""
    message = {"type": "RECORD", "stream": "orders", "record": order(1, note="x")}
    lines = [json.dumps(schema(note=unread)), json.dumps(message)]
    result = Target(tmp_path, tiktok).run(lines)
    assert (result.code, stored_ids(tiktok)) == (0, ["1"]), result.stderr
    assert result.count("dead letters") == 0


def test_a_column_that_is_read_is_judged_by_the_mapping(
    tiktok: LocalTikTok, tmp_path: Path
) -> None:
    """A total that is no amount is a dead letter of stage value, though its schema allows it."""
    message = {"type": "RECORD", "stream": "orders", "record": order(1, total="canary")}
    target = Target(tmp_path, tiktok)
    result = target.run([json.dumps(schema(total={"type": "string"})), json.dumps(message)])
    assert (result.code, stored_ids(tiktok)) == (0, [])
    [letter] = target.dead_letters
    assert (letter["stage"], letter["record_key"]) == ("value", "order_id=1")
    assert "total" in letter["reason"]


def test_a_schema_that_changes_takes_effect_at_once(tiktok: LocalTikTok, tmp_path: Path) -> None:
    """A record is named by the key of the schema before it, however often the key changes."""
    by_number = {**schema(), "key_properties": ["number"]}
    lines = []
    for number, message in enumerate([schema(), by_number, schema()]):
        record = order(f"o{number}", number=number, total=-1)
        line = {"type": "RECORD", "stream": "orders", "record": record}
        lines += [json.dumps(message), json.dumps(line)]
    target = Target(tmp_path, tiktok)
    assert target.run(lines).code == 0
    assert [letter["record_key"] for letter in target.dead_letters] == [
        "order_id=o0",
        "number=1",
        "order_id=o2",
    ]


def test_activate_version_changes_nothing(tiktok: LocalTikTok, tmp_path: Path) -> None:
    """An event can't be taken back; the message is read and left."""
    lines = singer([order(1)])
    lines.insert(1, '{"type":"ACTIVATE_VERSION","stream":"orders","version":1}')
    lines.insert(1, '{"type":"ACTIVATE_VERSION","stream":"unknown","version":1}')
    result = Target(tmp_path, tiktok).run(lines)
    assert (result.code, stored_ids(tiktok)) == (0, ["1"])


@pytest.mark.parametrize("compression", ["gzip", "none"])
def test_batch_messages_are_read(tiktok: LocalTikTok, tmp_path: Path, compression: str) -> None:
    """A file of records goes the same way as records: mapped, counted."""
    rows = [order(1), order(2), order(3, total="canary")]
    text = "\n".join(json.dumps(row) for row in rows).encode()
    path = tmp_path / "rows"
    path.write_bytes(gzip.compress(text) if compression == "gzip" else text)
    message = {
        "type": "BATCH",
        "stream": "orders",
        "encoding": {"format": "jsonl", "compression": compression},
        "manifest": [f"file://{path}"],
    }
    target = Target(tmp_path, tiktok)
    result = target.run([json.dumps(schema()), json.dumps(message)])
    assert (result.code, stored_ids(tiktok)) == (0, ["1", "2"]), result.stderr
    assert [letter["record_key"] for letter in target.dead_letters] == ["order_id=3"]
    assert result.count("records") == 3


def test_unreadable_batch_file_is_one_clear_error(tiktok: LocalTikTok, tmp_path: Path) -> None:
    """A manifest that names a missing or broken file, or one whose lines are no objects."""
    for content in (None, b"not json", b"[1]"):
        path = tmp_path / "rows"
        if content:
            path.write_bytes(content)
        message = {
            "type": "BATCH",
            "stream": "orders",
            "encoding": {"format": "jsonl", "compression": "none"},
            "manifest": [f"file://{path}"],
        }
        result = Target(tmp_path, tiktok).run([json.dumps(schema()), json.dumps(message)])
        assert result.code == 1
        assert "BATCH" in result.stderr.splitlines()[-1]
        assert "Traceback" not in result.stderr
