"""Where things are in the repository."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = {
    "tap-tiktok-ads": "tap_tiktok_ads",
    "target-tiktok-events": "target_tiktok_events",
}
"""Folder of each distribution, which is also its executable, and its import package."""

REPORT = {"transform/adloop-report": "adloop_report"}
"""The report page: a package too, but no Singer plugin."""
