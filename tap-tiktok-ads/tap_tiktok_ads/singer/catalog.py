"""The catalog that a user hands in: checked, and completed with what the streams are; pure.

Catalogs are written by discovery, by Meltano, by hand, and by older versions of the tap. The SDK
takes them as they come, and trips over one without a key or with another name of a stream.
"""

from __future__ import annotations

from types import NoneType
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from tap_tiktok_ads.errors import SettingError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    Catalog = dict[str, Any]
    Entry = dict[str, Any]

FULL_TABLE: Final = "FULL_TABLE"
INCREMENTAL: Final = "INCREMENTAL"


class StreamFacts(NamedTuple):
    """What a stream is, whatever a catalog says of it."""

    key: tuple[str, ...]
    replication_key: str | None


def readable_catalog(catalog: Catalog, streams: Mapping[str, StreamFacts]) -> Catalog:
    """Return the catalog as the SDK can read it, without the streams that there are not.

    A key, a replication method and columns are the catalog's to choose; what it says nothing of is
    the stream's. Columns of the key, and the one that the bookmark comes from, are in every record.

    Raises:
        SettingError: it is no catalog; the text names the place.
    """
    entries = _entries(catalog)
    return {
        "streams": [
            _readable(entry, streams[name]) for name, entry in entries.items() if name in streams
        ]
    }


def unknown_streams(catalog: Catalog, streams: Mapping[str, StreamFacts]) -> list[str]:
    """Return the names in a catalog that are no streams, in their order.

    Raises:
        SettingError: it is no catalog; the text names the place.
    """
    return [name for name in _entries(catalog) if name not in streams]


def _entries(catalog: Catalog) -> dict[str, Entry]:
    entries = _checked(catalog.get("streams"), list, "streams", "a list")
    found = {}
    for place, entry in enumerate(entries):
        _checked(entry, dict, f"streams[{place}]", "an object")
        name = _checked(entry.get("tap_stream_id"), str, f"streams[{place}].tap_stream_id", "text")
        found[name] = entry
    return found


def _readable(entry: Entry, facts: StreamFacts) -> Entry:
    name = entry["tap_stream_id"]
    properties = _properties(entry)
    metadata = dict(_metadata(entry))
    root = metadata.get((), {})
    key = _key(entry, root, facts)
    for column in key:
        if column not in properties:
            raise SettingError(
                f"--catalog: {name} has no column {column} in its schema, which is in its key: "
                "run --discover again"
            )
    for column in [one for one in properties if one in {*key, facts.replication_key}]:
        of_column = metadata.setdefault(("properties", column), {})
        of_column["inclusion"] = "automatic"
    return {
        **entry,
        "stream": name,
        "key_properties": key,
        "replication_key": facts.replication_key,
        "replication_method": _method(entry, root, facts),
        "metadata": [
            {"breadcrumb": list(breadcrumb), "metadata": one}
            for breadcrumb, one in metadata.items()
        ],
    }


def _properties(entry: Entry) -> dict[str, Any]:
    name = entry["tap_stream_id"]
    schema = _checked(entry.get("schema"), dict, f"{name}.schema", "an object")
    properties: dict[str, Any] = _checked(
        schema.get("properties"), dict, f"{name}.schema.properties", "an object of columns"
    )
    for column, one in properties.items():
        _checked(one, dict, f"{name}.schema.properties.{column}", "an object")
    return properties


def _metadata(entry: Entry) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    """Yield breadcrumbs with a copy of what is said of them."""
    name = entry["tap_stream_id"]
    for one in _checked(entry.get("metadata", []), list, f"{name}.metadata", "a list"):
        _checked(one, dict, f"{name}.metadata", "a list of objects")
        told = _checked(one.get("metadata"), dict, f"{name}.metadata", "a list of metadata")
        if not isinstance(told.get("selected"), (bool, NoneType)):
            raise _mistake(f"selected in {name}.metadata", "true or false")
        crumbs = _checked(one.get("breadcrumb"), (list, tuple), f"{name}.metadata", _BREADCRUMBS)
        if not all(isinstance(crumb, str) for crumb in crumbs):
            raise _mistake(f"{name}.metadata", _BREADCRUMBS)
        yield tuple(crumbs), dict(told)


_BREADCRUMBS: Final = "a list with breadcrumbs of text"


def _key(entry: Entry, root: Mapping[str, Any], facts: StreamFacts) -> list[str]:
    """Return the first that is said: an entry's key (none is one too), its metadata's, its own."""
    found = entry.get("key_properties")
    if found is None:
        found = root.get("table-key-properties")
    if found is None:
        return list(facts.key)
    place = f"{entry['tap_stream_id']}.key_properties"
    for one in _checked(found, (list, tuple), place, "a list of columns"):
        _checked(one, str, place, "a list of columns")
    return list(found)


def _method(entry: Entry, root: Mapping[str, Any], facts: StreamFacts) -> str:
    """Return FULL_TABLE where any of Singer's places for it says so, or there is no bookmark."""
    told = [
        root.get("replication-method"),
        root.get("forced-replication-method"),
        entry.get("replication_method"),
    ]
    if any(one not in [FULL_TABLE, INCREMENTAL, None] for one in told):
        raise SettingError(
            f"--catalog: the replication method of {entry['tap_stream_id']} must be "
            f"{FULL_TABLE} or {INCREMENTAL}"
        )
    is_full = FULL_TABLE in told or facts.replication_key is None
    return FULL_TABLE if is_full else INCREMENTAL


def _checked(value: Any, kind: type | tuple[type, ...], place: str, expected: str) -> Any:
    if not isinstance(value, kind):
        raise _mistake(place, expected)
    return value


def _mistake(place: str, expected: str) -> SettingError:
    return SettingError(f"--catalog: {place} must be {expected}; run --discover to get a catalog")
