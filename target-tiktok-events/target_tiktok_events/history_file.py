"""The history of runs: one JSON object a line in a file of the user's, and that as a table.

A line holds counts and settings; no secret, and nothing about a person.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

OWNER_ONLY: Final = 0o600
_COLUMNS: Final = ("started_at", "ended_at", "version", "exit_code", "counts")


def append_entry(path: Path, entry: Mapping[str, Any]) -> None:
    """Writes one run as one line behind those of earlier runs, in one piece.

    Two runs that end at once each have their line; the file is for its owner only.

    Raises:
        OSError: the file can't be written.
    """
    line = json.dumps(entry, separators=(",", ":"), default=str) + "\n"
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, OWNER_ONLY)
    with os.fdopen(file, "ab") as history:
        history.write(line.encode())


def read_entries(path: Path) -> Iterator[dict[str, Any]]:
    """The runs, the oldest first; a line that was cut off is left out.

    Raises:
        OSError: the file can't be read.
    """
    with path.open("rb") as history:
        for line in history:
            try:
                entry = json.loads(line)
            except ValueError:
                continue
            if isinstance(entry, dict):
                yield entry


def table_of(entries: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """A heading and a line per run."""
    rows = [_COLUMNS, *(_row(one) for one in entries)]
    widths = [max(len(row[index]) for row in rows) for index in range(len(_COLUMNS))]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def _row(entry: Mapping[str, Any]) -> tuple[str, ...]:
    counts = entry.get("counts")
    known = counts if isinstance(counts, dict) else {}
    told = ", ".join(f"{value} {name}" for name, value in known.items() if value)
    *cells, _ = _COLUMNS
    return (*(str(entry.get(name, "")) for name in cells), told)
