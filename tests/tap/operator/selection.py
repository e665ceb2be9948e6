"""Catalogs that select some streams."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tap_tiktok_ads.tap import TapTikTokAds

if TYPE_CHECKING:
    from pathlib import Path


def catalog_selecting(settings: dict[str, Any], *selected: str) -> dict[str, Any]:
    """Return a catalog that selects these streams, and no other."""
    catalog = TapTikTokAds(config=settings).catalog_dict
    for stream in catalog["streams"]:
        of_stream = next(one for one in stream["metadata"] if not one["breadcrumb"])
        of_stream["metadata"]["selected"] = stream["tap_stream_id"] in selected
    return catalog


def catalog_of(settings: dict[str, Any], folder: Path, *selected: str) -> str:
    """Write a catalog that selects these streams; return its path."""
    path = folder / "catalog.json"
    path.write_text(json.dumps(catalog_selecting(settings, *selected)), encoding="utf-8")
    return str(path)
