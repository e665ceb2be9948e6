"""Of a record only the columns that are read become objects."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from target_tiktok_events.singer.line_decoder import LineDecoder

CANARY = "ann.canary@example.com"


def line(record: dict[str, Any], stream: str = "orders", **parts: Any) -> bytes:
    """A RECORD as a tap writes it."""
    return json.dumps({"type": "RECORD", "stream": stream, "record": record, **parts}).encode()


def reading_only(*columns: str, stream: str = "orders") -> LineDecoder:
    """A decoder that knows which columns of a stream are read."""
    decoder = LineDecoder()
    decoder.read_only(stream, columns)
    return decoder


def test_other_columns_are_passed_over() -> None:
    """Whatever they hold; those that are missing stay missing, and null stays null."""
    decoder = reading_only("id", "total", "gone", "line items", "a.b", "class")
    record = {
        "id": 1,
        "total": 12.340,
        "line items": [{"sku": None}],
        "a.b": None,
        "class": "x",
        "email": CANARY,
        "customer": {"email": [CANARY]},
        "Id": 2,
    }
    read = {name: record[name] for name in ("id", "line items", "a.b", "class")}
    expected = ("orders", {**read, "total": Decimal("12.34")})
    assert decoder.record_or_message(line(record)) == expected


@pytest.mark.parametrize("odd", ["NaN", "1" * 5000, '"\\ud800"'])
def test_a_line_that_python_reads(odd: str) -> None:
    """What only the patient parser takes loses the other columns as well, or is read by itself."""
    text = line({"id": 1, "email": CANARY, "odd": "@"}).replace(b'"@"', odd.encode())
    assert reading_only("id").record_or_message(text) == ("orders", {"id": 1})
    stream, record = reading_only("odd").record_or_message(text)
    assert (stream, list(record)) == ("orders", ["odd"])


def test_streams_in_turns() -> None:
    """Each stream is read by its own columns, in whichever order the lines come."""
    decoder = reading_only("id", stream="orders")
    decoder.read_only("leads", ["mail"])
    record = {"id": 1, "mail": "m", "more": 2}
    for stream, expected in (
        *(("orders", {"id": 1}), ("leads", {"mail": "m"}), ("leads", {"mail": "m"})),
        *(("other", record), ("orders", {"id": 1})),
    ):
        assert decoder.record_or_message(line(record, stream)) == (stream, expected)


def test_a_later_schema_counts() -> None:
    """The columns of the last SCHEMA are read; all of them where a stream map may use any."""
    decoder = reading_only("id")
    decoder.read_only("orders", ["mail"])
    record = {"id": 1, "mail": "m"}
    assert decoder.record_or_message(line(record)) == ("orders", {"mail": "m"})
    decoder.read_only("orders", None)
    assert decoder.record_or_message(line(record)) == ("orders", record)


def test_names_that_no_line_has() -> None:
    """A setting may name a column that has no UTF-8 form; it is in no line that is read fast."""
    decoder = reading_only("id", "\ud800")
    assert decoder.record_or_message(line({"id": 1, "x": 2})) == ("orders", {"id": 1})


def test_no_columns_at_all() -> None:
    """A stream that is left out is read without any of its values."""
    assert reading_only().record_or_message(line({"id": 1})) == ("orders", {})


def test_type_and_stream_behind_the_record() -> None:
    """The parts of a message may come in any order."""
    text = b'{"record":{"id":1,"x":2},"stream":"orders","type":"RECORD"}'
    assert reading_only("id").record_or_message(text) == ("orders", {"id": 1})


def test_state_between_records() -> None:
    """A STATE keeps its bytes whichever stream was read before."""
    found = reading_only("id").record_or_message(b'{"type":"STATE","value":{"a": 1.50}}')
    assert found == {"type": "STATE", "value": b'{"a": 1.50}'}
