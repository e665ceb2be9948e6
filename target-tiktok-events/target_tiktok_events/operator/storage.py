"""Whether ledger, dead letters and history can be written; nothing is left behind."""

from __future__ import annotations

import os
import tempfile
from typing import TYPE_CHECKING, Final

from target_tiktok_events.errors import SettingError, StorageError
from target_tiktok_events.ledger.trial import try_ledger
from target_tiktok_events.operator.finding import failed, ok, warning

if TYPE_CHECKING:
    from pathlib import Path

    from target_tiktok_events.operator.finding import Finding

LEDGER: Final = "ledger"
DEAD_LETTERS: Final = "dead letters"
HISTORY: Final = "history"


def check_ledger(url: str) -> Finding:
    """Tries to write to the ledger."""
    if not url:
        detail = "ledger_url is empty: only TikTok keeps an order from counting twice, for 48 hours"
        return warning(
            LEDGER, detail, "storage", advice="leave ledger_url away, or name a database"
        )
    try:
        label = try_ledger(url)
    except (SettingError, StorageError) as error:
        return failed(LEDGER, str(error), error.anchor)
    return ok(LEDGER, f"{label} can be written")


def check_dead_letters(path: Path) -> Finding:
    """Tries the file, without which no run begins."""
    if reason := _problem_of(path):
        detail = f"{path.absolute()} can't be written ({reason})"
        advice = "check dead_letter_path and the rights on its folder"
        return failed(DEAD_LETTERS, detail, "storage", advice=advice)
    return ok(DEAD_LETTERS, f"{path.absolute()} can be written")


def check_history(path: Path) -> Finding:
    """Tries the file, without which a run is not noted, and goes on."""
    if reason := _problem_of(path):
        detail = f"{path.absolute()} can't be written ({reason}): no run would be noted"
        advice = "check history_path and the rights on its folder"
        return warning(HISTORY, detail, "setting", advice=advice)
    return ok(HISTORY, f"{path.absolute()} can be written")


def _problem_of(path: Path) -> str | None:
    """Why a file can't be appended to; where there is none its folder is tried."""
    try:
        if path.exists():
            os.close(os.open(path, os.O_RDWR | os.O_APPEND))
        else:
            with tempfile.TemporaryFile(dir=path.absolute().parent):
                pass
    except OSError as error:
        return error.strerror or type(error).__name__
    return None
