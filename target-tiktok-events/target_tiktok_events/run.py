"""One run, put together from its settings, and taken apart again."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from target_tiktok_events.dead_letters.letter_file import DeadLetterFile
from target_tiktok_events.dead_letters.removal import remove_older
from target_tiktok_events.delivery.batches import BatchBuilder
from target_tiktok_events.delivery.dead_letter_check import check_dead_letters
from target_tiktok_events.delivery.dry_run import DryRun
from target_tiktok_events.delivery.endings import Endings
from target_tiktok_events.delivery.in_flight import InFlight
from target_tiktok_events.delivery.outcome_log_opening import opened_rows
from target_tiktok_events.delivery.pipeline import Pipeline
from target_tiktok_events.delivery.report import Progress, Summary
from target_tiktok_events.delivery.run_warnings import run_warnings
from target_tiktok_events.delivery.source_batches import SourceBatches
from target_tiktok_events.delivery.source_senders import SourceSenders, addressees_of, destinations
from target_tiktok_events.delivery.state_gate import StateGate
from target_tiktok_events.delivery.state_output import StateOutput
from target_tiktok_events.delivery.stopped_sources import StoppedSources
from target_tiktok_events.delivery.timer import Timer
from target_tiktok_events.delivery.waiting import WaitingEvents
from target_tiktok_events.delivery.workers import Workers
from target_tiktok_events.errors import StorageError, TargetError
from target_tiktok_events.guide import with_guide
from target_tiktok_events.ledger.ledger import Ledger
from target_tiktok_events.ledger.past_deliveries import PastDeliveries
from target_tiktok_events.singer.stdout import StandardOutput
from target_tiktok_events.tiktok.patience import RetryPolicy

if TYPE_CHECKING:
    import logging
    from collections.abc import Mapping, Sequence

    from target_tiktok_events.config.settings import Settings
    from target_tiktok_events.dead_letters.replay_file import ReplayFile
    from target_tiktok_events.delivery.interruption import Interruption
    from target_tiktok_events.ledger.coverage_log import CoverageLog

_TICK_SECONDS: Final = 0.5
_GRACE_SECONDS: Final = 5.0


class Run:
    """A run of the target: opened files and database, threads, counts.

    `outlet` takes what was read.

    Args:
        settings: checked settings.
        interruption: ends waits early.
        logger: gets warnings, progress and the final table.
        replay: the file the events come from, if they do; it notes their endings.

    Raises:
        TargetError: if ledger or dead-letter file can't be used; nothing has been sent then.
    """

    outlet: Pipeline | DryRun

    def __init__(
        self,
        settings: Settings,
        interruption: Interruption,
        logger: logging.Logger,
        replay: ReplayFile | None = None,
    ) -> None:
        self._settings = settings
        self._interruption = interruption
        self._output = StandardOutput(interruption.check)
        self._logger = logger
        self._is_replay = replay is not None
        self._closing = contextlib.ExitStack()
        self._ledgers: list[Ledger] = []
        names = [source.name for source in settings.event_sources]
        self.summary = Summary(_sent_label(settings), names)
        batches = SourceBatches(
            [
                BatchBuilder(
                    settings.batch_size, settings.max_batch_bytes, sum(map(len, each.frame()))
                )
                for each in destinations(settings)
            ]
        )
        try:
            if settings.dry_run:
                self.outlet = self._dry_run(batches)
                return
            self.outlet = self._pipeline(batches, replay)
            self._start_timer(self.outlet)
        except BaseException:
            self._closing.close()
            raise

    def finish(self, mapper_counts: Mapping[str, int]) -> None:
        """Waits for every outcome, prunes the ledger and logs the table.

        Raises:
            TargetError: what ended the run, or TooManyDeadLetters after everything else.
        """
        try:
            self.outlet.close()
            for ledger in self._ledgers:
                ledger.prune()
        except BaseException:
            self.abandon(mapper_counts)
            raise
        if not self._is_replay:
            self.summary.coverage.note_in(self._coverage_logs(), self._logger)
        self._closing.close()
        self.report(mapper_counts)
        settings = self._settings
        check_dead_letters(self.summary, settings.max_dead_letters, is_dry_run=settings.dry_run)

    def deliver_what_was_read(self) -> None:
        """Waits for every outcome although the input broke off; `abandon` then ends the run."""
        try:
            self.outlet.close()
        except TargetError as failure:  # the input's error is the one that ends the run
            self._logger.error("%s", with_guide(str(failure), failure.anchor))  # noqa: TRY400 - one line, no traceback

    def abandon(self, mapper_counts: Mapping[str, int]) -> None:
        """Ends early, within seconds; STATE stays before the first record that is not settled."""
        with contextlib.suppress(TargetError):  # another failure is on its way to the operator
            self.outlet.abandon(_GRACE_SECONDS)
        with contextlib.suppress(StorageError):
            self._closing.close()
        self.report(mapper_counts)

    def report(self, mapper_counts: Mapping[str, int]) -> None:
        """Logs the final table, and what of it is probably not meant."""
        for line in self.summary.lines(mapper_counts):
            self._logger.info("%s", line)
        for sentence in run_warnings(self.summary):
            self._logger.warning("%s", sentence)

    def _dry_run(self, batches: SourceBatches) -> DryRun:
        settings = self._settings
        url, minutes = _ledger_url(settings), settings.dedup_window_minutes
        known = [
            PastDeliveries(url, source.event_source_id, minutes, self._interruption.pause_or_end)
            for source in settings.event_sources
        ]
        for each in known:
            self._closing.callback(each.close)
        logs = [each.coverage_log() for each in known]
        self.summary.coverage.compare_with([log for log in logs if log is not None])
        waiting = WaitingEvents(known)
        return DryRun(self.summary, batches, waiting, addressees_of(settings), self._output)

    def _pipeline(self, batches: SourceBatches, replay: ReplayFile | None) -> Pipeline:
        """The stations of an event, in their order; each is given those it uses."""
        settings = self._settings
        self._forget_old_letters()
        dead_letters = DeadLetterFile(Path(settings.dead_letter_path))
        self._closing.callback(dead_letters.close)
        ledgers = self._ledgers = self._opened_ledgers()
        places = [ledgers[0].label, f"dead letters {Path(settings.dead_letter_path).absolute()}"]
        self._logger.info("%s", "; ".join(filter(None, places)))
        if not self._is_replay:
            self.summary.coverage.compare_with(self._coverage_logs())
        is_test = settings.test_event_code is not None
        gate = StateGate(self.summary, settings.max_dead_letters, is_test=is_test)
        stopped = StoppedSources([source.name for source in settings.event_sources])
        rows = opened_rows(settings, ledgers[0], self._logger, self._closing)
        write = self.summary.noting_state(self._output.write_line)
        return Pipeline(
            WaitingEvents(ledgers),
            batches,
            self._in_flight(ledgers),
            Endings(
                self.summary, dead_letters, addressees_of(settings), stopped, replay, rows=rows
            ),
            StateOutput(dead_letters, gate, write, rows),
        )

    def _forget_old_letters(self) -> None:
        settings = self._settings
        path, days = Path(settings.dead_letter_path), settings.dead_letter_retention_days
        removed = remove_older(path, days, time.time()) if days is not None else 0
        if removed:
            self._logger.info("%d dead letters older than %d days were removed", removed, days)

    def _coverage_logs(self) -> list[CoverageLog]:
        return [ledger.coverage_log() for ledger in self._ledgers]

    def _opened_ledgers(self) -> list[Ledger]:
        """The ledger of each event source; test deliveries get one that ends with the run."""
        settings = self._settings
        first, *others = settings.event_sources
        minutes, pause = settings.dedup_window_minutes, self._interruption.pause_or_end
        ledger = Ledger(_ledger_url(settings), first.event_source_id, minutes, pause)
        self._closing.callback(ledger.close)
        ledgers = [ledger, *(ledger.beside(source.event_source_id) for source in others)]
        for each in ledgers:
            each.prune()
        return ledgers

    def _in_flight(self, ledgers: Sequence[Ledger]) -> InFlight:
        threads = self._settings.max_concurrent_requests
        senders = SourceSenders(
            self._settings,
            ledgers,
            self._interruption,
            RetryPolicy(self._interruption.pause),
            self._logger,
            is_replay=self._is_replay,
        )
        self._closing.callback(senders.close)
        workers = Workers(threads)
        self._closing.callback(workers.close)
        return InFlight(senders.send, workers, _max_in_flight(threads), self._interruption)

    def _start_timer(self, pipeline: Pipeline) -> None:
        progress = Progress(self.summary, self._logger)

        def tick() -> None:
            open_events = pipeline.tick()
            if open_events is not None:
                progress.tick(open_events)

        timer = Timer(tick, _TICK_SECONDS)
        self._closing.callback(timer.stop)
        timer.start()


def _ledger_url(settings: Settings) -> str:
    """Test deliveries keep nothing from being sent: the ledger is not asked for them."""
    return "" if settings.test_event_code else settings.ledger_url


def _max_in_flight(workers: int) -> int:
    """Every worker finds the next batch ready when it ends one; more would only cost memory."""
    return workers + max(2, workers // 4)


def _sent_label(settings: Settings) -> str:
    if settings.dry_run:
        return "would be sent"
    return "sent as test events" if settings.test_event_code else "sent"
