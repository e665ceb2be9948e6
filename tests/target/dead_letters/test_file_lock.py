"""A file that several processes append to and replace."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

import pytest

from target_tiktok_events.dead_letters.file_lock import has_name, locked, open_appending, rewrite

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def test_who_waited_while_the_file_was_replaced_begins_anew(tmp_path: Path) -> None:
    """A lock on a file that has lost its name protects nothing: the change is asked again."""
    path = tmp_path / "file"
    path.write_text("a\n")
    holder = open_appending(path)
    pauses: list[float] = []

    def replace_and_let_go(seconds: float) -> None:
        pauses.append(seconds)
        (tmp_path / "other").write_text("a\nb\n")
        (tmp_path / "other").replace(path)
        held.__exit__(None, None, None)

    held = locked(holder)
    held.__enter__()
    rewrite(path, lambda lines: [line.upper() for line in lines], replace_and_let_go)
    os.close(holder)
    assert (path.read_text(), len(pauses)) == ("A\nB\n", 1)


def test_lock_that_is_never_given_back_is_said(tmp_path: Path) -> None:
    """After a minute the wait is over, and the file is as it was."""
    path = tmp_path / "file"
    path.write_text("a\n")
    holder = open_appending(path)
    waited: list[float] = []
    with locked(holder), pytest.raises(BlockingIOError):
        rewrite(path, lambda lines: lines, waited.append)
    os.close(holder)
    assert 59 < sum(waited) < 61
    assert path.read_text() == "a\n"


def test_change_that_fails_leaves_the_file_and_nothing_else(tmp_path: Path) -> None:
    """No half-written copy stays behind."""
    path = tmp_path / "file"
    path.write_text("a\n")

    def fail(_lines: Iterator[bytes]) -> list[bytes]:
        message = "no space"
        raise OSError(message)

    with pytest.raises(OSError, match="no space"):
        rewrite(path, fail)
    assert list(tmp_path.iterdir()) == [path]
    rewrite(path, lambda lines: lines)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_file_that_was_moved_away_has_lost_its_name(tmp_path: Path) -> None:
    """As log rotation does it."""
    path = tmp_path / "file"
    descriptor = open_appending(path)
    assert has_name(descriptor, path)
    path.rename(tmp_path / "file.1")
    assert not has_name(descriptor, path)
    os.close(descriptor)
