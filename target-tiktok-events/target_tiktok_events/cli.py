"""How the command ends: one clear line and an exit code, never a traceback.

| exit code | meaning |
|---|---|
| 0 | every record ended; dead letters alone leave it 0 |
| 1 | a setting or the input is unusable |
| 2 | the command line is unusable |
| 3 | TikTok refuses every request alike: token, permission, event source |
| 4 | a fault outlasted the last retry; nothing is lost, run again later |
| 5 | more dead letters than max_dead_letters; everything else was delivered |
| 6 | the ledger, the dead-letter file or standard output can't be written |
| 70 | a defect of the target |
| 128 + n | ended by signal n, such as 143 for SIGTERM |
"""

from __future__ import annotations

import errno
import os
import sys
import traceback
from typing import TYPE_CHECKING, Any, Final, NoReturn

import click

from target_tiktok_events.errors import StorageError, TargetError
from target_tiktok_events.guide import with_guide

if TYPE_CHECKING:
    import logging
    from collections.abc import Callable

DEFECT: Final = 70

_NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})


def run_guarded(command: Callable[[], Any], logger: logging.Logger) -> Any:
    """Runs a command; an error becomes one line in the log and an exit code.

    Args:
        command: what to run.
        logger: gets the line; at level DEBUG also where a defect was met, without values.
    """
    try:
        return command()
    except TargetError as error:
        _exit(logger, str(error), error.exit_code, error.anchor)
    except (click.ClickException, click.exceptions.Exit, click.Abort):
        raise
    except OSError as error:
        if error.errno not in _NO_ROOM:
            _end_by_defect(logger, error)
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - unread
        place = error.filename or "standard output"
        line = f"{place} can't be written ({error.strerror}): make room and run again"
        _exit(logger, line, StorageError.exit_code, "storage")
    except Exception as error:  # noqa: BLE001 - the text of an unknown error may hold a value
        _end_by_defect(logger, error)


def _end_by_defect(logger: logging.Logger, error: Exception) -> NoReturn:
    frame = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{type(error).__name__} in {frame.name}, {frame.filename}:{frame.lineno}"
    logger.debug("%s", "".join(traceback.format_tb(error.__traceback__)))
    line = f"a defect of the target ended the run, please report it: {place}"
    _exit(logger, line, DEFECT, "defect")


def _exit(logger: logging.Logger, line: str, code: int, anchor: str) -> NoReturn:
    logger.error("%s", with_guide(" ".join(line.split()), anchor))
    raise click.exceptions.Exit(code)
