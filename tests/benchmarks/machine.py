"""Describes the machine, because no figure means anything without it."""

from __future__ import annotations

import os
import platform
import re
from datetime import datetime, timezone
from pathlib import Path

GIB = 1024**3


def describe() -> str:
    """CPU, cores, memory, system, Python, load and date, in one line."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / GIB
    load, _, _ = os.getloadavg()
    return (
        f"{_cpu()}, {os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()} "
        f"{platform.release()}, {platform.python_implementation()} {platform.python_version()}, "
        f"load {load:.1f} at the end, {datetime.now(timezone.utc):%Y-%m-%d %H:%M} UTC"
    )


def _cpu() -> str:
    try:
        found = re.search(
            r"^model name\s*:\s*(.+)$", Path("/proc/cpuinfo").read_text("ascii"), re.MULTILINE
        )
    except OSError:
        found = None
    return found[1] if found else platform.machine()
