"""Where the target's CPU goes: runs it under cProfile and prints functions and modules.

`python -m tests.benchmarks.target_profile [orders] [settings as JSON]`. The profiler sees the
thread that reads and maps; what the threads that post take is the rest of the process's CPU. It
makes every call dearer, so shares are to be read, not seconds; the seconds of both threads come
from a second run without it.
"""

from __future__ import annotations

import cProfile
import io
import json
import pstats
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from tests.benchmarks.bench import scratch
from tests.benchmarks.target_bench import STAND_IN, orders_pipe
from tests.benchmarks.target_senders import Task
from tests.emulator.process import LocalTikTok

TOP = 45


def inside(settings: str, how: str) -> None:
    """Be the target: run it in this process and write what it took on standard error."""
    from target_tiktok_events.target import TargetTikTokEvents  # noqa: PLC0415 - only in the child

    target = TargetTikTokEvents(config=json.loads(Path(settings).read_text(encoding="utf-8")))
    _ = target.run
    profiler = cProfile.Profile()
    own, all_threads = time.thread_time(), time.process_time()
    if how == "profiled":
        profiler.runcall(target.listen)
    else:
        target.listen()
    own, all_threads = time.thread_time() - own, time.process_time() - all_threads
    print(f"\nmain thread {own:.2f} s of {all_threads:.2f} s CPU", file=sys.stderr)
    if how == "profiled":
        text = io.StringIO()
        stats = pstats.Stats(profiler, stream=text).strip_dirs()
        stats.sort_stats("tottime").print_stats(TOP)
        print(text.getvalue(), by_module(profiler), file=sys.stderr, sep="\n")


def by_module(profiler: cProfile.Profile) -> str:
    """The seconds spent in the functions of each module, built-in ones by their names."""
    spent: Counter[str] = Counter()
    for (file, _, function), row in pstats.Stats(profiler).stats.items():  # type: ignore[attr-defined]
        spent[function if file == "~" else Path(file).stem] += row[2]
    return "\n".join(f"{seconds:8.3f}  {name}" for name, seconds in spent.most_common(TOP))


def main(orders: int, more: dict[str, Any]) -> None:
    """Run the child without and with the profiler."""
    with scratch() as folder, LocalTikTok(*STAND_IN) as tiktok:
        for how in ("plain", "profiled"):
            for file in folder.glob("ledger.db*"):
                file.unlink()
            settings = Task(tiktok, folder).settings(**more)
            command = [sys.executable, "-m", "tests.benchmarks.target_profile", "--inside"]
            with orders_pipe(folder / "orders", orders) as pipe, pipe.open("rb") as source:
                subprocess.run(
                    [*command, str(settings), how],
                    stdin=source,
                    stdout=subprocess.DEVNULL,
                    check=True,
                )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--inside"]:
        inside(sys.argv[2], sys.argv[3])
    else:
        main(int(sys.argv[1]), json.loads(sys.argv[2]) if sys.argv[2:] else {})
