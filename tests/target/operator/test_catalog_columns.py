"""`check --catalog` compares the settings with a tap's columns before any record comes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.target.operator.conftest import Check, Checked

COLUMNS = ("order_id", "created_at", "total", "currency", "email")


def stream(name: str, *columns: str, selected: bool | None = None) -> dict[str, Any]:
    """One entry of a catalog."""
    metadata = [] if selected is None else [{"breadcrumb": [], "metadata": {"selected": selected}}]
    properties = {one: {"type": "string"} for one in columns}
    return {
        "tap_stream_id": name,
        "stream": name,
        "schema": {"type": "object", "properties": properties},
        "metadata": metadata,
    }


@pytest.fixture
def compared(check: Check, tmp_path: Path) -> Any:
    """Return what runs `check` with a catalog of some streams."""

    def call(*streams: dict[str, Any], **settings: Any) -> Checked:
        path = tmp_path / "catalog.json"
        path.write_text(json.dumps({"streams": streams}), encoding="utf-8")
        return check("--catalog", str(path), **settings)

    return call


def test_the_columns_are_there(compared: Any) -> None:
    """Of every stream that may give events."""
    checked = compared(stream("orders", *COLUMNS))

    assert checked.result("columns") == "ok"
    assert "orders" in checked.detail("columns")


def test_upper_case_is_found(compared: Any) -> None:
    """Snowflake's columns are in upper case, the settings need not be."""
    columns = [one.upper() for one in (*COLUMNS, "net_total")]
    checked = compared(stream("SHOP-ORDERS", *columns), field_mapping={"total": "net_total"})

    assert checked.result("columns") == "ok"


def test_a_missing_column_fails_with_the_nearest(compared: Any) -> None:
    """As a run would end at the first record, with exit code 1."""
    checked = compared(stream("orders", *COLUMNS), field_mapping={"total": "nettotal"})

    assert (checked.code, checked.result("columns")) == (1, "failed")
    assert "field_mapping.total names 'nettotal'" in checked.detail("columns")
    assert "the nearest are total" in checked.detail("columns")
    assert checked.detail("columns").endswith("[docs/errors.md#setting]")


def test_what_the_catalog_selects_counts(compared: Any) -> None:
    """Where some streams are selected, the others send nothing; a column left out is missing."""
    orders = stream("orders", *COLUMNS, selected=True)
    assert compared(orders, stream("products", "sku", selected=False)).result("columns") == "ok"

    left_out = {"breadcrumb": ["properties", "created_at"], "metadata": {"selected": False}}
    orders["metadata"].append(left_out)
    checked = compared(orders)
    assert checked.result("columns") == "failed"
    assert "the time of an event" in checked.detail("columns")


@pytest.mark.parametrize(("inclusion", "result"), [("automatic", "ok"), ("unsupported", "failed")])
def test_what_a_tap_always_or_never_emits(compared: Any, inclusion: str, result: str) -> None:
    """A key is there whatever is selected, a column of an unknown type is not."""
    orders = stream("orders", *COLUMNS, selected=True)
    about = {"inclusion": inclusion, "selected": inclusion != "automatic"}
    orders["metadata"].append({"breadcrumb": ["properties", "created_at"], "metadata": about})

    assert compared(orders).result("columns") == result


def test_many_tables_are_not_many_lines(compared: Any) -> None:
    """A whole database: three complaints, and how many more."""
    checked = compared(*(stream(f"table{number}", "sku") for number in range(9)))

    lines = [detail for name, _, detail in checked.lines if name == "columns"]
    assert len(lines) == 4
    assert "6 more streams" in lines[-1]


def test_streams_that_give_no_events_are_told(compared: Any) -> None:
    """A name in streams that the tap does not have sends nothing, which nobody means."""
    checked = compared(stream("public-orders", *COLUMNS), streams=["orders"])

    assert checked.result("columns") == "warning"
    assert "streams" in checked.detail("columns")


def test_stream_maps_can_not_be_judged(compared: Any) -> None:
    """They change columns on the way: that is said, with exit code 2."""
    checked = compared(stream("orders", "id"), stream_maps={"orders": {"order_id": "id"}})

    assert (checked.code, checked.result("columns")) == (2, "not checked")


@pytest.mark.parametrize(
    "text",
    ["{", "[]", '{"streams": 1}', '{"streams": [1]}', '{"streams": [{"stream": "a"}]}', None],
)
def test_a_catalog_that_is_none_is_told(check: Check, tmp_path: Path, text: str | None) -> None:
    """One line with the file and how to write it; the other checks are made all the same."""
    path = tmp_path / "catalog.json"
    if text is not None:
        path.write_text(text)
    checked = check("--catalog", str(path))

    assert (checked.code, checked.result("columns")) == (1, "failed")
    assert str(path) in checked.detail("columns")
    assert "--discover" in checked.detail("columns")
    assert checked.result("ledger") == "ok"
