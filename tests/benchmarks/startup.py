"""How long the tap takes until it says its version, and until it asks TikTok for something."""

from __future__ import annotations

import subprocess
import time
from typing import TYPE_CHECKING

from tests.benchmarks.processes import Cost, measure
from tests.benchmarks.readers import TAP

if TYPE_CHECKING:
    import socket
    from pathlib import Path

STEP = 0.5


def until_version(folder: Path) -> Cost:
    """What `tap-tiktok-ads --version` costs."""
    return measure([str(TAP), "--version"], output=folder / "version.txt")


def until_first_request(command: list[str], listener: socket.socket) -> Cost:
    """Wall until the process connects; it is ended then. The listener is where it connects.

    Raises:
        RuntimeError: the process ended before it connected.
    """
    listener.settimeout(STEP)
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while process.poll() is None:
            try:
                connection, _ = listener.accept()
            except TimeoutError:
                continue
            wall = time.perf_counter() - start
            connection.close()
            return Cost(wall, 0.0, 0)
    finally:
        process.kill()
        process.wait()
    raise RuntimeError(f"{command[0]} ended with {process.returncode} and asked for nothing")
