"""How the command ends: one clear line and an exit code, never a traceback.

| exit code | meaning |
|---|---|
| 0 | everything was imported |
| 1 | a setting or a file is unusable, or TikTok refuses every request: nothing more was done |
| 2 | the command line is unusable |
| 3 | everything was imported but what the summary lists as failed |
| 70 | a defect of the tap |
| 128 + n | ended by signal n, such as 143 for SIGTERM; STATE was written |
"""

from __future__ import annotations

import os
import sys
import traceback
from typing import TYPE_CHECKING, Any, Final, NoReturn

import click

from tap_tiktok_ads.errors import TapError, TikTokError

if TYPE_CHECKING:
    import logging
    from collections.abc import Callable

FAILED: Final = 1
PARTLY_FAILED: Final = 3
DEFECT: Final = 70


def run_guarded(command: Callable[[], Any], logger: logging.Logger) -> Any:
    """Run a command; turn an error into one line in the log and an exit code."""
    try:
        return command()
    except TikTokError as error:
        _exit(logger, error.with_advice(), FAILED)
    except TapError as error:
        _exit(logger, str(error), FAILED)
    except BrokenPipeError:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - unread
        _exit(logger, "the target closed the pipe: see the target's log", FAILED)
    except (click.ClickException, click.exceptions.Exit, click.Abort):
        raise
    except Exception as error:  # noqa: BLE001 - the text of an unknown error may hold a secret
        frame = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{type(error).__name__} in {frame.name}, {frame.filename}:{frame.lineno}"
        logger.debug("%s", "".join(traceback.format_tb(error.__traceback__)))
        _exit(logger, f"a defect of the tap ended the run, please report it: {place}", DEFECT)


def _exit(logger: logging.Logger, line: str, code: int) -> NoReturn:
    logger.error("%s", " ".join(line.split()))
    raise click.exceptions.Exit(code)
