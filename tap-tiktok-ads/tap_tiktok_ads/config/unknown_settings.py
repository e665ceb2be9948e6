"""Settings that there are not: a misspelt one would be passed over in silence."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable


def unknown_settings(given: Iterable[str], known: Collection[str]) -> list[str]:
    """Return a line for each name that is no setting, with the one that was probably meant."""
    return [
        f"there is no setting {name}: it is passed over{_suggestion(name, known)}"
        for name in given
        if name not in known
    ]


def _suggestion(name: str, known: Collection[str]) -> str:
    near = get_close_matches(name.lower(), known, n=1)
    return f"; did you mean {near[0]}?" if near else ""
