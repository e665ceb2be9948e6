"""Lines on standard output, read or not."""

from __future__ import annotations

import os
import threading
from contextlib import contextmanager, redirect_stdout, suppress
from typing import TYPE_CHECKING

import pytest

from target_tiktok_events.errors import StorageError, Terminated
from target_tiktok_events.singer.stdout import SECONDS_TO_WRITE, StandardOutput

if TYPE_CHECKING:
    from collections.abc import Iterator

LINES = [b"x" * 50 + str(number).encode() for number in range(5_000)]
"""More than a pipe takes."""


@contextmanager
def piped() -> Iterator[int]:
    """A pipe in place of standard output; gives the end to read from."""
    read, write = os.pipe()
    with os.fdopen(write, "w") as output, redirect_stdout(output):
        yield read
    with suppress(OSError):
        os.close(read)


class Signal:
    """A signal that came, looked at until a clock that each look turns has passed the end."""

    def __init__(self) -> None:
        self.now = 0.0

    def check(self) -> None:
        self.now += SECONDS_TO_WRITE
        raise Terminated(15)

    def clock(self) -> float:
        return self.now


def test_a_signal_ends_a_write_that_nobody_reads() -> None:
    """The run ends as by any signal, and its last lines go nowhere instead of waiting again."""
    signal = Signal()
    output = StandardOutput(signal.check, signal.clock)
    with piped() as reader:
        with pytest.raises(Terminated):
            _write_all(output)
        output.write_line(b"last")
        assert b"last" not in os.read(reader, 1 << 20)


def test_a_reader_that_is_slow_gets_whole_lines_in_their_order() -> None:
    """After a signal, too, as long as somebody reads."""
    output = StandardOutput(Signal().check, lambda: 0.0)
    found = b""
    with piped() as reader:
        writer = threading.Thread(target=_write_all, args=(output,))
        writer.start()
        while found.count(b"\n") < len(LINES):
            found += os.read(reader, 1 << 12)
        writer.join()
    assert found.splitlines() == LINES


def test_nobody_reads_any_more() -> None:
    """A closed pipe is one clear error, and later lines go nowhere."""
    output = StandardOutput(lambda: None)
    with piped() as reader:
        os.close(reader)
        with pytest.raises(StorageError, match="does the next program still run"):
            output.write_line(b"state")
        output.write_line(b"state")


def _write_all(output: StandardOutput) -> None:
    for line in LINES:
        output.gather(line)
    output.flush()
