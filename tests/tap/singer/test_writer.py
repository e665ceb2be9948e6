"""Singer messages: whole, in order, whatever is in a name and whenever a signal arrives."""

from __future__ import annotations

import io
import json
import signal
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from singer_sdk.singerlib.messages import RecordMessage, StateMessage

from tap_tiktok_ads.errors import Interrupted
from tap_tiktok_ads.singer import writer as writer_module
from tap_tiktok_ads.singer.writer import BUFFERED_BYTES, Writer


class Stdout:
    """Standard output; `on_write` happens in the middle of a write."""

    def __init__(self) -> None:
        self.buffer = self
        self.raw = b""
        self.writes = 0
        self.on_write: Any = lambda: None

    def write(self, data: bytes) -> int:
        middle = len(data) // 2
        self.raw += data[:middle]
        self.on_write()
        self.raw += data[middle:]
        self.writes += bool(data)
        return len(data)

    def flush(self) -> None:
        pass


@pytest.fixture
def stdout(monkeypatch: pytest.MonkeyPatch) -> Stdout:
    double = Stdout()
    # pytest puts its own sys.stdout back before the test begins.
    monkeypatch.setattr(writer_module, "sys", SimpleNamespace(stdout=double))
    return double


def record(name: str = "x") -> RecordMessage:
    return RecordMessage("ads", {"ad_name": name})


STATE = StateMessage({"bookmarks": {}})


def test_finished_lines_and_messages_keep_their_order(stdout: Stdout) -> None:
    """A message comes behind the lines that were taken before it, and before later ones."""
    writer = Writer()
    writer.write_line(b'{"line":1}\n')
    writer.write_message(STATE)
    writer.write_line(b'{"line":2}\n')
    writer.flush()

    lines = [json.loads(line) for line in stdout.raw.splitlines()]
    assert [line.get("line") or line["type"] for line in lines] == [1, "STATE", 2]


def test_lines_are_gathered(stdout: Stdout) -> None:
    """Many lines are few writes, and no more than a buffer is held back."""
    writer = Writer()
    line = b"x" * 1023 + b"\n"
    for _ in range(1000):
        writer.write_line(line)
        assert writer._size < BUFFERED_BYTES  # noqa: SLF001 - the bound of the memory
    writer.flush()

    assert len(stdout.raw) == len(line) * 1000
    assert stdout.writes <= 5


def test_a_write_that_takes_a_part_only_is_followed_by_the_rest(stdout: Stdout) -> None:
    """Unbuffered, a pipe takes what it has room for when a signal comes: no line is cut."""
    whole = stdout.write
    stdout.write = lambda data: whole(bytes(data[:7]))  # type: ignore[method-assign]
    Writer().write_message(STATE)

    assert json.loads(stdout.raw)["type"] == "STATE"


def test_a_message_is_on_its_way_at_once(stdout: Stdout) -> None:
    """STATE is not held back: a target must be able to commit."""
    Writer().write_message(STATE)

    assert json.loads(stdout.raw)["type"] == "STATE"


@given(st.text(), st.decimals(allow_nan=False, allow_infinity=False, places=3))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_text_and_decimals_arrive_as_they_are(name: str, spend: Decimal) -> None:
    """Every character arrives, also half an emoji, and every digit of a number."""
    message = RecordMessage("ads", {"ad_name": name, "spend": spend})
    line = bytes(Writer().format_message(message))

    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1
    parsed = json.loads(line, parse_float=Decimal, parse_int=Decimal)["record"]
    assert parsed == {"ad_name": name, "spend": spend}


@pytest.mark.parametrize("name", ["half \ud83d", "\ude00", "a\ud83db"])
def test_half_an_emoji_is_written_as_its_escape(name: str) -> None:
    """The line is UTF-8 and keeps the rest of the record, with its numbers as numbers."""
    line = bytes(
        Writer().format_message(RecordMessage("ads", {"ad_name": name, "spend": Decimal("1.50")}))
    )

    assert json.loads(line)["record"]["ad_name"] == name
    assert b'"spend":1.50' in line.replace(b" ", b"")
    line.decode("utf-8")


def test_a_signal_in_the_middle_of_a_message_waits_for_its_end(stdout: Stdout) -> None:
    """The message goes out whole, then the run is interrupted."""
    writer = Writer()

    def signal_arrives() -> None:
        assert writer.is_writing
        writer.signum = signal.SIGTERM

    stdout.on_write = signal_arrives
    with pytest.raises(Interrupted) as caught:
        writer.write_message(record())

    assert json.loads(stdout.raw)["record"] == {"ad_name": "x"}
    assert caught.value.exit_code == 143
    assert not writer.is_writing


def test_after_an_interruption_state_can_be_written(stdout: Stdout) -> None:
    """The signal counts once: the last STATE goes out."""
    writer = Writer()
    writer.signum = signal.SIGINT
    with pytest.raises(Interrupted):
        writer.write_message(record())
    writer.write_message(STATE)

    assert json.loads(stdout.raw.splitlines()[-1])["type"] == "STATE"


def test_a_failing_write_is_no_longer_a_write(monkeypatch: pytest.MonkeyPatch) -> None:
    """After a closed pipe a signal ends the run at once."""

    class Broken(io.BytesIO):
        def write(self, _data: Any) -> int:
            raise BrokenPipeError

    double = Stdout()
    double.buffer = Broken()  # type: ignore[assignment]
    monkeypatch.setattr(writer_module, "sys", SimpleNamespace(stdout=double))
    writer = Writer()
    with pytest.raises(BrokenPipeError):
        writer.write_message(record())

    assert not writer.is_writing
