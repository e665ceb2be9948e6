"""Each batch to its event source: with its token, through its ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from target_tiktok_events.dead_letters.letter import Addressee
from target_tiktok_events.delivery.claimed_sending import ClaimedSender
from target_tiktok_events.errors import Stopped
from target_tiktok_events.guide import with_guide
from target_tiktok_events.tiktok.client import Client
from target_tiktok_events.tiktok.patience import SharedPause
from target_tiktok_events.tiktok.sending import Destination, Sender

if TYPE_CHECKING:
    import logging
    from collections.abc import Sequence

    from target_tiktok_events.config.settings import Settings
    from target_tiktok_events.delivery.interruption import Interruption
    from target_tiktok_events.ledger.ledger import Ledger
    from target_tiktok_events.mapping.events import Event
    from target_tiktok_events.tiktok.outcomes import BatchResult
    from target_tiktok_events.tiktok.patience import RetryPolicy


class SourceSenders:
    """Sends batches, each to one event source of the run; safe to use from several threads.

    What TikTok asks all to wait for they wait for together.

    Args:
        settings: of the run.
        ledgers: of each event source, by its number.
        interruption: ends waits early.
        policy: how long a request is tried again.
        logger: gets retries as warnings, and which event source is refused.
        is_replay: sends also what an earlier run may have delivered.
    """

    def __init__(  # noqa: PLR0913 - what a request depends on comes from everywhere
        self,
        settings: Settings,
        ledgers: Sequence[Ledger],
        interruption: Interruption,
        policy: RetryPolicy,
        logger: logging.Logger,
        *,
        is_replay: bool,
    ) -> None:
        self._logger = logger
        self._names = [source.name for source in settings.event_sources]
        self._refused: set[int] = set()
        shared = SharedPause(policy)
        threads = settings.max_concurrent_requests
        self._clients = [
            Client(settings.api_url, source.access_token, settings.request_timeout, threads)
            for source in settings.event_sources
        ]
        parts = zip(self._clients, destinations(settings), ledgers, strict=True)
        self._senders = [
            ClaimedSender(
                Sender(client.post, destination, policy, logger, shared).send,
                ledger,
                interruption,
                even_uncertain=is_replay,
                stops_alone=len(ledgers) > 1,
            )
            for client, destination, ledger in parts
        ]

    def send(self, events: Sequence[Event]) -> BatchResult:
        """Brings the events of a batch to their outcomes; all of them go to one event source."""
        source = events[0].source
        result = self._senders[source].send(events)
        if isinstance(result.failure, Stopped) and len(self._senders) > 1:
            self._say_once(source, result.failure)
        return result

    def _say_once(self, source: int, failure: Stopped) -> None:
        """Says at once that an event source is refused: the run may go on for an hour."""
        if source not in self._refused:
            self._refused.add(source)
            name = self._names[source]
            line = f"event source {name} is refused, the others go on: {failure}"
            self._logger.error("%s", with_guide(line, failure.anchor))

    def close(self) -> None:
        """Closes the connections that wait for a request."""
        for client in self._clients:
            client.close()


def destinations(settings: Settings) -> list[Destination]:
    """Where the events of each event source of a run go, by its number."""
    return [
        Destination(source.event_source, source.event_source_id, settings.test_event_code)
        for source in settings.event_sources
    ]


def addressees_of(settings: Settings) -> list[Addressee]:
    """Where the events of a run with these settings go, by the number of the event source."""
    is_test = settings.test_event_code is not None
    return [
        Addressee(source.event_source, source.event_source_id, is_test=is_test)
        for source in settings.event_sources
    ]
