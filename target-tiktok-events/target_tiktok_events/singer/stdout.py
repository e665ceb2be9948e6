"""Writing to standard output, where the next program reads STATE."""

from __future__ import annotations

import contextlib
import os
import sys

from target_tiktok_events.errors import StorageError


def write_line(line: bytes, *, flush: bool = True) -> None:
    """Writes one line of UTF-8.

    Raises:
        StorageError: if nobody reads any more; standard output goes nowhere from then on.
    """
    try:
        sys.stdout.write(line.decode() + "\n")
        if flush:
            sys.stdout.flush()
    except (OSError, ValueError) as error:
        _discard()
        message = f"standard output can't be written ({error}): does the next program still run?"
        raise StorageError(message) from None


def flush() -> None:
    """Hands everything written to the next program.

    Raises:
        StorageError: if nobody reads any more.
    """
    try:
        sys.stdout.flush()
    except (OSError, ValueError) as error:
        _discard()
        message = f"standard output can't be written ({error}): does the next program still run?"
        raise StorageError(message) from None


def _discard() -> None:
    """Points standard output nowhere, else Python complains about it again at its end."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
