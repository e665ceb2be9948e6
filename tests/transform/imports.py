"""What two imports, a day apart, leave in a warehouse: rows of the real tap, and oddities."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.tap.in_process import run_in_process
from tests.tap.local_settings import refuse, settings_for
from tests.tap.singer_output import KEYS, Output
from tests.transform.oddities import Oddities
from tests.transform.warehouses import column_types, records_by_key

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

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


@dataclass(frozen=True)
class Imports:
    """Two runs of the tap; the second goes on from the first one's STATE."""

    tiktok: LocalTikTok
    first: Output
    second: Output
    refused_advertiser: str
    """TikTok refused its campaigns in the second run."""

    def load(
        self,
        warehouse: Warehouse,
        *,
        only: Collection[str] = (),
        without: Collection[str] = (),
        second: bool = True,
    ) -> None:
        """Upsert the rows of the first run, or of both.

        Of all streams, or `only` of these; `without` are columns that the tables do not have.
        """
        for stream, types, records in self.tables(second=second):
            if not only or stream in only:
                kept = {name: kind for name, kind in types.items() if name not in without}
                selected = [{name: row.get(name) for name in kept} for row in records]
                warehouse.load(SCHEMA, stream, kept, selected)

    def tables(self, *, second: bool = True) -> Iterator[tuple[str, Types, list[Row]]]:
        """Stream, types of its columns, rows as an upsert leaves them."""
        for message in self.first.messages:
            if message["type"] == "SCHEMA":
                stream = message["stream"]
                types = column_types(message["schema"])
                if stream == TEXT_MONEY:
                    types = {name: _exact(kind) for name, kind in types.items()}
                yield stream, types, self.records(stream, second=second)

    def read(self, stream: str, *, second: bool = True) -> list[Row]:
        """What the tap has read, the last record of each key."""
        read = [*self.first.records(stream), *(self.second.records(stream) if second else ())]
        return records_by_key(read, KEYS.get(stream, STATUS_KEY))

    def records(self, stream: str, *, second: bool = True) -> list[Row]:
        """The rows of a table: what was read, with its oddities."""
        return self.odd.in_table(stream, self.read(stream, second=second))

    @property
    def odd(self) -> Oddities:
        """What is odd about the rows in the warehouse."""
        return Oddities.of(self.first)


def _exact(kind: str) -> str:
    return "decimal" if kind == "number" else kind


def two_imports(tiktok: LocalTikTok, monkeypatch: pytest.MonkeyPatch) -> Imports:
    """Import at FIRST_NOW, and a day later, when TikTok refuses one advertiser's campaigns."""
    settings: dict[str, Any] = settings_for(tiktok, start_date=START_DATE)
    refused = tiktok.advertiser_ids[-1]
    monkeypatch.setenv("TAP_TIKTOK_ADS_NOW", FIRST_NOW)
    first = run_in_process(settings).output
    tiktok.set_now(SECOND_NOW)
    refuse(tiktok, refused, "scope_missing", "/campaign/get/")
    monkeypatch.setenv("TAP_TIKTOK_ADS_NOW", SECOND_NOW)
    second = run_in_process(settings, state=first.state).output
    return Imports(tiktok, first, second, refused)
