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

import json
import os
import signal
import sys
import traceback
from typing import IO, TYPE_CHECKING, Any, Final, NoReturn

import click

from tap_tiktok_ads.errors import SettingError, TapError, TikTokError

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


def read_json(file: IO[str] | None, option: str) -> dict[str, Any] | None:
    """Read a JSON object; an empty file counts as none, as orchestrators write it.

    Raises:
        SettingError: the file of this option holds something else.
    """
    if file is None or not (text := file.read().strip()):
        return None
    try:
        value = json.loads(text)
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise SettingError(f"the file of {option} holds no JSON object")
    return value


def leave(code: int) -> NoReturn:
    """End the process without waiting for requests under way."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
