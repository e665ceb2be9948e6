"""What becomes of a stream when an advertiser fails in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tap_tiktok_ads.errors import (
    AdvertiserFailed,
    MetricRefused,
    NotGranted,
    Retryable,
    RunFailed,
    SettingError,
    StreamFailed,
    Throttled,
    Unavailable,
)

if TYPE_CHECKING:
    from tap_tiktok_ads.errors import TikTokError
    from tap_tiktok_ads.run import Run

MOST_IN_A_ROW: Final = 10
"""So many advertisers that fail one after the other are no fault of theirs.

A passing fault that does not pass ends the run. What none of them grants, nor anybody before them,
is a permission that the app does not have: the stream is given up.
"""


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
        self._not_granted = 0
        self._metrics: frozenset[str] | None = None
        self._has_succeeded = False

    def succeeded(self) -> None:
        """Note that an advertiser was read to its end."""
        self._in_a_row = 0
        self._has_succeeded = True
        self._metrics = frozenset()

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
        self._give_up_what_nobody_grants(error)
        self._learn_of_metrics(error)
        self._in_a_row += isinstance(error, Retryable)
        if self._in_a_row == MOST_IN_A_ROW:
            raise error

    def end(self) -> None:
        """Judge what nobody had, now that all advertisers were asked.

        Raises:
            SettingError: a metric of the user, refused by each advertiser that could be asked.
        """
        if self._metrics:
            raise SettingError(
                f"metrics: TikTok refuses {', '.join(sorted(self._metrics))} for every advertiser; "
                "remove the name from the setting, or mend its spelling"
            )

    def _learn_of_metrics(self, error: TikTokError) -> None:
        """Keep the metrics that were refused to each advertiser that could be asked."""
        if isinstance(error, MetricRefused):
            known = self._metrics
            self._metrics = error.metrics if known is None else known & error.metrics
        elif not isinstance(error, (AdvertiserFailed, NotGranted)):
            self._metrics = frozenset()

    def _give_up_what_nobody_grants(self, error: TikTokError) -> None:
        self._not_granted += isinstance(error, NotGranted)
        if self._has_succeeded or self.has_given_up or self._not_granted < MOST_IN_A_ROW:
            return
        self.has_given_up = True
        self._run.summary.failed(self._stream, None, error)
