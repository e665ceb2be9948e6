"""Sends dead letters again, after the cause is mended: a run whose input is their file."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from target_tiktok_events.dead_letters.replay_file import ReplayFile
from target_tiktok_events.delivery.source_senders import addressees_of
from target_tiktok_events.errors import SettingError
from target_tiktok_events.run import Run

if TYPE_CHECKING:
    import logging
    from collections.abc import Callable, Mapping

    from target_tiktok_events.config.settings import Settings
    from target_tiktok_events.delivery.interruption import Interruption
    from target_tiktok_events.delivery.report import Summary

_DAY: Final = 86_400
_LEFT: Final = {
    "replayed before": "replay: %d lines were replayed before",
    "unreadable": "replay: %d lines were unreadable",
    "test": "replay: %d lines are of test events; they are sent under a test_event_code only",
    "another event source": "replay: %d lines are of another event source than the configured "
    "one; replay them with its event_source, event_source_id and access_token",
}
_NEED_THE_SOURCE: Final = frozenset(["map", "age", "value"])

REPLAY_OPTION: Final = click.Option(
    ["--replay"],
    type=click.Path(path_type=Path),
    help="Send the dead letters of this file again and mark them in it.",
)


class Replay:
    """One run over a dead-letter file.

    Args:
        settings: those of an ordinary run; ledger, age limit and dead-letter file apply.
        interruption: ends the run early.
        logger: gets the counts.
        begun: is told the counts of the run before it begins.
        now: Unix seconds.
    """

    def __init__(
        self,
        settings: Settings,
        interruption: Interruption,
        logger: logging.Logger,
        begun: Callable[[Summary], object] = lambda _summary: None,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._settings = settings
        self._interruption = interruption
        self._logger = logger
        self._begun = begun
        self._now = now

    def run(self, path: Path) -> None:
        """Sends what can be sent, marks it in the file, and says what needs another way.

        Raises:
            SettingError: there is no such file.
            TargetError: as an ordinary run; what was sent until then is marked.
        """
        if not path.is_file():
            message = f"--replay: there is no file {path}: check its path"
            raise SettingError(message)
        oldest = self._now() - self._settings.mapping.max_event_age_days * _DAY
        file = ReplayFile(path, addressees_of(self._settings), oldest)
        run = Run(self._settings, self._interruption, self._logger, file)
        self._begun(run.summary)
        try:
            self._send(run, file)
            run.finish({})
        finally:
            if not self._settings.dry_run and not self._settings.test_event_code:
                file.mark()
            self._report(file.left)

    def _send(self, run: Run, file: ReplayFile) -> None:
        try:
            for event in file.events():
                self._interruption.check()
                run.outlet.admit(event)
        except BaseException:
            run.abandon({})
            raise

    def _report(self, left: Mapping[str, int]) -> None:
        """Says what can't be replayed from the file, by stage."""
        again = {stage: count for stage, count in left.items() if stage in _NEED_THE_SOURCE}
        if again:
            counts = ", ".join(f"{count} of stage {stage}" for stage, count in again.items())
            self._logger.warning(
                "replay: %s can't be sent from the file; mend the cause and run the source again",
                counts,
            )
        for reason, sentence in _LEFT.items():
            if left.get(reason):
                self._logger.info(sentence, left[reason])
