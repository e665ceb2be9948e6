"""Lines of a Singer stream to messages; the odd ones are named, never shown."""

from __future__ import annotations

import io
import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from target_tiktok_events.errors import InputError
from target_tiktok_events.singer.lines import LineReader

CANARY = "ann.canary@example.com"
_NO_MESSAGE = "no Singer message: its type is unknown or missing"


class _Read:
    """Reads lines and keeps what came out."""

    def __init__(self, *lines: bytes | str) -> None:
        self.messages: list[dict[str, Any]] = []
        self.bad: list[tuple[int, str]] = []
        self.failures: list[BaseException] = []
        reader = LineReader(lambda n, why: self.bad.append((n, why)), self.failures.append)
        kinds = ("RECORD", "SCHEMA", "STATE", "ACTIVATE_VERSION", "BATCH")
        data = b"\n".join(line if isinstance(line, bytes) else line.encode() for line in lines)
        self.stats = reader.process_lines(io.BytesIO(data), dict.fromkeys(kinds, self._take))

    def _take(self, message: dict[str, Any]) -> None:
        """Keeps a message; of records that came together each by itself."""
        records = message.pop("records", None)
        one_by_one = [message] if records is None else [{**message, "record": r} for r in records]
        self.messages += one_by_one


def _record(text: str) -> str:
    return f'{{"type":"RECORD","stream":"orders","record":{text}}}'


def test_messages_come_in_their_order() -> None:
    """Each message reaches its callback as the SDK's callbacks expect it."""
    read = _Read(
        '{"type":"SCHEMA","stream":"orders","schema":{"properties":{}},"key_properties":["id"]}',
        _record('{"id":1}'),
        '{"type":"STATE","value":{"bookmarks":{"a":1.50}}}',
        '{"type":"ACTIVATE_VERSION","stream":"orders","version":1}',
        '{"type":"BATCH","stream":"orders","encoding":{},"manifest":[]}',
    )
    assert [message["type"] for message in read.messages] == [
        "SCHEMA",
        "RECORD",
        "STATE",
        "ACTIVATE_VERSION",
        "BATCH",
    ]
    assert read.messages[0]["key_properties"] == ["id"]
    assert read.stats["RECORD"] == 1
    assert read.bad == []


def test_state_keeps_its_bytes() -> None:
    """What the tap wrote comes out unchanged, to the last digit."""
    assert _Read('{"type":"STATE","value":{"a": 1.50}}').messages[0]["value"] == b'{"a": 1.50}'


def test_fractions_are_decimals() -> None:
    """Money is exact."""
    record = _Read(_record('{"total":12.340000000000000000001}')).messages[0]["record"]
    assert record["total"] == Decimal("12.340000000000000000001")


def test_schema_holds_floats() -> None:
    """A schema is compiled, and the compiler knows no decimals."""
    schema = '{"type":"SCHEMA","stream":"s","schema":{"properties":{"a":{"minimum":0.5}}}}'
    minimum = _Read(schema).messages[0]["schema"]["properties"]["a"]["minimum"]
    assert isinstance(minimum, float)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ('"\\ud83d"', "\ud83d"),
        ('"a\\u0000b"', "a\0b"),
        ("123456789012345678901234567890", 123456789012345678901234567890),
        ("NaN", None),
        ("Infinity", None),
    ],
)
def test_odd_values_are_read(value: str, expected: object) -> None:
    """Half a character pair, NUL, huge integers, NaN: the record goes on, the mapper judges."""
    [message] = _Read(_record(f'{{"id":{value}}}')).messages
    found = message["record"]["id"]
    assert found == expected if expected is not None else not found.is_finite()


def test_last_of_duplicate_keys_counts() -> None:
    """As in every JSON parser at hand."""
    assert _Read(_record('{"id":1,"id":2}')).messages[0]["record"] == {"id": 2}


@pytest.mark.parametrize(
    "line",
    [
        f'{{"type":"{CANARY}","stream":"orders"}}',
        f'{{"type":["{CANARY}"]}}',
        f'{{"stream":"orders","record":{{"email":"{CANARY}"}}}}',
        f'{{"type":"RECORD","record":{{"email":"{CANARY}"}}}}',
        f'{{"type":"RECORD","stream":"{CANARY}"}}',
        f'{{"type":"RECORD","stream":"orders","record":["{CANARY}"]}}',
        f'{{"type":"RECORD","stream":5,"record":{{"email":"{CANARY}"}}}}',
        '{"type":"SCHEMA","stream":"orders"}',
        '{"type":"SCHEMA","stream":"orders","schema":[]}',
        '{"type":"STATE"}',
        '{"type":"ACTIVATE_VERSION"}',
    ],
)
def test_unusable_message_is_named_by_its_line_only(line: str) -> None:
    """An object that is no message is reported without its content, and the next line is read."""
    read = _Read(_record("{}"), line, _record('{"id":2}'))
    [(number, reason)] = read.bad
    assert number == 2
    assert CANARY not in reason
    assert len(reason) < 100
    assert [message["record"] for message in read.messages] == [{}, {"id": 2}]


@pytest.mark.parametrize(
    "line",
    [
        f'{{"type":"RECORD","stream":"orders","record":{{"email":"{CANARY}"',
        f"{CANARY}",
        f'["{CANARY}"]',
        "7",
        "null",
        b'{"type":"RECORD","stream":"orders","record":{"email":"\xff\xfe"}}',
        _record("[" * 200_000),
    ],
)
def test_line_that_is_no_object_ends_the_reading(line: bytes | str) -> None:
    """Nobody can tell which order it held: nothing after it is read, and its number is named."""
    messages: list[Any] = []
    failures: list[BaseException] = []
    reader = LineReader(lambda _n, _why: None, failures.append)
    lines = [_record("{}").encode(), line if isinstance(line, bytes) else line.encode()]
    with pytest.raises(InputError, match="line 2 of the input is no JSON object") as caught:
        reader.process_lines(
            io.BytesIO(b"\n".join([*lines, lines[0]])), {"RECORD": messages.append}
        )
    assert CANARY not in str(caught.value)
    assert (len(messages), failures) == (1, [caught.value])


@pytest.mark.parametrize("line", ['{"order_id": 1}', '{"type": "order", "id": 1}'])
def test_input_whose_first_line_is_no_message_is_no_singer_stream(line: str) -> None:
    """Rows piped in as they are end the run; the same line among messages is a line of its own."""
    with pytest.raises(InputError, match=r"line 2 of the input .* This is no Singer stream"):
        _Read("", line, _record('{"id":1}'))

    assert _Read(_record('{"id":1}'), line).bad == [(2, _NO_MESSAGE)]


def test_number_of_thousands_of_digits_does_not_end_the_reading() -> None:
    """It stands in a column that may not even be mapped: the mapper judges it."""
    [message] = _Read(_record('{"id":' + "9" * 5000 + "}")).messages
    assert message["record"]["id"] == Decimal("9" * 5000)


def test_blank_lines_are_nothing() -> None:
    """An empty line holds no record to be counted."""
    read = _Read("", "  ", _record("{}"), "")
    assert (len(read.messages), read.bad) == (1, [])


def test_text_input_is_read_like_bytes() -> None:
    """The SDK's test suite hands over text."""
    messages: list[Any] = []
    reader = LineReader(lambda _n, _why: None, lambda _error: None)
    reader.process_lines(io.StringIO(_record('{"a":"ü"}')), {"RECORD": messages.append})  # type: ignore[arg-type] # text
    assert messages[0]["records"] == [{"a": "ü"}]


def test_failure_is_told_before_it_is_raised() -> None:
    """Whoever owns files and threads can close them."""
    failures: list[BaseException] = []
    reader = LineReader(lambda _n, _why: None, failures.append)

    def fail(_message: object) -> None:
        message = "no schema"
        raise InputError(message)

    with pytest.raises(InputError):
        reader.process_lines(io.BytesIO(_record("{}").encode()), {"RECORD": fail})
    assert len(failures) == 1


def test_missing_parts_are_named_without_the_message() -> None:
    """The SDK asks the reader for this check; its own repeats the whole line."""
    with pytest.raises(InputError) as caught:
        LineReader.assert_line_requires({"stream": CANARY}, {"stream", "schema"})
    assert str(caught.value) == "a message of the input is missing schema"


@given(st.binary(max_size=300).filter(lambda line: b"\n" not in line))
def test_no_bytes_break_the_reader(line: bytes) -> None:
    """Any line is a message, a bad message, blank, or the end of the input with a clear error."""
    try:
        read = _Read(line)
    except InputError as error:
        complaint = str(error)
    else:
        complaint = ""
    if complaint:
        assert complaint.startswith("line 1 of the input is no ")  # JSON object, or Singer message
        return
    assert len(read.messages) + len(read.bad) <= 1
    assert read.failures == []


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=10,
    )
)
def test_any_json_record_is_read_with_its_values(value: object) -> None:
    """What JSON can hold in a column reaches the mapper."""
    read = _Read(_record(json.dumps({"column": value})))
    assert read.bad == []
    assert len(read.messages) == 1


def test_records_that_come_together_are_one_message() -> None:
    """In their order, until another stream, another message or a bad line comes between."""
    took: list[Any] = []
    reader = LineReader(lambda number, _why: took.append(number), lambda _error: None)
    lines = [
        *(_record('{"id":1}'), "", _record('{"id":2}'), '{"type":"RECORD","stream":"orders"}'),
        *(_record('{"id":3}'), _record('{"id":4}').replace("orders", "leads")),
        *('{"type":"STATE","value":{}}', _record('{"id":5}')),
    ]
    stats = reader.process_lines(
        io.BytesIO("\n".join(lines).encode()),
        {
            "RECORD": lambda message: took.append([one["id"] for one in message["records"]]),
            "STATE": lambda message: took.append(message["value"]),
        },
    )
    assert took == [[1], [2], 4, [3], [4], b"{}", [5]]
    assert stats == {"RECORD": 5, "STATE": 1}


def test_a_schema_changes_how_the_lines_after_it_are_read() -> None:
    """Also those that came together with it."""
    records: list[Any] = []
    reader = LineReader(lambda _n, _why: None, lambda _error: None)
    schema = '{"type":"SCHEMA","stream":"orders","schema":{}}'
    reader.process_lines(
        io.BytesIO(
            "\n".join([_record('{"a":1,"b":2}'), schema, _record('{"a":1,"b":2}')]).encode()
        ),
        {
            "RECORD": lambda message: records.extend(message["records"]),
            "SCHEMA": lambda message: reader.read_only(message["stream"], ["b"]),
        },
    )
    assert records == [{"a": 1, "b": 2}, {"b": 2}]
