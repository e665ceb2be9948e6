"""How the command ends: one clear line and an exit code, never a traceback.

| exit code | meaning |
|---|---|
| 0 | everything was imported |
| 1 | a setting or a file is unusable, or TikTok refuses every request or advertiser |
| 2 | the command line is unusable |
| 3 | everything was imported but what the summary lists as failed or incomplete |
| 70 | a defect of the tap |
| 128 + n | ended by signal n, such as 143 for SIGTERM; STATE was written if somebody read it |
"""

from __future__ import annotations

import errno
import os
import signal
import socket
import sys
import threading
import traceback
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, NoReturn

import click

from tap_tiktok_ads.errors import Interrupted, TapError, TikTokError
from tap_tiktok_ads.guide import with_guide

if TYPE_CHECKING:
    import logging
    from collections.abc import Callable, Collection

    from typing_extensions import Self

FAILED: Final = 1
PARTLY_FAILED: Final = 3
DEFECT: Final = 70

_NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})

SECONDS_TO_END: Final = 5.0
"""How long the last STATE may take after a signal: Docker kills ten seconds after it asked."""

SECONDS_TO_SAY_SO: Final = 1.0


def code_of(
    known: Collection[str],
    failed: Collection[str],
    *,
    allowed: int,
    is_partial: bool,
    is_nothing_read: bool,
) -> int:
    """Return the exit code of a run that came to its end.

    `known` are all advertisers, `failed` those of which a stream failed; `allowed` is the setting
    max_failed_advertisers, which never excuses that all failed. `is_partial`: something is missing
    that no setting excuses. `is_nothing_read`: no advertiser can be read.
    """
    if is_nothing_read:
        return FAILED
    all_failed = bool(known) and set(known) <= set(failed)
    return PARTLY_FAILED if is_partial or all_failed or len(failed) > allowed else 0


def exit_code_of(error: BaseException) -> int:
    """Return the exit code of a run that an error or a signal ends."""
    if isinstance(error, Interrupted):
        return error.exit_code
    if isinstance(error, KeyboardInterrupt):
        return 128 + signal.SIGINT
    no_room = isinstance(error, OSError) and error.errno in _NO_ROOM
    return FAILED if no_room or isinstance(error, TapError | BrokenPipeError) else DEFECT


def run_guarded(command: Callable[[], Any], logger: logging.Logger) -> Any:
    """Run a command; turn an error into one line in the log and an exit code."""
    try:
        return command()
    except Interrupted as interrupted:
        leave(interrupted.exit_code)
    except KeyboardInterrupt:  # before the tap is there to handle it
        leave(128 + signal.SIGINT)
    except TikTokError as error:
        _exit(logger, error.with_advice(), FAILED, error.anchor)
    except TapError as error:
        _exit(logger, str(error), FAILED, error.anchor)
    except BrokenPipeError:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - unread
        _exit(logger, "the target closed the pipe: see the target's log", FAILED, "pipe")
    except OSError as error:
        if error.errno not in _NO_ROOM:
            _end_by_defect(logger, error)
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - as above
        _exit(logger, no_room(error), FAILED, "disk")
    except (click.ClickException, click.exceptions.Exit, click.Abort):
        raise
    except Exception as error:  # noqa: BLE001 - the text of an unknown error may hold a secret
        _end_by_defect(logger, error)


def no_room(error: OSError) -> str:
    """Say where there is no room left, as far as the operating system tells, and what to do."""
    place = f"the file {error.filename}" if error.filename else "standard output"
    return (
        f"{place} can't be written ({error.strerror}): make room and run again; the next run goes "
        "on from the last STATE that was kept"
    )


def _end_by_defect(logger: logging.Logger, error: Exception) -> NoReturn:
    frame = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{type(error).__name__} in {frame.name}, {frame.filename}:{frame.lineno}"
    logger.debug("%s", "".join(traceback.format_tb(error.__traceback__)))
    _exit(logger, f"a defect of the tap ended the run, please report it: {place}", DEFECT, "defect")


def _exit(logger: logging.Logger, line: str, code: int, anchor: str) -> NoReturn:
    logger.error("%s", with_guide(" ".join(line.split()), anchor))
    raise click.exceptions.Exit(code)


def leave(code: int) -> NoReturn:
    """End the process without waiting for requests under way."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    with suppress(OSError):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code)


class EndsInTime:
    """Ends the process some seconds after a signal, whatever the main thread is stuck in.

    A handler written in Python can't end a write to a pipe that nobody reads. The interpreter
    notes each signal that has a handler in a socket, at once; a thread waits for that. A context
    manager, for the main thread; another one inside of it does nothing.
    """

    def __init__(self, logger: logging.Logger) -> None:
        """Watch for nothing yet."""
        self._logger = logger
        self._signalled: socket.socket | None = None
        self._ended = threading.Event()

    def __enter__(self) -> Self:
        """Begin to watch."""
        if threading.current_thread() is not threading.main_thread():
            return self
        noted, signalled = socket.socketpair()
        signalled.settimeout(0)
        earlier = signal.set_wakeup_fd(signalled.fileno(), warn_on_full_buffer=False)
        if earlier != -1:
            signal.set_wakeup_fd(earlier, warn_on_full_buffer=False)
            noted.close()
            signalled.close()
            return self
        self._signalled = signalled
        threading.Thread(target=self._watch, args=(noted,), name="deadline", daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        """Watch no longer."""
        if self._signalled is not None:
            signal.set_wakeup_fd(-1)
            self._ended.set()
            self._signalled.close()

    def _watch(self, noted: socket.socket) -> None:
        with noted:  # open to the end: a second signal is noted, too
            number = noted.recv(1)
            if not number or self._ended.wait(SECONDS_TO_END):
                return
        # On a thread of its own: standard error may be a pipe that nobody reads, too.
        saying = threading.Thread(target=self._say_so, daemon=True)
        saying.start()
        saying.join(SECONDS_TO_SAY_SO)
        os._exit(128 + number[0])

    def _say_so(self) -> None:
        line = (
            "told to end, but the last STATE can't be written: does nobody read standard output? "
            "The next run goes on from the last STATE that was read"
        )
        self._logger.error("%s", with_guide(line, "ended"))
