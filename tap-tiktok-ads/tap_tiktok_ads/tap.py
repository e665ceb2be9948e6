"""The tap: its settings, its streams, and how a run ends."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import datetime, timezone
from functools import cached_property
from typing import Any, Final

import pendulum

from tap_tiktok_ads.changes.mark import MarkInState, sealed
from tap_tiktok_ads.cli import PARTLY_FAILED, code_of, exit_code_of, leave
from tap_tiktok_ads.config.json_schema import settings_schema
from tap_tiktok_ads.config.unknown_settings import unknown_settings
from tap_tiktok_ads.discovery import DiscoveringTap
from tap_tiktok_ads.errors import Interrupted, SettingError, TapError
from tap_tiktok_ads.guide import with_guide
from tap_tiktok_ads.observe.late_changes import log_late_changes
from tap_tiktok_ads.observe.outcomes import has_read_nothing
from tap_tiktok_ads.observe.table import log_table
from tap_tiktok_ads.run import Run
from tap_tiktok_ads.run_history import RunHistory
from tap_tiktok_ads.singer.sdk_settings import VERSIONS
from tap_tiktok_ads.state import readable_state
from tap_tiktok_ads.streams import name_of
from tap_tiktok_ads.streams.advertisers import AdvertisersStream
from tap_tiktok_ads.streams.base import TikTokStream
from tap_tiktok_ads.streams.import_status import ImportStatusStream
from tap_tiktok_ads.streams.relatives import let_streams_follow

NOW_VARIABLE: Final = "TAP_TIKTOK_ADS_NOW"
"""Freezes the tap's clock at an ISO instant, for tests and demos."""

MOST_TRIED: Final = 10
"""So many advertisers show whether a stream can be read: `--test` is not to take minutes."""


class TapTikTokAds(DiscoveringTap):
    """Singer tap for TikTok's Marketing API v1.3: advertisers, campaigns, ads, daily metrics."""

    name = "tap-tiktok-ads"
    package_name = "adloop-tap-tiktok-ads"

    config_jsonschema = settings_schema()

    @cached_property
    def run(self) -> Run:
        """What the streams of this run share."""
        return Run(self.config, _now, lambda: self._advertisers.columns_read)

    @cached_property
    def _advertisers(self) -> AdvertisersStream:
        """The stream of the advertisers; a tap that has none asks what all need."""
        found = self.streams.get(AdvertisersStream.name)
        return found if isinstance(found, AdvertisersStream) else AdvertisersStream(self, self.run)

    def load_state(self, state: dict[str, Any]) -> None:
        """Take over what is readable in the state of an earlier run."""
        super().load_state(readable_state(state))
        own: Any = self.state
        self._mark = MarkInState(own, state, has_store=self.run.has_change_store)

    def check_settings(self) -> None:
        """Check the tap's own settings, and warn of those that there are not.

        Raises:
            SettingError: one is missing or wrong.
        """
        known = {*self.config_jsonschema["properties"], VERSIONS}
        for line in unknown_settings(self.config, known):
            self.logger.warning(line)
        _ = self.run.settings, self.stream_types_in_order

    def sync_to_end(self) -> int:
        """Import everything, report it and note it in the history; return the exit code.

        Raises:
            TapError: the run can't go on. STATE holds what was finished.
        """
        history = RunHistory(self.run, self.state)
        try:
            code = self._import_to_end(history)
        except BaseException as error:
            history.note(exit_code_of(error))
            raise
        history.note(code)
        return code

    def _import_to_end(self, history: RunHistory) -> int:
        try:
            if self.run.settings.change_store_url is not None:
                self.message_writer.seal = sealed
                self.run.open_change_store(self._mark)
            self._arrange_streams()
            _ = self.run.advertisers
            let_streams_follow(self.streams.values())
            self.sync_all()
        except Interrupted as interrupted:
            line = "told to end: STATE holds the advertisers that are finished"
            self.logger.error("%s", with_guide(line, "ended"))  # noqa: TRY400 - no traceback
            with suppress(OSError):  # the target, told to end as well, may be gone already
                self.state_writer.write_state(self.state)
            history.note(interrupted.exit_code)
            leave(interrupted.exit_code)
        except TapError as error:
            self._tell_what_was_imported(error)
            if self.state:  # an empty STATE could make a target forget the last one
                self.state_writer.write_state(self.state)
            raise
        finally:
            self.run.close()
        self._report()
        return self._exit_code(self.run.settings.max_failed_advertisers)

    def try_to_end(self) -> int:
        """Read a record of each selected stream and advertiser, and report what can't be read.

        STATE is not written. The exit code is that of an import, but that nothing excuses a
        failure.

        Raises:
            TapError: nothing can be read.
        """
        try:
            self._arrange_streams()
            self.run.keep_advertisers(MOST_TRIED)
            self.sync_samples(self.run.stream_names)
        finally:
            self.run.close()
        self._report()
        return self._exit_code(allowed=0) or (PARTLY_FAILED if self.run.summary.failures else 0)

    def _report(self) -> None:
        summary, total = self.run.summary, self.run.client.total
        log_table(self.run.outcomes(), total, len(summary.failures))
        if any(one.changes_by_age for one in summary.shares.values()):
            log_late_changes(summary.shares, self.run.currencies)
        summary.log()

    def _exit_code(self, allowed: int) -> int:
        run, outcomes = self.run, self.run.outcomes()
        failed = run.summary.failed_advertisers
        missing = {"skipped"} | ({"incomplete"} if run.settings.on_incomplete == "fail" else set())
        code = code_of(
            run.advertiser_ids,
            failed,
            allowed=allowed,
            is_partial=any(one.status in missing for one in outcomes),
            is_nothing_read=run.lost.issuperset(run.advertiser_ids) or has_read_nothing(outcomes),
        )
        if failed and not code:
            self.logger.warning(
                "%d failed, and max_failed_advertisers allows %d: exit code 0", len(failed), allowed
            )
        return code

    def _arrange_streams(self) -> None:
        """Put the streams in the order of reading; the SDK's is that of their names.

        Those that are read on request only, and were not, go: the SDK names each that it skips.
        The run is told which are read: their status is written at its end.
        """
        names = [name for name in map(name_of, self.stream_types_in_order) if name in self.streams]
        found = [self.streams[name] for name in names]
        ordered = [one for one in found if one.selected or one.selected_by_default]
        self.streams.clear()
        self.streams.update((one.name, one) for one in ordered)
        self.run.stream_names = tuple(
            name
            for name, one in self.streams.items()
            if one.selected and not isinstance(one, ImportStatusStream)
        )
        if not self.run.stream_names:
            self.logger.warning("no stream is selected: nothing is imported; see --catalog")
        self._name_what_the_catalog_overrules()

    def _name_what_the_catalog_overrules(self) -> None:
        """Warn of metrics and decimals that were set after the catalog was saved."""
        selected = [self.streams[name] for name in self.run.stream_names]
        lacking: set[str] = set()
        for one in selected:
            lacking |= one.not_in_catalog if isinstance(one, TikTokStream) else set()
        if named := [one for one in self.run.settings.metrics if one in lacking]:
            self.logger.warning(
                "metrics: --catalog has no column for %s: not imported; run --discover again",
                ", ".join(named),
            )
        if any(isinstance(one, TikTokStream) and one.has_other_decimals for one in selected):
            self.logger.warning(
                "decimals: --catalog declares numbers in another way, and counts; "
                "run --discover again"
            )

    def _tell_what_was_imported(self, error: TapError) -> None:
        """Say how far a run came that can't go on, if its advertisers are known."""
        if not self.run.advertiser_ids:
            return
        self.run.summary.ended_by = error
        status = self.streams.get(ImportStatusStream.name)
        if status is not None and status.selected:
            with suppress(TapError):  # the first error is the one to be told
                status.sync()
        self._report()


def _now() -> datetime:
    frozen = os.environ.get(NOW_VARIABLE)
    if not frozen:
        return datetime.now(timezone.utc)
    instant = pendulum.parse(frozen)
    if not isinstance(instant, pendulum.DateTime):
        raise SettingError(f"{NOW_VARIABLE} is no instant: write it like 2026-01-31T12:00:00Z")
    return datetime.fromtimestamp(instant.timestamp(), timezone.utc)
