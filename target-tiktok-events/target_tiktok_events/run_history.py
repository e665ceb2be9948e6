"""Notes one run in the history file, where the setting history_path names one."""

from __future__ import annotations

import json
import re
from datetime import datetime, timezone
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from target_tiktok_events.config.declarations import SETTINGS
from target_tiktok_events.errors import TargetError
from target_tiktok_events.history_file import append_entry
from target_tiktok_events.tiktok.outcomes import Ending

if TYPE_CHECKING:
    import logging
    from collections.abc import Mapping

    from typing_extensions import Self

    from target_tiktok_events.config.settings import Settings
    from target_tiktok_events.delivery.report import Summary

_DEFECT: Final = 70
_USER_IN_URL: Final = re.compile(r"//[^/@]*@")
_SECRETS: Final = frozenset(name for name, one in SETTINGS.items() if one.get("secret"))


class RunHistory:
    """A run from its begin to its end, as a context manager; the end is written as one line.

    Args:
        settings: of the run.
        config: what the user set.
        mode: `replay`, or None for what the settings say: live, test or dry run.
        logger: is told when the file can't be written; that changes nothing else.
    """

    def __init__(
        self,
        settings: Settings,
        config: Mapping[str, Any],
        logger: logging.Logger,
        mode: str | None = None,
    ) -> None:
        self._path = Path(settings.history_path) if settings.history_path else None
        self._settings = without_secrets(dict(config))
        self._mode = mode or _mode_of(settings)
        self._logger = logger
        self._summary: Summary | None = None
        self._began = datetime.now(timezone.utc)

    def watch(self, summary: Summary) -> None:
        """Takes the counts of the run, as soon as there are some."""
        self._summary = summary

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if self._path is None:
            return
        try:
            append_entry(self._path, self._entry(exit_code_of(error)))
        except OSError as failure:
            self._logger.warning(
                "history_path: the run is not noted, the file can't be written (%s)",
                failure.strerror,
            )

    def _entry(self, exit_code: int) -> dict[str, Any]:
        return {
            "plugin": "target-tiktok-events",
            "version": _version(),
            "mode": self._mode,
            "started_at": self._began.isoformat(timespec="seconds"),
            "ended_at": datetime.now(timezone.utc).isoformat(timespec="seconds"),
            "exit_code": exit_code,
            "settings": self._settings,
            "counts": counts_of(self._summary) if self._summary is not None else {},
            "state_before": None,  # no target is given one
            "state_after": self._last_state(),
        }

    def _last_state(self) -> Any:
        """The last STATE that went out; None where none did, as in a dry or a test run."""
        state = self._summary.last_state if self._summary is not None else None
        return None if state is None else json.loads(state)


def exit_code_of(error: BaseException | None) -> int:
    """The exit code of a run that this error ended, or that came to its end."""
    if error is None:
        return 0
    if isinstance(error, SystemExit):
        return error.code if isinstance(error.code, int) else 1
    return error.exit_code if isinstance(error, TargetError) else _DEFECT


def counts_of(summary: Summary) -> dict[str, int]:
    """How many records were read, and how they ended."""
    return {
        "records": summary.records - summary.further,
        "sent": summary.endings[Ending.SENT],
        "duplicates": summary.endings[Ending.DUPLICATE],
        "already_sent": summary.endings[Ending.FOUND],
        "dead_letters": summary.dead,
        "left_out": sum(summary.left_out.values()),
        "not_finished": summary.records - summary.ended,
    }


def without_secrets(value: Any) -> Any:
    """Settings without those that are secret, wherever they stand, and without users in URLs."""
    if isinstance(value, dict):
        return {
            name: without_secrets(one)
            for name, one in value.items()
            if name not in _SECRETS and one is not None
        }
    if isinstance(value, list | tuple):
        return [without_secrets(one) for one in value]
    return _USER_IN_URL.sub("//***@", value) if isinstance(value, str) else value


def _mode_of(settings: Settings) -> str:
    if settings.dry_run:
        return "dry run"
    return "test" if settings.test_event_code else "live"


def _version() -> str:
    try:
        return version("adloop-target-tiktok-events")
    except PackageNotFoundError:  # run from a checkout
        return "unknown"
