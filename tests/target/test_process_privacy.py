"""Personal data and secrets: nowhere in clear, at any log level, whatever goes wrong."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.target.target_process import Target, order, schema, singer, stored_ids

if TYPE_CHECKING:
    from pathlib import Path

    from tests.emulator.process import LocalTikTok
    from tests.target.target_process import Result

MARK = "canary"
GRANTED = "tokencanary0123456789abcdef"
PERSON: dict[str, Any] = {
    "email": "email.canary@example.com",
    "phone": "+4930555canary",
    "first_name": "Firstcanary",
    "last_name": "Lastcanary",
    "zip": "zipcanary",
    "external_id": "customer-canary",
    "note": "call canary at 5 pm",
    "address": {"street": "canary street", "contacts": ["canary@example.com"]},
}
DEBUG = {"TARGET_TIKTOK_EVENTS_LOGLEVEL": "DEBUG"}


def _files(directory: Path) -> bytes:
    """Everything the run left behind, its input and settings aside."""
    return b"".join(
        path.read_bytes()
        for path in directory.rglob("*")
        if path.is_file() and path.name not in {"config.json", "input.singer"}
    )


def _assert_nothing_leaked(result: Result, directory: Path) -> None:
    for text in (result.stdout, result.stderr, _files(directory).decode(errors="replace")):
        assert MARK not in text.lower()
        assert GRANTED not in text


@pytest.fixture
def target(tiktok: LocalTikTok, tmp_path: Path) -> Target:
    """A target whose token is marked, too."""
    tiktok.admin("POST", "events/tokens", {"grant": GRANTED})
    return Target(tmp_path, tiktok, access_token=GRANTED)


def test_delivered_orders_leave_no_trace_in_clear(tiktok: LocalTikTok, target: Target) -> None:
    """Output, debug log, ledger and state of a run that goes well; and what TikTok received."""
    person = {**PERSON, "phone": "+493055512345"}
    result = target.run(singer([order(n, **person) for n in range(5)]), environment=DEBUG)
    assert (result.code, len(stored_ids(tiktok))) == (0, 5)
    _assert_nothing_leaked(result, target.directory)
    for request in tiktok.requests("/event/track/"):
        assert MARK not in json.dumps(request).lower()
    stored = json.dumps(tiktok.admin("GET", "events", list="stored"))
    assert MARK not in stored.lower()


REFUSED_COLUMNS: list[dict[str, Any]] = [
    {"total": "canary"},
    {"total": -1},
    {"created_at": "canary"},
    {"order_id": "canary@example.com"},
    {"order_id": None},
    {"currency": "canary"},
    {"line_items": "canary"},
    {"line_items": [{"name": "canary", "price": "canary"}]},
    {"order_id": ["canary"]},
    {"consent": "canary"},
]


def test_refused_records_are_named_without_values(target: Target) -> None:
    """Whatever column is at fault, its value stays out of dead letter and log."""
    records = [{**order(n), **PERSON, **columns} for n, columns in enumerate(REFUSED_COLUMNS)]
    result = target.run(singer(records), environment=DEBUG)
    assert result.code == 0, result.stderr
    assert result.count("records") == len(records)
    _assert_nothing_leaked(result, target.directory)


def test_schema_is_no_reason_to_name_values(target: Target) -> None:
    """A record that contradicts its schema is judged by the mapping, and nothing is repeated."""
    lines = [
        json.dumps(schema("orders", email={"type": "integer"})),
        json.dumps({"type": "RECORD", "stream": "orders", "record": order(1, **PERSON)}),
    ]
    result = target.run(lines, environment=DEBUG)
    assert result.code == 0, result.stderr
    assert (result.count("sent"), result.count("dead letters")) == (1, 0)
    _assert_nothing_leaked(result, target.directory)


MALFORMED = [
    '{"type":"RECORD","record":{"email":"canary@example.com"}}',
    '{"type":"canary","email":"canary@example.com"}',
    '{"type":"SCHEMA","stream":"x","email":"canary@example.com"}',
]
NO_OBJECTS = [
    '{"type":"RECORD","stream":"orders","record":{"email":"canary@example.com"',
    "canary@example.com",
]


def test_malformed_lines_are_not_shown(target: Target) -> None:
    """The SDK prints the line it can't parse; the target names its number."""
    result = target.run([*singer([order(1)])[:-1], *MALFORMED], environment=DEBUG)
    assert result.code == 0, result.stderr
    numbers = [letter["record_key"] for letter in target.dead_letters]
    assert numbers == [f"line {number}" for number in range(3, 3 + len(MALFORMED))]
    _assert_nothing_leaked(result, target.directory)
    for line in NO_OBJECTS:
        result = target.run([*singer([order(1)])[:-1], line], environment=DEBUG)
        assert result.code == 1
        _assert_nothing_leaked(result, target.directory)


def test_messages_of_tiktok_are_not_repeated(tiktok: LocalTikTok, target: Target) -> None:
    """TikTok may quote the value it refuses; dead letter and log keep path and code."""
    message = "data.{index}.user.email: 'canary@example.com' (Canary, +49 30 555) is not hashed"
    tiktok.admin("POST", "events/refuse", {"event_ids": ["1"], "code": 40062, "message": message})
    records = [order(n, **{**PERSON, "phone": None}) for n in range(3)]
    result = target.run(singer(records), environment=DEBUG)
    assert result.code == 0, result.stderr
    [letter] = target.dead_letters
    assert "user.email" in letter["reason"]
    _assert_nothing_leaked(result, target.directory)


@pytest.mark.parametrize("code", [40105, 40002])
def test_refused_runs_keep_the_token_secret(tiktok: LocalTikTok, target: Target, code: int) -> None:
    """An error of the whole run shows neither token nor what TikTok quotes of it."""
    message = f"event_source_id: access token {GRANTED} of Canary"
    tiktok.fault(path="/event/track/", times=0, kind="code", code=code, message=message)
    result = target.run(singer([order(1, **{**PERSON, "phone": None})]), environment=DEBUG)
    assert result.code == 3
    _assert_nothing_leaked(result, target.directory)


@pytest.mark.parametrize(
    "settings",
    [
        {"access_token": "token\ncanary"},
        {"batch_size": "canary"},
        {"event_mappings": [{"canary": 1, "when": "x"}]},
        {"ledger_url": "canary"},
        {"api_url": "http://canary.example.com"},
    ],
)
def test_bad_settings_show_no_value(
    tiktok: LocalTikTok, target: Target, settings: dict[str, Any]
) -> None:
    """A setting may hold the token by mistake; one line names it and shows no secret."""
    target.config.update(settings)
    result = target.run(singer([order(1)]), environment=DEBUG)
    assert result.code == 1
    last = result.stderr.splitlines()[-1]
    assert next(iter(settings)) in last
    assert "Traceback" not in result.stderr
    if "event_mappings" not in settings:
        assert MARK not in result.stderr.lower()


def test_stream_map_errors_are_not_repeated(target: Target) -> None:
    """The SDK's text of a failing expression holds the record's values."""
    target.config["stream_maps"] = {"orders": {"total": "int(email)", "order_id": "order_id"}}
    result = target.run(singer([order(1, **PERSON)]), environment=DEBUG)
    assert result.code == 0, result.stderr
    assert "stream_maps" in target.dead_letters[0]["reason"]
    _assert_nothing_leaked(result, target.directory)


def test_structured_logging_leaks_nothing_either(target: Target, tmp_path: Path) -> None:
    """JSON logs, as Meltano reads them, hold the table and no value."""
    config = tmp_path / "logging.yml"
    config.write_text(
        "version: 1\ndisable_existing_loggers: false\n"
        "formatters: {json: {(): singer_sdk.logging.StructuredFormatter}}\n"
        "handlers: {console: {class: logging.StreamHandler, formatter: json}}\n"
        "root: {level: DEBUG, handlers: [console]}\n"
    )
    environment = {**DEBUG, "SINGER_SDK_LOG_CONFIG": str(config)}
    record = {**order(1), **PERSON, "total": "canary"}
    result = target.run([*singer([record]), "canary"], environment=environment)
    assert result.code == 1, result.stderr
    logged = [json.loads(line) for line in result.stderr.splitlines() if line.startswith("{")]
    assert any(entry["message"].startswith("dead letters") for entry in logged)
    _assert_nothing_leaked(result, target.directory)


def test_personal_keys_name_no_record_in_clear(target: Target) -> None:
    """Whoever makes a phone number, an address or a name the key gets an id or a digest instead."""
    keys = ["Erika Canary", "+49 30 555canary", "canary@example.com", "Canary"]
    records = [{**order(n), "loyalty_card": key, "total": -1} for n, key in enumerate(keys)]
    records += [{**order(n), "order_id": None, "loyalty_card": key} for n, key in enumerate(keys)]
    lines = [line.replace('["order_id"]', '["loyalty_card"]') for line in singer(records)]
    target.config["field_mapping"] = {"order_id": "order_id"}
    result = target.run(lines, environment=DEBUG)
    assert (result.code, result.count("dead letters")) == (0, 8)
    named = [letter["record_key"] for letter in target.dead_letters]
    assert named[:4] == [f"event_id={n}" for n in range(4)]
    assert all(key.startswith("loyalty_card=sha256:") for key in named[4:])
    _assert_nothing_leaked(result, target.directory)
