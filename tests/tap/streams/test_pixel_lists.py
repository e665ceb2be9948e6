"""Which pixels are asked for statistics: pure."""

from __future__ import annotations

from typing import Any

import pytest

from tap_tiktok_ads.streams.pixel_lists import codes_of, pixel_id_of


def _pixel(pixel_id: str, ownership: Any = None) -> dict[str, Any]:
    return {"pixel_id": pixel_id, "pixel_code": f"C{pixel_id}", "asset_ownership": ownership}


@pytest.mark.parametrize("status", [None, "TRANSFERRED", "SHARED"])
def test_own_and_shared_pixels_have_statistics(status: str | None) -> None:
    """Also one that says nothing of its owner."""
    rows = [_pixel("1", {"asset_relation_status": status}), _pixel("2")]

    assert codes_of(rows) == {"1": "C1", "2": "C2"}


def test_an_unbound_pixel_has_none() -> None:
    """TikTok lists it and refuses it, and nine others with it."""
    assert codes_of([_pixel("1", {"asset_relation_status": "UNBOUND"}), _pixel("2")]) == {"2": "C2"}


def test_an_id_is_text() -> None:
    """Whatever JSON it came as."""
    assert pixel_id_of({"pixel_id": 7245000000000000002}) == "7245000000000000002"
