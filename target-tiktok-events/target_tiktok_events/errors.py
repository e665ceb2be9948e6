"""What can end a run, by what the operator does next.

    TargetError               one clear line for the log, and an exit code
    |- SettingError           mend the settings                                   exit 1
    |- InputError             mend the tap: this is no Singer stream              exit 1
    |- Stopped                mend token, role or event source at TikTok          exit 3
    |- Unreachable            try again later: nothing is lost                    exit 4
    |- TooManyDeadLetters     look into the dead letters                          exit 5
    |- NothingRead            event log: mend ledger_url, or run the target once  exit 1
    |- StorageError           mend the disk, a path, the database or the pipe     exit 6
    '- Terminated             nothing, the run was told to end           exit 128 + signal

No text here holds a secret or personal data: it names the setting, the file or TikTok's code.
"""

from __future__ import annotations

from typing import ClassVar


class TargetError(Exception):
    """The run ends here; `str(error)` is one line that says what to do.

    `anchor` names its entry in docs/errors.md.
    """

    exit_code = 1
    anchor: ClassVar[str] = "defect"


class SettingError(TargetError, ValueError):
    """A setting is missing or unusable; the text names it and says what to do.

    The text holds setting names, column names and codes, never a record's value or a token.
    """

    anchor = "setting"


class InputError(TargetError):
    """The input is not a Singer stream: a line is no JSON object, a record precedes its schema.

    What came before is delivered, and STATE stays before the line.
    """

    anchor = "input"


class NothingRead(TargetError):
    """`tap-tiktok-event-log` can't read the log of outcomes, or nobody reads what it writes."""

    anchor = "storage"


class Stopped(TargetError):
    """TikTok refuses every request alike (token, permission, event source); nothing is retried."""

    anchor = "refused"
    exit_code = 3


class Unreachable(TargetError):
    """A fault that time may heal outlasted the last retry; a later run goes on from STATE."""

    anchor = "unreachable"
    exit_code = 4


class TooManyDeadLetters(TargetError):
    """Everything was delivered, but more records than `max_dead_letters` were refused."""

    anchor = "dead-letters"
    exit_code = 5


class StorageError(TargetError):
    """The ledger or the dead-letter file can't be read or written."""

    anchor = "storage"
    exit_code = 6


class Terminated(TargetError):
    """A signal ended the run; what was under way is settled, the rest waits for the next run."""

    anchor = "ended"

    def __init__(self, signal_number: int) -> None:
        super().__init__(f"ended by signal {signal_number}; the next run goes on from STATE")
        self.exit_code = 128 + signal_number
