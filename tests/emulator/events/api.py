"""The Events API as the server of the local TikTok mounts it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from tests.emulator.events import options
from tests.emulator.events.inspection import Inspection
from tests.emulator.events.pixel_counts import PixelCounts
from tests.emulator.events.state import EventsState
from tests.emulator.events.track import TrackEndpoint

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable
    from datetime import datetime

    from tests.emulator.wire import Endpoint

TRACK_PATH = "/open_api/v1.3/event/track/"


class EventsApi:
    """`event/track`, with its switches and inspection paths.

    Args:
        clock: The instant it is now, aware UTC; all windows and limits follow it.
        request_id: A new request id, date-prefixed as TikTok's are.
        seconds: Seconds that always run; the limit of requests per second counts them.
    """

    def __init__(
        self,
        clock: Callable[[], datetime],
        request_id: Callable[[], str],
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._state = EventsState(clock, request_id, seconds)

    def routes(self) -> dict[tuple[str, str], Endpoint]:
        """Return method and path -> endpoint; the endpoint checks the token itself."""
        return {("POST", TRACK_PATH): TrackEndpoint(self._state)}

    def pixel_counts(self) -> PixelCounts:
        """Return what the statistics of pixels count."""
        return PixelCounts(self._state)

    def admin_routes(self) -> dict[tuple[str, str], Endpoint]:
        """Return the inspection paths, all under `/__emulator__/events`."""
        return Inspection(self._state).routes()

    @staticmethod
    def add_options(parser: argparse.ArgumentParser) -> None:
        """Add the switches `--events-…` to a command line."""
        options.add_options(parser)

    def configure(self, arguments: argparse.Namespace) -> None:
        """Take over the switches that `add_options` added."""
        self._state.options = options.from_arguments(arguments)
