"""Lines that came together are given together, and none waits for the next."""

from __future__ import annotations

import io
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from target_tiktok_events.singer.input_lines import lines_at_once


class _Pieces:
    """An input that arrives in these pieces."""

    def __init__(self, *pieces: bytes) -> None:
        self._pieces = [*pieces, b""]
        self.asked = 0

    def read1(self, _size: int) -> bytes:
        self.asked += 1
        return self._pieces.pop(0)


def given_lines(source: Any) -> list[tuple[int, list[bytes]]]:
    """What the lines of an input are, group by group."""
    return list(lines_at_once(source, lambda _waiting: None))


def test_lines_that_came_together() -> None:
    """Each piece of input gives the lines it ends, under the number of their first."""
    pieces = _Pieces(b"a\nb\nc", b"c", b"c\n", b"\nd")
    assert given_lines(pieces) == [(1, [b"a", b"b"]), (3, [b"ccc"]), (4, [b""]), (5, [b"d"])]


def test_a_line_is_given_before_the_next_is_waited_for() -> None:
    """A slow tap's order does not wait for its successor."""
    pieces = _Pieces(b"a\n", b"b\n")
    lines = lines_at_once(pieces, lambda _waiting: None)  # type: ignore[arg-type] # no file
    assert next(lines) == (1, [b"a"])
    assert pieces.asked == 1


def test_waiting_is_told() -> None:
    """A signal may end the run while it waits for input, and only then."""
    told: list[bool] = []
    for _lines in lines_at_once(io.BytesIO(b"a\n"), told.append):
        assert told == [True, False]
    assert told == [True, False] * 2


@given(st.lists(st.sampled_from([b"a", b"\n", b"bc\n", b"\r\n", b"\x00"]).map(bytes)))
def test_pieces_make_no_difference(pieces: list[bytes]) -> None:
    """Wherever the input is cut, its lines and their numbers are the same."""
    found = given_lines(_Pieces(*pieces))
    text = b"".join(pieces)
    expected = text.split(b"\n")
    assert [line for _first, lines in found for line in lines] == expected[
        : -1 if text[-1:] in {b"\n", b""} else None
    ]
    assert [first for first, _lines in found] == [
        1 + sum(len(lines) for _first, lines in found[:index]) for index in range(len(found))
    ]


def test_text() -> None:
    """Text is read like bytes, half a character pair too."""
    assert given_lines(io.StringIO("ü\n\ud800")) == [(1, ["ü".encode()]), (2, [b"\xed\xa0\x80"])]
