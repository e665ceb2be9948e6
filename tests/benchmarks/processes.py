"""Runs one whole process and says what it cost: wall, CPU, peak memory."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LAUNCHER = Path(__file__).with_name("launcher.py")
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

    `env` is added to the environment.

    Raises:
        RuntimeError: the command ended with another code than 0; the end of its log is quoted.
    """
    with (
        output.open("wb") as out,
        (stdin or Path(os.devnull)).open("rb") as source,
        tempfile.TemporaryFile() as log,
        tempfile.NamedTemporaryFile() as result,
    ):
        subprocess.run(
            [sys.executable, "-IS", str(LAUNCHER), result.name, *command],
            check=False,  # a launcher that failed leaves no result
            stdin=source,
            stdout=out,
            stderr=log,
            env={**os.environ, **(env or {})},
        )
        code, *costs = result.read().decode("ascii").split() or ["nothing"]
        if code != "0":
            log.seek(0)
            said = log.read()[-LOG_TAIL:].decode(errors="replace")
            raise RuntimeError(f"{command[0]} ended with {code}:\n{said}")
    wall, cpu, peak = costs
    return Cost(float(wall), float(cpu), int(peak))
