"""What a pipeline is put together from."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable

    from target_tiktok_events.dead_letters.letter_file import DeadLetterFile
    from target_tiktok_events.delivery.batches import BatchBuilder
    from target_tiktok_events.delivery.claimed_sending import ClaimedSender
    from target_tiktok_events.delivery.interruption import Interruption
    from target_tiktok_events.delivery.progress import Progress
    from target_tiktok_events.delivery.report import Summary
    from target_tiktok_events.delivery.workers import Workers
    from target_tiktok_events.ledger.ledger import Ledger
    from target_tiktok_events.mapping.events import Event
    from target_tiktok_events.tiktok.outcomes import Outcome


class Parts(msgspec.Struct, frozen=True):
    """What a pipeline uses; `on_ended` is told the ending of every event."""

    ledger: Ledger
    dispatcher: ClaimedSender
    dead_letters: DeadLetterFile
    builder: BatchBuilder
    workers: Workers
    max_in_flight: int
    interruption: Interruption
    write_state: Callable[[bytes], None]
    summary: Summary
    progress: Progress
    on_ended: Callable[[Event, Outcome], None] | None = None
    clock: Callable[[], float] = time.monotonic
