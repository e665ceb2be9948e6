"""Runs one whole process and says what it cost: wall, CPU, peak memory."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LOG_TAIL = 3000


@dataclass(frozen=True)
class Cost:
    """Seconds of wall and of user plus system CPU; the largest resident set in bytes.

    CPU and memory are those of the process and of the children it waited for.
    """

    wall: float
    cpu: float
    peak: int


def measure(
    command: Sequence[str],
    *,
    output: Path,
    stdin: Path | None = None,
    env: Mapping[str, str] | None = None,
) -> Cost:
    """Run a command to its end, its standard output in the file `output`.

    `env` is added to the environment. Linux counts the parent's size into the child's peak, as
    the child begins as a copy, so whoever measures must stay small itself.

    Raises:
        RuntimeError: the command ended with another code than 0; the end of its log is quoted.
    """
    with (
        output.open("wb") as out,
        tempfile.TemporaryFile() as log,
        (stdin or Path(os.devnull)).open("rb") as source,
    ):
        start = time.perf_counter()
        process = subprocess.Popen(
            command,
            stdin=source,
            stdout=out,
            stderr=log,
            env={**os.environ, **(env or {})},
        )
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)  # it is reaped: don't wait again
        if process.returncode:
            log.seek(0)
            said = log.read()[-LOG_TAIL:].decode(errors="replace")
            raise RuntimeError(f"{command[0]} ended with {process.returncode}:\n{said}")
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024)
