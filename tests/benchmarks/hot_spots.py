"""Where a process spends the interpreter's time: py-spy's samples, added up by function."""

from __future__ import annotations

import os
import re
import subprocess
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from tests.benchmarks.environments import PROFILER

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

PER_SECOND = "400"
IMPORTING = "_find_and_load"

_PLACE = re.compile(r" \((?:.*/)?([^/]+?)(?::\d+)?\)$")


class HotSpot(NamedTuple):
    """A function's share of all samples, without what it calls."""

    share: float
    thread: str
    function: str


def sample(command: Sequence[str], folder: Path, env: Mapping[str, str]) -> list[HotSpot]:
    """Run a command under py-spy; only samples that hold the interpreter's lock count."""
    PROFILER.make()
    stacks = folder / "stacks"
    spy = str(PROFILER.python.parent / "py-spy")
    options = ("--gil", "--threads", "--rate", PER_SECOND, "--format", "raw")
    subprocess.run(
        [spy, "record", *options, "--output", str(stacks), "--", *command],
        check=True,
        env={**os.environ, **env},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    return hottest(stacks.read_text(encoding="utf-8").splitlines())


def hottest(stacks: Iterable[str]) -> list[HotSpot]:
    """Add up lines of `frame;frame;frame count`, innermost last; the largest share first.

    All that happens while a module is imported is one function: "imports".
    """
    counts: Counter[tuple[str, str]] = Counter()
    for stack in stacks:
        frames, _, count = stack.rpartition(" ")
        counts[_thread(frames), _function(frames)] += int(count)
    total = counts.total()
    return [HotSpot(n / total, thread, function) for (thread, function), n in counts.most_common()]


def _thread(frames: str) -> str:
    name = frames.partition(";")[0]
    return "workers" if "page-reader" in name or "post-events" in name else "main"


def _function(frames: str) -> str:
    if IMPORTING in frames:
        return "imports"
    _, found, function = frames.rpartition(";")
    return _PLACE.sub(r" (\1)", function) if found else "no Python function"
