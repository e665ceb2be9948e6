"""The settings against the columns of a tap's catalog, as a run compares them with its SCHEMA."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from target_tiktok_events.config.schema_comparison import SchemaComparison
from target_tiktok_events.errors import SettingError
from target_tiktok_events.mapping.columns import columns_of_schema
from target_tiktok_events.operator.finding import failed, not_checked, ok, warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from target_tiktok_events.mapping.options import MappingOptions
    from target_tiktok_events.operator.finding import Finding

CHECK: Final = "columns"
ANCHOR: Final = "setting"
_MOST: Final = 3
_INCLUSIONS: Final = {"automatic": True, "unsupported": False}
"""What a tap emits, or can't, whatever is selected."""
_AGAIN: Final = "write it anew: meltano invoke --dump=catalog TAP, or TAP --discover"


def check_columns(path: str | None, options: MappingOptions, *, has_maps: bool) -> list[Finding]:
    """Compares every stream of a catalog that may give events; a finding per complaint.

    Args:
        path: the file, as a tap's `--discover` prints it; None where none was given.
        options: the settings of the mapping.
        has_maps: stream maps change the columns on the way.
    """
    if path is None:
        return [not_checked(CHECK, "give --catalog FILE, as the tap's --discover prints it")]
    if has_maps:
        why = "stream_maps changes columns on the way: try a dry run instead"
        return [not_checked(CHECK, why, is_missed=True)]
    try:
        streams = streams_in(Path(path))
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        return [failed(CHECK, f"--catalog: {path}: {reason}", ANCHOR, advice=_AGAIN)]
    comparison = SchemaComparison(options)
    for name, columns in streams.items():
        comparison.learn(name, columns)
    judged = [name for name in streams if comparison.can_send(name)]
    if not judged:
        detail = f"no record of {', '.join(streams) or 'the catalog'} would become an event"
        return [warning(CHECK, detail, ANCHOR, advice="name the stream of the orders in streams")]
    complaints = list(_complaints(comparison, judged))
    if not complaints:
        return [ok(CHECK, f"what the settings name is there in {', '.join(judged)}")]
    findings = [failed(CHECK, text, ANCHOR) for text in complaints[:_MOST]]
    if len(complaints) > _MOST:
        detail = f"so it is with {len(complaints) - _MOST} more streams"
        findings.append(failed(CHECK, detail, ANCHOR, advice="leave them out with streams"))
    return findings


def streams_in(path: Path) -> dict[str, tuple[str, ...]]:
    """The columns of each stream; where some are selected, these streams and columns only.

    Raises:
        OSError: the file can't be read.
        ValueError: it holds no catalog; the text says what is wrong.
    """
    try:
        catalog = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        message = "it holds no JSON"
        raise ValueError(message) from None
    entries = catalog.get("streams") if isinstance(catalog, dict) else None
    if not isinstance(entries, list) or not all(map(_is_entry, entries)):
        message = "it is no catalog with streams and their schemas"
        raise ValueError(message)
    chosen = [one for one in entries if _selection(one).get(()) is True] or entries
    return {_name(one): _columns(one, is_chosen=chosen is not entries) for one in chosen}


def _complaints(comparison: SchemaComparison, streams: list[str]) -> Iterator[str]:
    for stream in streams:
        try:
            comparison.check(stream)
        except SettingError as error:
            yield str(error)


def _is_entry(entry: Any) -> bool:
    return (
        isinstance(entry, dict)
        and isinstance(_name(entry), str)
        and isinstance(entry.get("schema"), dict)
    )


def _name(entry: dict[str, Any]) -> Any:
    """What SCHEMA and RECORD messages call the stream."""
    return entry.get("stream") or entry.get("tap_stream_id")


def _columns(entry: dict[str, Any], *, is_chosen: bool) -> tuple[str, ...]:
    columns, selection = columns_of_schema(entry["schema"]), _selection(entry)
    if not is_chosen:
        return columns
    return tuple(one for one in columns if selection.get(("properties", one)) is not False)


def _selection(entry: dict[str, Any]) -> dict[tuple[str, ...], bool]:
    """What the catalog selects or leaves out by name; what it says nothing of is not in it."""
    metadata = entry.get("metadata")
    found: dict[tuple[str, ...], bool] = {}
    for one in metadata if isinstance(metadata, list) else ():
        said = one.get("metadata") if isinstance(one, dict) else None
        if not isinstance(said, dict):
            continue
        chosen = _INCLUSIONS.get(str(said.get("inclusion")), said.get("selected"))
        if isinstance(chosen, bool):
            found[tuple(map(str, one.get("breadcrumb") or ()))] = chosen
    return found
