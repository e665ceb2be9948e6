"""Spend and orders by advertiser, campaign, ad group and ad: one dataset per level."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import column

from adloop_report.datasets import Dataset, dataset
from adloop_report.marts import ROAS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import ColumnElement

    from adloop_report.warehouse import Warehouse

NOBODY: Final = ""
"""The advertiser of what belongs to none: left out when one is chosen, unlike null."""

SUMS: Final = (
    *("spend", "impressions", "clicks", "orders", "net_revenue", "refunds"),
    *("orders_with_click_id", "claimed_conversions", "claimed_value"),
)
_OF_ADS: Final = ("spend", "impressions", "clicks", "claimed_conversions", "claimed_value")
_COLUMNS: Final = (
    *("day", "currency", "advertiser_id", "entity_id", "parent_id"),
    *SUMS,
    *("attributed_orders", "attributed_revenue"),
)
ATTRIBUTED: Final = "attributed"
UNATTRIBUTED: Final = "unattributed"
_NO_TRACE: Final = "(no trace of TikTok)"


@dataclass(frozen=True)
class Level:
    """A level of the model `roas_daily`: the dataset that it becomes, and the id of its parent."""

    name: str
    dataset: str
    word: str
    words: str
    parent: str


LEVELS: Final = (
    Level("advertiser", "days", "advertiser", "advertisers", "advertiser_id"),
    Level("campaign", "campaigns", "campaign", "campaigns", "advertiser_id"),
    Level("ad_group", "ad_groups", "ad group", "ad groups", "campaign_id"),
    Level("ad", "ads", "ad", "ads", "adgroup_id"),
)


@dataclass(frozen=True)
class LevelRows:
    """The rows of a level, the names of what they are about, and what the limit left out."""

    dataset: Dataset
    names: dict[str, str]
    left_out: str | None


def read_level(
    warehouse: Warehouse, level: Level, period: Sequence[ColumnElement[bool]], most_rows: int | None
) -> LevelRows:
    """Read a level: of all entities those that spent most, up to `most_rows` rows (None: all)."""
    if not warehouse.has(ROAS) or "level" in warehouse.lacks(ROAS):
        return LevelRows(dataset(_COLUMNS, ()), {}, None)
    conditions = [column("level") == level.name, *period]
    entities = warehouse.spend_of_entities(ROAS, *conditions)
    kept = [one for one, _ in entities] if most_rows is None else _within(entities, most_rows)
    left_out = None
    if len(kept) < len(entities):
        conditions.append(column("entity_id").in_(kept))
        left_out = (
            f"{len(kept):,} of {len(entities):,} {level.words} are on this page, those that spent "
            "most; the others are in all totals, and in the model roas_daily"
        )
    rows = list(warehouse.rows(ROAS, *conditions))
    return LevelRows(
        dataset(_COLUMNS, (_shaped(level, row) for row in rows)), _names(level, rows), left_out
    )


def _within(entities: Iterable[tuple[str, int]], most_rows: int) -> list[str]:
    kept: list[str] = []
    for entity, rows in entities:
        most_rows -= rows
        if most_rows < 0 and kept:
            break
        kept.append(entity)
    return kept


def _shaped(level: Level, row: dict[str, Any]) -> dict[str, Any]:
    """The row with its parent's id, and with the orders and revenue that are TikTok's."""
    attribution = row.get("attribution") or ATTRIBUTED
    is_own = attribution == ATTRIBUTED
    is_tiktoks = attribution != UNATTRIBUTED
    # Orders of no campaign or ad belong to none that spends.
    no_ads = {} if is_own else dict.fromkeys(_OF_ADS)
    return {
        **row,
        **no_ads,
        "advertiser_id": row.get("advertiser_id") or NOBODY,
        "entity_id": row.get("entity_id") if is_own else attribution,
        "parent_id": row.get(level.parent) or NOBODY,
        "attributed_orders": row.get("orders") if is_tiktoks else 0,
        "attributed_revenue": row.get("net_revenue") if is_tiktoks else 0,
    }


def _names(level: Level, rows: Iterable[dict[str, Any]]) -> dict[str, str]:
    """The newest name of each entity that has one, and what the orders without one are called."""
    names = {UNATTRIBUTED: _NO_TRACE, "unknown": f"(from TikTok, {level.word} not known)"}
    for row in sorted(rows, key=lambda row: str(row.get("day"))):
        if row.get("entity_name") and row.get("attribution") in {None, ATTRIBUTED}:
            names[str(row["entity_id"])] = str(row["entity_name"])
    return names
