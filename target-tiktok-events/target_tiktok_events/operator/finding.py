"""What one check found: a line for people, and what it adds to the exit code."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Final

import msgspec

from target_tiktok_events.guide import with_guide
from target_tiktok_events.operator.text_table import text_table

if TYPE_CHECKING:
    from collections.abc import Sequence

GOOD: Final = 0
FAILED: Final = 1
UNKNOWN: Final = 2


class Result(Enum):
    """How a check ended."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"
    NOT_CHECKED = "not checked"


class Finding(msgspec.Struct, frozen=True):
    """One line of the table.

    `detail` is one sentence and, where something is to be done, what; it holds no secret. `anchor`
    is its entry in docs/errors.md, "" where all is well. `is_missed`: it was not checked although
    that was asked for.
    """

    check: str
    result: Result
    detail: str
    anchor: str = ""
    is_missed: bool = False


def ok(check: str, detail: str) -> Finding:
    """A check that passed."""
    return Finding(check, Result.OK, detail)


def warning(check: str, detail: str, anchor: str, *, advice: str) -> Finding:
    """Something that works and is probably not meant."""
    return Finding(check, Result.WARNING, f"{detail}. What to do: {advice}", anchor)


def failed(check: str, detail: str, anchor: str, *, advice: str = "") -> Finding:
    """Something that a run would fail of; without `advice` the detail says what to do."""
    text = f"{detail}. What to do: {advice}" if advice else detail
    return Finding(check, Result.FAILED, text, anchor)


def not_checked(check: str, why: str, anchor: str = "", *, is_missed: bool = False) -> Finding:
    """What nobody knows now, and how to find it out."""
    return Finding(check, Result.NOT_CHECKED, why, anchor, is_missed)


def table_of(findings: Sequence[Finding]) -> str:
    """A line per check; one that is not ok ends with its entry in the error guide."""
    rows = [
        (
            one.check,
            one.result.value,
            with_guide(one.detail, one.anchor) if one.anchor else one.detail,
        )
        for one in findings
    ]
    return text_table(("check", "result", "what was found"), rows)


def exit_code_of(findings: Sequence[Finding]) -> int:
    """0: nothing is wrong; 1: something failed; 2: something could not be found out."""
    if any(one.result is Result.FAILED for one in findings):
        return FAILED
    return UNKNOWN if any(one.is_missed for one in findings) else GOOD
