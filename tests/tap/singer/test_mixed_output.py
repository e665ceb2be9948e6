"""Records and log in one pipe: nobody can load that."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from tap_tiktok_ads.singer.mixed_output import is_log_among_records

if TYPE_CHECKING:
    from pathlib import Path


def test_one_pipe_is_told_from_two(tmp_path: Path) -> None:
    """Two pipes are as `meltano run` has them; a file of both is somebody's log."""
    first, second = os.pipe(), os.pipe()
    copy = os.dup(first[1])
    with (tmp_path / "both.txt").open("wb") as file:
        cases = ((first[1], copy), (first[1], second[1]), (file.fileno(), file.fileno()))
        found = [is_log_among_records(*one) for one in cases]
    for one in (*first, *second, copy):
        os.close(one)

    assert found == [True, False, False]
    assert not is_log_among_records(first[1], copy)  # both are closed
