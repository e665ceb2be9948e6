"""Runs the tap inside the test's process: waits cost nothing, and pages can be small.

Everything else is real: settings, streams, threads, HTTP requests to the local TikTok, messages.
"""

from __future__ import annotations

import io
import json
import logging
import re
import signal
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tap_tiktok_ads.errors import TapError
from tap_tiktok_ads.tap import TapTikTokAds
from tap_tiktok_ads.tiktok.client import Client, RequestCount
from tap_tiktok_ads.tiktok.limiter import RateLimiter
from tests.tap.fake_time import FakeTime
from tests.tap.singer_output import Output

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from singer_sdk import Stream

    from tap_tiktok_ads.tiktok.envelope import Envelope
    from tests.tap.singer_output import State

PLENTY = 1e6
"""Requests per second that never make a run wait."""


class SmallPages(Client):
    """Asks for pages of a few rows, so that a small data set has many of them."""

    rows: int | None = None

    def get(
        self,
        path: str,
        params: Mapping[str, str],
        advertiser_id: str | None = None,
        count: RequestCount | None = None,
    ) -> Envelope:
        """Ask for less per page than the tap wants."""
        if self.rows is not None and "page_size" in params:
            rows = min(self.rows, int(params["page_size"]))
            params = {**params, "page_size": str(rows)}
        return super().get(path, params, advertiser_id, count)


class _Log(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


@dataclass
class Ran:
    """A run that has ended; `error` is what it raised, `exit_code` what it returned if not."""

    output: Output
    log: list[str]
    time: FakeTime
    exit_code: int | None = None
    error: TapError | None = None
    failures: list[str] = field(default_factory=list)
    request_count: int = 0

    @property
    def failures_without_ids(self) -> list[str]:
        """The failures without TikTok's request ids, which differ from run to run."""
        return [re.sub(r"request_id \S+\]", "request_id …]", one) for one in self.failures]


@contextmanager
def _signals_kept() -> Iterator[None]:
    """Undo what the SDK does to signal handlers."""
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in kept.items():
            signal.signal(number, handler)


@contextmanager
def _log_kept() -> Iterator[_Log]:
    handler = _Log()
    loggers = [logging.getLogger(name) for name in ("tap_tiktok_ads", "tap-tiktok-ads")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)
    try:
        yield handler
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.removeHandler(handler)
            logger.setLevel(level)


def run_in_process(  # noqa: PLR0913 - what a run can be given, all named
    settings: Mapping[str, Any],
    *,
    state: State | None = None,
    catalog: dict[str, Any] | None = None,
    streams: Sequence[str] | None = None,
    rows_per_page: int | None = None,
    real_time: bool = False,
    only_try: bool = False,
) -> Ran:
    """Run the tap to its end; `streams` are all it has, `rows_per_page` makes pages small.

    With `only_try` it does what `--test` does. With `real_time` requests keep to the settings'
    rate, and waits take their time.

    A TapError that ends the run is kept in the result.
    """
    time = FakeTime()
    buffer = io.BytesIO()
    stdout = io.TextIOWrapper(buffer, write_through=True)
    ran = Ran(Output(b""), [], time)
    with _signals_kept(), _log_kept() as log, redirect_stdout(stdout):
        try:
            tap = _tap(settings, state, catalog, streams)
            if not real_time:
                tap.run.client = _client(tap, time, rows_per_page)
            ran.exit_code = tap.try_to_end() if only_try else tap.sync_to_end()
        except TapError as error:
            ran.error = error
        else:
            ran.failures = [str(failure) for failure in tap.run.summary.failures]
            ran.request_count = tap.run.client.total.requests
    ran.output, ran.log = Output(buffer.getvalue()), log.lines
    return ran


def _tap(
    settings: Mapping[str, Any],
    state: State | None,
    catalog: dict[str, Any] | None,
    streams: Sequence[str] | None,
) -> TapTikTokAds:
    # A copy, as if read from a file: the tap may change its own.
    return _class_with(streams)(
        config=dict(settings),
        state=None if state is None else json.loads(json.dumps(state)),
        catalog=catalog,
    )


def _class_with(streams: Sequence[str] | None) -> type[TapTikTokAds]:
    if streams is None:
        return TapTikTokAds

    wanted = frozenset(streams)

    class TapWithFewStreams(TapTikTokAds):
        def discover_streams(self) -> list[Stream]:
            return [one for one in super().discover_streams() if one.name in wanted]

    return TapWithFewStreams


def _client(tap: TapTikTokAds, time: FakeTime, rows_per_page: int | None) -> SmallPages:
    settings = tap.run.settings
    client = SmallPages(
        api_url=settings.api_url,
        access_token=settings.access_token,
        limiter=RateLimiter(PLENTY, clock=time.clock, sleep=time.sleep),
        timeout=settings.request_timeout,
        sleep=time.sleep,
        most_under_way=settings.max_concurrent_requests,
        rng=lambda: 1.0,
    )
    client.rows = rows_per_page
    return client
