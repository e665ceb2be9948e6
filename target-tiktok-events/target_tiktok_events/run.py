"""One run, put together from its settings, and taken apart again."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from target_tiktok_events.dead_letters.letter_file import DeadLetterFile
from target_tiktok_events.delivery.batches import BatchBuilder
from target_tiktok_events.delivery.claimed_sending import ClaimedSender
from target_tiktok_events.delivery.dry_run import DryRun
from target_tiktok_events.delivery.pipeline import Pipeline
from target_tiktok_events.delivery.pipeline_parts import Parts
from target_tiktok_events.delivery.progress import Progress
from target_tiktok_events.delivery.report import Summary
from target_tiktok_events.delivery.timer import Timer
from target_tiktok_events.delivery.workers import Workers
from target_tiktok_events.errors import StorageError, TooManyDeadLetters
from target_tiktok_events.ledger.ledger import Ledger
from target_tiktok_events.singer import stdout
from target_tiktok_events.singer.outlet import Outlet
from target_tiktok_events.tiktok.client import Client
from target_tiktok_events.tiktok.patience import RetryPolicy
from target_tiktok_events.tiktok.sending import Destination, Sender

if TYPE_CHECKING:
    import logging
    from collections.abc import Callable, Mapping

    from target_tiktok_events.config.settings import Settings
    from target_tiktok_events.delivery.interruption import Interruption
    from target_tiktok_events.mapping.events import Event
    from target_tiktok_events.tiktok.outcomes import Outcome

_BEAT_SECONDS: Final = 0.5
_GRACE_SECONDS: Final = 5.0


class _EndingOutlet(Outlet, Protocol):
    """Where mapped records go, with its end: the pipeline, or the dry run."""

    def close(self) -> None:
        """Ends well: everything taken is settled."""

    def abandon(self, seconds: float) -> None:
        """Ends early: what is under way gets so many seconds."""


class Run:
    """A run of the target: opened files and database, threads, counts.

    Args:
        settings: checked settings.
        interruption: ends waits early.
        logger: gets warnings, progress and the final table.
        on_ended: is told the ending of every event, on the thread of the records.

    Raises:
        TargetError: if ledger or dead-letter file can't be used; nothing has been sent then.
    """

    def __init__(
        self,
        settings: Settings,
        interruption: Interruption,
        logger: logging.Logger,
        on_ended: Callable[[Event, Outcome], None] | None = None,
    ) -> None:
        self._settings = settings
        self._logger = logger
        self._closing = contextlib.ExitStack()
        self.summary = Summary(_sent_label(settings))
        destination = Destination(
            settings.mapping.event_source, settings.event_source_id, settings.test_event_code
        )
        builder = BatchBuilder(
            settings.batch_size, settings.max_batch_bytes, sum(map(len, destination.frame()))
        )
        if settings.dry_run:
            self.outlet: _EndingOutlet = DryRun(self.summary, builder)
            return
        try:
            self.outlet = self._pipeline(destination, builder, interruption, on_ended)
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
        except BaseException:
            self.abandon(mapper_counts)
            raise
        self._closing.close()
        self.report(mapper_counts)
        limit = self._settings.max_dead_letters
        if limit is not None and self.summary.dead > limit:
            message = (
                f"{self.summary.dead} records became dead letters, more than max_dead_letters "
                f"({limit}); everything else was delivered"
            )
            raise TooManyDeadLetters(message)

    def abandon(self, mapper_counts: Mapping[str, int]) -> None:
        """Ends early, within seconds; STATE stays before the first record that is not settled."""
        with contextlib.suppress(StorageError):  # another failure is on its way to the operator
            self.outlet.abandon(_GRACE_SECONDS)
        with contextlib.suppress(StorageError):
            self._closing.close()
        self.report(mapper_counts)

    def report(self, mapper_counts: Mapping[str, int]) -> None:
        """Logs the final table."""
        for line in self.summary.lines(mapper_counts):
            self._logger.info("%s", line)

    def _pipeline(
        self,
        destination: Destination,
        builder: BatchBuilder,
        interruption: Interruption,
        on_ended: Callable[[Event, Outcome], None] | None,
    ) -> Pipeline:
        settings = self._settings
        dead_letters = DeadLetterFile(Path(settings.dead_letter_path))
        self._closing.callback(dead_letters.close)
        ledger = self._ledger(interruption)
        client = Client(settings.api_url, settings.access_token, settings.request_timeout)
        policy = RetryPolicy(interruption.pause)
        delivery = Sender(client.post, destination, policy, self._logger)
        workers = Workers(settings.max_concurrent_requests)
        self._closing.callback(workers.close)
        pipeline = Pipeline(
            Parts(
                ledger=ledger,
                dispatcher=ClaimedSender(
                    delivery.send, ledger, interruption.pause, interruption.by_failure
                ),
                dead_letters=dead_letters,
                builder=builder,
                workers=workers,
                max_in_flight=_max_in_flight(settings.max_concurrent_requests),
                interruption=interruption,
                write_state=stdout.write_line,
                summary=self.summary,
                progress=Progress(self.summary, self._logger),
                on_ended=on_ended,
            )
        )
        metronome = Timer(pipeline.beat, _BEAT_SECONDS)
        self._closing.callback(metronome.stop)
        metronome.start()
        return pipeline

    def _ledger(self, interruption: Interruption) -> Ledger:
        """The ledger; test deliveries get one of their own that ends with the run."""
        settings = self._settings
        url = "" if settings.test_event_code else settings.ledger_url
        ledger = Ledger(
            url, settings.event_source_id, settings.dedup_window_minutes, interruption.pause
        )
        self._closing.callback(ledger.close)
        ledger.prune()
        self._closing.callback(ledger.prune)
        return ledger


def _max_in_flight(workers: int) -> int:
    """Every worker finds the next batch ready when it ends one; more would only cost memory."""
    return workers + max(2, workers // 4)


def _sent_label(settings: Settings) -> str:
    if settings.dry_run:
        return "would be sent"
    return "sent as test events" if settings.test_event_code else "sent"
