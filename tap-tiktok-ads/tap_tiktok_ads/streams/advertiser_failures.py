"""What becomes of a stream when an advertiser fails in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tap_tiktok_ads.errors import (
    AdvertiserFailed,
    Retryable,
    RunFailed,
    StreamFailed,
    Throttled,
    Unavailable,
)

if TYPE_CHECKING:
    from tap_tiktok_ads.errors import TikTokError
    from tap_tiktok_ads.run import Run

MOST_IN_A_ROW: Final = 10
"""So many advertisers that fail one after the other are no fault of theirs: the run ends."""


class AdvertiserFailures:
    """Notes the failures of one stream.

    `has_given_up`: TikTok refuses the stream for every advertiser.
    """

    def __init__(self, stream: str, run: Run) -> None:
        """Nobody has failed."""
        self.has_given_up = False
        self._stream = stream
        self._run = run
        self._in_a_row = 0

    def succeeded(self) -> None:
        """Note that an advertiser was read to its end."""
        self._in_a_row = 0

    def failed(self, advertiser_id: str, error: TikTokError) -> None:
        """Note a failure that the others may outlive.

        Raises:
            TikTokError: the error itself, when it ends the run.
        """
        if isinstance(error, (RunFailed, Throttled, Unavailable)):
            raise error  # after the last wait the whole app is still shut out
        whose: str | None = advertiser_id
        if isinstance(error, AdvertiserFailed):
            self._run.lose(advertiser_id)
        elif isinstance(error, StreamFailed):
            self.has_given_up = True
            self._run.summary.share(self._stream, advertiser_id).status = "skipped"
            whose = None
        self._run.summary.failed(self._stream, whose, error)
        self._in_a_row += isinstance(error, Retryable)
        if self._in_a_row == MOST_IN_A_ROW:
            raise error
