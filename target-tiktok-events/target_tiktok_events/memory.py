"""Spares the garbage collector what it can't find: orders are freed as soon as they are sent."""

from __future__ import annotations

import gc
from typing import Final

_YOUNG: Final = 20_000
"""Objects that are made and not freed before the young ones are looked at; a few megabytes."""
_MIDDLE, _OLD = 20, 100


def collect_seldom() -> None:
    """Lets the collector pass over what was imported, and look for cycles less often.

    By default it looks at the orders on their way after every few of them, which takes a twentieth
    of a run and finds nothing: only errors leave cycles behind.
    """
    gc.freeze()
    gc.set_threshold(_YOUNG, _MIDDLE, _OLD)
