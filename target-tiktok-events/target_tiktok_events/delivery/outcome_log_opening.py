"""Opens the log of outcomes for a run, or says why it keeps none; no run ends for that."""

from __future__ import annotations

import time
from datetime import datetime, timezone
from typing import TYPE_CHECKING
from uuid import uuid4

from target_tiktok_events.delivery.outcome_rows import OutcomeRows
from target_tiktok_events.delivery.source_senders import addressees_of
from target_tiktok_events.errors import StorageError
from target_tiktok_events.ledger.outcome_log import OutcomeLog
from target_tiktok_events.ledger.outcome_table import OUTCOMES
from target_tiktok_events.ledger.store import LedgerStore

if TYPE_CHECKING:
    import contextlib
    import logging

    from target_tiktok_events.config.settings import Settings
    from target_tiktok_events.ledger.ledger import Ledger

_ADVICE = (
    "The log of outcomes is not kept in this run: %s. Its table tiktok_events_outcomes needs the "
    "right to create tables once (PostgreSQL: GRANT CREATE ON SCHEMA …), then to select, insert "
    "and delete rows; outcome_retention_days: 0 switches the log off"
)


def opened_rows(
    settings: Settings,
    ledger: Ledger,
    logger: logging.Logger,
    closing: contextlib.ExitStack,
) -> OutcomeRows:
    """The rows of a run, which go to the log; nowhere where no log is kept.

    Args:
        settings: of the run.
        ledger: that of the run; the log lies beside it.
        logger: is told why no log is kept.
        closing: closes what is opened here.
    """
    days = settings.outcome_retention_days
    if not days:
        return OutcomeRows()
    if not settings.ledger_url:
        logger.info("no log of outcomes is kept, because ledger_url is empty")
        return OutcomeRows()
    run_id = f"{datetime.now(timezone.utc):%Y%m%dT%H%M%SZ}-{uuid4().hex[:12]}"
    addressees = addressees_of(settings)
    try:
        if settings.test_event_code:
            log = _log_of_test(settings.ledger_url, run_id, closing)
        else:
            log = _log_beside(ledger, run_id)
            log.prune({to.event_source_id for to in addressees}, days)
    except StorageError as error:
        logger.warning(_ADVICE, error)
        return OutcomeRows()
    return OutcomeRows(log.write if log else None, addressees)


def _log_beside(ledger: Ledger, run_id: str) -> OutcomeLog:
    log = ledger.outcome_log(run_id)
    try:
        log.create()
    except StorageError:
        log.create()  # another target may have made the table in between
    return log


def _log_of_test(url: str, run_id: str, closing: contextlib.ExitStack) -> OutcomeLog | None:
    """The log for a test run: it creates nothing, and waits for no server."""
    asked = LedgerStore(url, _no_pause, read_only=True)
    try:
        if not asked.has_table(OUTCOMES.name):
            return None
    finally:
        asked.close()
    store = LedgerStore(url, _no_pause)
    closing.callback(store.close)
    return OutcomeLog(store, run_id, time.time)


def _no_pause(_seconds: float) -> bool:
    return True
