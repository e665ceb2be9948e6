"""The garbage collector looks seldom, and never at what was imported."""

from __future__ import annotations

import gc

from target_tiktok_events.memory import collect_seldom


def test_collector_looks_seldom() -> None:
    """Imported modules are passed over, and cycles are still found."""
    before = gc.get_threshold()
    try:
        collect_seldom()
        assert gc.isenabled()
        assert gc.get_threshold()[0] > before[0]
        assert gc.get_freeze_count() > 0
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)
