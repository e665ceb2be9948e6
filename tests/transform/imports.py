"""What two imports, a day apart, have left in a warehouse: the rows of the real tap."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.tap.in_process import run_in_process
from tests.tap.local_settings import settings_for
from tests.tap.singer_output import DAILY_STREAMS, KEYS, Output
from tests.transform.warehouses import column_types, records_by_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest

    from tests.emulator.process import LocalTikTok
    from tests.transform.warehouses import Row, Types, Warehouse

SCHEMA = "tiktok_ads"
FIRST_NOW = "2026-03-10T12:00:00Z"
SECOND_NOW = "2026-03-11T12:00:00Z"
START_DATE = "2026-02-01"
STATUS_KEY = ("run_id", "advertiser_id", "stream")
TEXT_MONEY = "campaign_daily_metrics"
"""A table with the types of `decimals: decimal`: text in DuckDB, whose other money is a double."""
OLD_NAME = "The name it had before"


@dataclass(frozen=True)
class Imports:
    """Two runs of the tap; the second goes on from the first one's STATE."""

    tiktok: LocalTikTok
    first: Output
    second: Output

    def load(self, warehouse: Warehouse, *, second: bool = True) -> None:
        """Upsert the rows of the first run, or of both."""
        for stream, types, records in self.tables(second=second):
            warehouse.load(SCHEMA, stream, types, records)

    def tables(self, *, second: bool = True) -> Iterator[tuple[str, Types, list[Row]]]:
        """Stream, types of its columns, rows as an upsert leaves them."""
        for message in self.first.messages:
            if message["type"] == "SCHEMA":
                stream = message["stream"]
                types = column_types(message["schema"])
                if stream == TEXT_MONEY:
                    types = {name: _exact(kind) for name, kind in types.items()}
                yield stream, types, self.records(stream, second=second)

    def records(self, stream: str, *, second: bool = True) -> list[Row]:
        """The rows of a table; what is odd about them is told by the functions below."""
        key = KEYS.get(stream, STATUS_KEY)
        read = [*self.first.records(stream), *(self.second.records(stream) if second else ())]
        found = records_by_key(read, key)
        if stream == "ads":
            return [row for row in found if row["ad_id"] != self.purged_ad]
        if stream in DAILY_STREAMS.values():
            return [self._renamed_since(row) for row in found]
        return found

    @property
    def purged_ad(self) -> str:
        """An ad that has daily rows, and that TikTok no longer lists."""
        return str(self.first.records("daily_metrics")[0]["ad_id"])

    @property
    def renamed_campaign(self) -> str:
        """A campaign whose rows of its first day still carry OLD_NAME."""
        return str(self.first.records("campaign_daily_metrics")[0]["campaign_id"])

    def _renamed_since(self, row: Row) -> Row:
        if (
            row.get("campaign_id") == self.renamed_campaign
            and row["stat_time_day"] == self._old_day
        ):
            return {**row, "campaign_name": OLD_NAME}
        return row

    @property
    def _old_day(self) -> str:
        rows = self.first.records("campaign_daily_metrics")
        return str(
            min(r["stat_time_day"] for r in rows if r["campaign_id"] == self.renamed_campaign)
        )


def _exact(kind: str) -> str:
    return "decimal" if kind == "number" else kind


def two_imports(tiktok: LocalTikTok, monkeypatch: pytest.MonkeyPatch) -> Imports:
    """Import at FIRST_NOW, and again a day later."""
    settings: dict[str, Any] = settings_for(tiktok, start_date=START_DATE)
    outputs: list[Output] = []
    for now in (FIRST_NOW, SECOND_NOW):
        tiktok.set_now(now)
        monkeypatch.setenv("TAP_TIKTOK_ADS_NOW", now)
        state = outputs[-1].state if outputs else None
        outputs.append(run_in_process(settings, state=state).output)
    return Imports(tiktok, *outputs)
