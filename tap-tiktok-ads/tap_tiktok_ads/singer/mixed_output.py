"""Whether anybody can load what is written: records and log may come out of one pipe."""

from __future__ import annotations

import os
import stat
from typing import Final

STANDARD_OUTPUT: Final = 1
STANDARD_ERROR: Final = 2


def is_log_among_records(output: int = STANDARD_OUTPUT, log: int = STANDARD_ERROR) -> bool:
    """Say whether two descriptors are one pipe, whose reader can't be a loader.

    `meltano config test` reads so, and takes settings for good as soon as any record comes.
    """
    try:
        one, other = os.fstat(output), os.fstat(log)
    except OSError:  # closed
        return False
    return stat.S_ISFIFO(one.st_mode) and os.path.samestat(one, other)
