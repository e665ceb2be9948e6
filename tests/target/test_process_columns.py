"""Where a warehouse writes its columns otherwise: upper case, and shops that share order ids."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.target.target_process import Target, order, stored_ids

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tests.emulator.process import LocalTikTok


def _stream(name: str, records: Iterable[dict[str, Any]]) -> list[str]:
    """A stream whose SCHEMA names the columns of its records, as a database's tap does."""
    records = list(records)
    columns: dict[str, Any] = {column: {} for record in records for column in record}
    message = {"type": "SCHEMA", "stream": name, "key_properties": []}
    lines = [json.dumps({**message, "schema": {"type": "object", "properties": columns}})]
    lines += [json.dumps({"type": "RECORD", "stream": name, "record": one}) for one in records]
    return [*lines, json.dumps({"type": "STATE", "value": {"done": len(records)}})]


def _upper(record: dict[str, Any]) -> dict[str, Any]:
    return {column.upper(): value for column, value in record.items()}


def test_a_table_in_upper_case_needs_no_mapping(tiktok: LocalTikTok, tmp_path: Path) -> None:
    """Orders of Snowflake are delivered as those of PostgreSQL; settings are found there, too."""
    settings: dict[str, Any] = {
        "consent_column": "consent",
        "field_mapping": {"total": "net_total"},
        "event_mappings": [{"when": {"status": "test"}, "skip": True}],
    }
    rows = [
        order(1, consent=True, net_total=10, status="paid"),
        order(2, consent=False, net_total=20, status="paid"),
        order(3, consent=True, net_total=30, status="test"),
    ]
    result = Target(tmp_path, tiktok, **settings).run(_stream("ORDERS", map(_upper, rows)))
    assert (result.code, result.states) == (0, [{"done": 3}]), result.stderr
    assert stored_ids(tiktok) == ["1"]
    assert (result.count("consent"), result.count("event_mappings[0]")) == (1, 1)


def test_each_stream_has_the_case_of_its_own_columns(tiktok: LocalTikTok, tmp_path: Path) -> None:
    """Two tables of one run may be written differently; their counts are added up."""
    lower = _stream("web", [order(1, phone="nonsense")])
    upper = _stream("SHOP", [_upper(order(2, phone="nonsense"))])
    result = Target(tmp_path, tiktok).run([*lower, *upper])
    assert result.code == 0, result.stderr
    assert stored_ids(tiktok) == ["1", "2"]
    assert result.count("phone_unusable") == 2


def test_the_columns_of_a_later_schema_count(tiktok: LocalTikTok, tmp_path: Path) -> None:
    """A table whose columns are renamed in mid-run goes on under the new names."""
    lines = [*_stream("orders", [order(1)]), *_stream("orders", [_upper(order(2))])]
    result = Target(tmp_path, tiktok).run(lines)
    assert result.code == 0, result.stderr
    assert stored_ids(tiktok) == ["1", "2"]


def test_a_stream_map_names_the_columns_that_are_read(tiktok: LocalTikTok, tmp_path: Path) -> None:
    """Columns that a stream map makes are found in the case it gives them."""
    columns = {"ORDER_ID": "number", "TOTAL": "total", "CURRENCY": "currency"}
    maps = {"orders": {**columns, "CREATED_AT": "created_at", "__else__": None}}
    record = {"number": "7", **order(1)}
    result = Target(tmp_path, tiktok, stream_maps=maps).run(_stream("orders", [record]))
    assert result.code == 0, result.stderr
    assert stored_ids(tiktok) == ["7"]


def test_two_shops_on_one_event_source(tiktok: LocalTikTok, tmp_path: Path) -> None:
    """Orders that share an id are two events when the event id names the shop, if there is one."""
    mapping = {"event_id": {"template": "{shop}-{order_id}"}}
    target = Target(tmp_path, tiktok, field_mapping=mapping)
    rows = [order(1, shop="de"), order(1, shop="fr"), order(2, shop="")]
    result = target.run(_stream("orders", rows))
    assert (result.code, stored_ids(tiktok)) == (0, ["de-1", "fr-1", "2"]), result.stderr
