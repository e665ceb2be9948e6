"""What TikTok does to those who model its rows, and the local TikTok's few rows do not show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.tap.singer_output import Output
    from tests.transform.warehouses import Row

OLD_NAME = "The name it had before"
SIBLING = "1700000299999999"
"""An ad group that counts conversions otherwise than the other one of its campaign."""


@dataclass(frozen=True)
class Oddities:
    """Which rows are odd; the first import names them."""

    purged_ad: str
    """An ad that has daily rows, and that TikTok no longer lists."""

    renamed_campaign: str
    """A campaign whose rows of its first day, `old_day`, still carry OLD_NAME."""

    old_day: str

    lost_row: tuple[str, str]
    """Ad and day of which the ads' level has no row, though it was delivered."""

    brother: Row
    """The ad group that SIBLING is a copy of, with another window and event."""

    @classmethod
    def of(cls, first: Output) -> Oddities:
        """The oddities of a warehouse whose first import is `first`."""
        ads, campaigns = first.records("daily_metrics"), first.records("campaign_daily_metrics")
        renamed = campaigns[0]["campaign_id"]
        lost = ads[-1]
        return cls(
            purged_ad=ads[0]["ad_id"],
            renamed_campaign=renamed,
            old_day=min(r["stat_time_day"] for r in campaigns if r["campaign_id"] == renamed),
            lost_row=(lost["ad_id"], lost["stat_time_day"]),
            brother=next(r for r in first.records("ad_groups") if r["campaign_id"] != renamed),
        )

    def in_table(self, stream: str, rows: list[Row]) -> list[Row]:
        """The rows of a table, with its oddities."""
        if stream == "ads":
            return [row for row in rows if row["ad_id"] != self.purged_ad]
        if stream == "ad_groups":
            return [*rows, self.sibling]
        if stream == "daily_metrics":
            kept = [row for row in rows if (row["ad_id"], row["stat_time_day"]) != self.lost_row]
            return [self._with_old_name(row) for row in kept]
        if stream == "ad_group_daily_metrics":
            return [*(self._with_old_name(row) for row in rows), self._idle_day(rows)]
        return [self._with_old_name(row) for row in rows]

    @property
    def sibling(self) -> Row:
        """The ad group SIBLING, as TikTok would list it."""
        other = {"click_attribution_window": "ONE_DAY", "optimization_event": "FORM"}
        return {**self.brother, **other, "adgroup_id": SIBLING}

    def _with_old_name(self, row: Row) -> Row:
        where = row.get("campaign_id"), row.get("stat_time_day")
        if where == (self.renamed_campaign, self.old_day):
            return {**row, "campaign_name": OLD_NAME}
        return row

    def _idle_day(self, rows: list[Row]) -> Row:
        """A row of zeros of SIBLING, on a day on which its brother has a row."""
        row = next(r for r in rows if r["adgroup_id"] == self.brother["adgroup_id"])
        named = ("advertiser_id", "stat_time_day", "advertiser_timezone", "currency")
        idle = {name: _zero(value) for name, value in row.items()}
        kept = {name: row[name] for name in (*named, "campaign_id", "campaign_name")}
        return {**idle, **kept, "adgroup_id": SIBLING, "adgroup_name": self.brother["adgroup_name"]}


def _zero(value: Any) -> Any:
    return value if isinstance(value, (str, type(None))) else type(value)(0)
