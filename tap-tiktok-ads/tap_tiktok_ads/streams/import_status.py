"""What this run imported of each advertiser, for the warehouse."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tap_tiktok_ads.observe.import_status import status_rows
from tap_tiktok_ads.observe.outcomes import has_read_nothing
from tap_tiktok_ads.schemas import import_status
from tap_tiktok_ads.singer.mixed_output import is_log_among_records
from tap_tiktok_ads.streams.base import TikTokStream

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tap_tiktok_ads.schemas.column import Column


class ImportStatusStream(TikTokStream):
    """One row per run, advertiser and stream; the last stream of a run, and nothing is asked."""

    name = "import_status"
    key = ("run_id", "advertiser_id", "stream")

    def columns_of(self, _extra_metrics: Sequence[str]) -> tuple[Column, ...]:
        """Return the tap's own columns."""
        return import_status.COLUMNS

    @property
    def emit_activate_version_messages(self) -> bool:
        """No versions: a new one would make a loader drop the rows of earlier runs."""
        return False

    def get_records(self, _context: Mapping[str, Any] | None) -> Iterable[dict[str, Any]]:
        """Yield what became of each advertiser in each stream of this run.

        Nothing for a test of the connection as Meltano makes it: that nothing could be read would
        be a record, too, and so be taken for success.
        """
        outcomes = self.run.outcomes()
        if has_read_nothing(outcomes) and is_log_among_records():
            return
        for row in status_rows(self.run.run_id, outcomes):
            yield {name: value for name, value in row.items() if name in self.in_records}
