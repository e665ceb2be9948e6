"""Starts one command, waits for it, and writes down what it cost.

`python -IS launcher.py RESULT COMMAND ...`. Linux counts the size of the process that starts
another into the peak of the started one, so a process as small as can be has to start it.
"""

from __future__ import annotations

import os
import sys
import time


def main(result: str, command: list[str]) -> None:
    """Write exit code, wall and CPU in seconds, and peak in bytes, separated by blanks."""
    start = time.perf_counter()
    process = os.posix_spawnp(command[0], command, os.environ)
    _, status, usage = os.wait4(process, 0)
    wall = time.perf_counter() - start
    cpu = usage.ru_utime + usage.ru_stime
    with open(result, "w", encoding="ascii") as file:  # noqa: PTH123 - pathlib is large
        file.write(f"{os.waitstatus_to_exitcode(status)} {wall} {cpu} {usage.ru_maxrss * 1024}")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
