"""Keeps the process small and quick while megabytes of pages pass through many threads."""

from __future__ import annotations

import ctypes
import gc
from typing import Final

M_TRIM_THRESHOLD: Final = -1
KEPT_BYTES: Final = 1024 * 1024


def return_what_is_freed() -> None:
    """Let glibc give freed memory back at once.

    By default it adapts to the size of the pages and keeps what each thread has freed, which
    doubles the memory of a run. Other C libraries are left alone.
    """
    try:
        ctypes.CDLL(None).mallopt(M_TRIM_THRESHOLD, KEPT_BYTES)
    except (AttributeError, OSError, TypeError):
        return


def leave_modules_uncollected() -> None:
    """Let the garbage collector pass over what was imported: it lives as long as the process.

    Otherwise each full collection, and the last one when the process ends, looks at all of it.
    """
    gc.freeze()
