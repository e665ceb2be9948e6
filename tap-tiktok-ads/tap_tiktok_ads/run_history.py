"""Notes one run in the history file, where the setting history_path names one."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tap_tiktok_ads.config.project_path import in_project
from tap_tiktok_ads.observe.history import append_entry
from tap_tiktok_ads.observe.past_run import counts_of, settings_to_keep, summed, tap_version

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tap_tiktok_ads.run import Run

logger = logging.getLogger(__name__)


class RunHistory:
    """Remembers how a run began; `note` writes how it ended."""

    def __init__(self, run: Run, state: Mapping[str, Any]) -> None:
        """Take the run before it begins; `state` is the tap's own, which changes with the run."""
        self._run = run
        self._state = state
        path = run.settings.history_path
        self._path = Path(in_project(path)) if path else None
        self._before = json.dumps(state, default=str) if path else "{}"

    def note(self, exit_code: int) -> None:
        """Write the line. A file that can't be written is said, and changes nothing else."""
        if self._path is None:
            return
        try:
            append_entry(self._path, self._entry(exit_code))
        except OSError as error:
            logger.warning(
                "history_path: the run is not noted, the file can't be written (%s)", error.strerror
            )

    def _entry(self, exit_code: int) -> dict[str, Any]:
        run = self._run
        streams = counts_of(run.outcomes())
        return {
            "run_id": run.run_id,
            "plugin": "tap-tiktok-ads",
            "version": tap_version(),
            "started_at": run.now.isoformat(timespec="seconds"),
            "ended_at": run.clock().isoformat(timespec="seconds"),
            "exit_code": exit_code,
            "settings": settings_to_keep(run.settings_as_given),
            "advertisers": len(run.advertiser_ids),
            "counts": summed(streams),
            "streams": streams,
            "bookmarks_before": json.loads(self._before).get("bookmarks", {}),
            "bookmarks_after": self._state.get("bookmarks", {}),
        }
