"""Writes the records of batches to Parquet files, by their SCHEMA.

The SDK's own writer guesses a column's type from the values of each file: decimals of different
lengths end the run, and files of one stream differ in their types. pyarrow is an extra of the
package; `check_sdk_settings` says so where it is missing.
"""

from __future__ import annotations

import json
from itertools import islice
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from tap_tiktok_ads.errors import SettingError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import pyarrow as pa

    Record = Mapping[str, Any]

_COMPRESSIONS: Final = {"gzip": "gzip", "none": "none"}


def write_files(
    records: Iterable[Record], schema: Mapping[str, Any], batch_config: Any, name: str
) -> Iterator[list[str]]:
    """Write so many records to a file as the settings say; yield the address of each file.

    `name` is the stream's.

    Raises:
        SettingError: a stream map gave a column another type than its SCHEMA says.
        OSError: the storage takes no file.
    """
    import pyarrow.parquet as pq  # noqa: PLC0415 - an extra, and slow to load

    storage, encoding = batch_config.storage, batch_config.encoding
    compression = _COMPRESSIONS.get(encoding.compression, "snappy")
    prefix = f"{storage.prefix or ''}tap-tiktok-ads--{name}-{uuid4()}"
    columns = schema.get("properties", {})
    remaining = iter(records)
    number = 0
    while chunk := list(islice(remaining, batch_config.batch_size)):
        number += 1
        filename = f"{prefix}-{number}.parquet"
        table = _table(chunk, columns)
        with storage.open(filename, "wb") as file:
            pq.write_table(table, file, compression=compression)
        yield [storage.get_url(filename)]


def _table(records: list[Record], columns: Mapping[str, Any]) -> pa.Table:
    import pyarrow as pa  # noqa: PLC0415

    arrays = {}
    for name, definition in columns.items():
        kind = _kind(definition)
        try:
            values = [_fitted(record.get(name), kind) for record in records]
            arrays[name] = pa.array(values, type=_arrow_type(kind))
        except (pa.ArrowException, TypeError, ValueError, OverflowError):
            raise SettingError(
                f"batch_config: column {name} holds values that are no {kind} as its SCHEMA says; "
                "mend its stream map"
            ) from None
    return pa.table(arrays)


def _kind(definition: Mapping[str, Any]) -> str:
    """Return the JSON type of a column; of a list that of its items, "number list"."""
    types = definition.get("type", [])
    named = [one for one in ([types] if isinstance(types, str) else types) if one != "null"]
    if named == ["array"]:
        of_items = _kind(definition.get("items", {}))
        return f"{of_items} list" if of_items in {"string", "number"} else "json"
    simple = {"string", "number", "integer", "boolean"}
    return str(named[0]) if len(named) == 1 and named[0] in simple else "json"


def _arrow_type(kind: str) -> Any:
    import pyarrow as pa  # noqa: PLC0415

    return {
        "string": pa.string(),
        "number": pa.float64(),
        "integer": pa.int64(),
        "boolean": pa.bool_(),
        "string list": pa.list_(pa.string()),
        "number list": pa.list_(pa.float64()),
        "json": pa.string(),
    }[kind]


def _fitted(value: Any, kind: str) -> Any:
    """Return a value as its column takes it: objects, whose shapes differ, as JSON text."""
    if value is None:
        return None
    if kind == "number":
        return float(value)
    if kind == "number list":
        return [None if one is None else float(one) for one in value]
    if kind == "json":
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=float)
    if kind == "string" and isinstance(value, str):
        return value.encode("utf-8", "replace").decode()  # half an emoji is no UTF-8
    return value
