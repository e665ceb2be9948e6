"""What is missing or empty, and what fills it: every empty part of the page says so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from adloop_report import marts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adloop_report.datasets import Dataset
    from adloop_report.marts import Mart
    from adloop_report.warehouse import Warehouse

_EMPTY_COLUMNS: Final = (
    (
        marts.RECONCILIATION,
        ("pixel_total", "pixel_server", "pixel_browser"),
        (
            "no pixel statistics: select the streams pixels and pixel_event_stats of "
            "tap-tiktok-ads, for which its access token needs the permission to read pixels, and "
            "run dbt build"
        ),
    ),
    (
        marts.LATE,
        ("conversions_latest",),
        "each day was seen only once so far: import again another day, and run dbt build each time",
    ),
    (marts.BLENDED, ("orders",), marts.IMPORT_ORDERS),
    (
        marts.BLENDED,
        ("orders_with_click_id",),
        (
            "no order has a click id: keep ttclid of the page on which a buyer lands, in a column "
            "ttclid or landing_page_url of the orders"
        ),
    ),
)
"""Columns that are empty or zero in all rows while their model is not, and what fills them."""

_NOTHING: Final = {None, 0, "0"}


def hints(warehouse: Warehouse, made: Mapping[Mart, Dataset]) -> dict[str, list[str]]:
    """Return what to do, by model; `made` are the datasets as they came from their models."""
    found: dict[str, list[str]] = {}
    for mart in marts.MARTS:
        line = _of_mart(warehouse, mart, made.get(mart))
        if line is not None:
            found[mart.name] = [line]
    for mart, columns, line in _EMPTY_COLUMNS:
        if mart.name not in found and _is_empty(made[mart], columns):
            found[mart.name] = [line]
    return found


def _of_mart(warehouse: Warehouse, mart: Mart, dataset: Dataset | None) -> str | None:
    table = f"{warehouse.schema}.{mart.name}"
    if not warehouse.has(mart):
        return f"the warehouse has no table {table}: run dbt build"
    if lacking := warehouse.lacks(mart):
        return (
            f"the table {table} lacks {', '.join(lacking)}: run dbt build with the version of the "
            "project that this report belongs to"
        )
    return (mart.when_empty or None) if dataset is not None and not dataset.rows else None


def _is_empty(dataset: Dataset, columns: tuple[str, ...]) -> bool:
    places = [dataset.columns.index(name) for name in columns if name in dataset.columns]
    return all(row[place] in _NOTHING for row in dataset.rows for place in places)
