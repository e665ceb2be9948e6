"""`/pixel/list/`: which pixels an advertiser has, and which events they had."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.emulator.defaults import PIXEL_CODE
from tests.emulator.events.sender import order
from tests.emulator.tests.asking import post_events

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.emulator.tests.asking import Asking

LIST = "/pixel/list/"


def _pixels(asking: Asking, position: int = 0, **query: Any) -> list[dict[str, Any]]:
    advertiser_id = asking.tiktok.advertiser_ids[position]
    found: list[dict[str, Any]] = asking.data(LIST, advertiser_id=advertiser_id, **query)["pixels"]
    return found


def test_the_first_advertisers_pixel_has_the_code_that_events_are_sent_to(reading: Asking) -> None:
    """Every other advertiser has pixels of its own; one without activity has none."""
    assert [pixel["pixel_code"] for pixel in _pixels(reading)] == [PIXEL_CODE]
    owned = [_pixels(reading, position) for position in range(6)]
    assert [len(pixels) for pixels in owned] == [1, 1, 1, 1, 0, 1]
    ids = [pixel["pixel_id"] for pixels in owned for pixel in pixels]
    assert len(set(ids)) == len(ids)
    assert all(pixel_id.isdecimal() for pixel_id in ids)


def test_a_pixel_is_described_as_documented(reading: Asking) -> None:
    """Ids are text, the time is UTC without saying so, flags are booleans."""
    (pixel,) = _pixels(reading)
    assert pixel["create_time"] == "2023-05-01 08:00:00"
    assert pixel["advanced_matching_fields"] == {"phone_number": False, "email": True}
    assert pixel["asset_ownership"]["ownership_status"] is True
    events = {event["name"]: event for event in pixel["events"]}
    paid, custom = events["CompletePayment"], events["SizeGuideOpened"]
    assert (paid["event_type"], paid["optimization_event"]) == ("COMPLETE_PAYMENT", "SHOPPING")
    assert "custom_event_type" not in paid
    assert custom["custom_event_type"] == "SizeGuideOpened"
    assert "event_type" not in custom


def test_pages_hold_twenty_at_most(start: Callable[..., Asking]) -> None:
    """Ten by default; the order is that of creation, or the reverse."""
    asking = start("--pixels", "25", "--pixel-code", "CFIRST0PIXEL0CODE000")
    advertiser_id = asking.tiktok.advertiser_ids[0]
    assert len(_pixels(asking)) == 10
    assert asking.refusal(LIST, advertiser_id=advertiser_id, page_size=21)[0] == 40002
    first, second = (
        asking.data(LIST, advertiser_id=advertiser_id, page_size=20, page=page) for page in (1, 2)
    )
    assert [len(first["pixels"]), len(second["pixels"])] == [20, 5]
    assert first["page_info"]["total_number"] == 25
    assert first["pixels"][0]["pixel_code"] == "CFIRST0PIXEL0CODE000"
    latest = _pixels(asking, order_by="LATEST_CREATE")[0]
    assert latest["pixel_id"] == second["pixels"][-1]["pixel_id"]


@pytest.mark.parametrize(
    "query",
    [
        {"order_by": "NAME"},
        {"page_size": 0},
        {"filtering": ["available_for_catalog_only"]},
        {"filtering": {"available_for_catalog_only": "yes"}},
    ],
)
def test_its_parameters_are_checked(reading: Asking, query: dict[str, Any]) -> None:
    """Wrong ones are 40002."""
    advertiser_id = reading.tiktok.advertiser_ids[0]
    assert reading.refusal(LIST, advertiser_id=advertiser_id, **query)[0] == 40002


def test_pixels_are_found_by_code_id_or_a_part_of_the_name(reading: Asking) -> None:
    """Another advertiser's pixel is not found."""
    (pixel,) = _pixels(reading, 1)
    for query in ({"code": pixel["pixel_code"]}, {"pixel_id": pixel["pixel_id"]}, {"name": "SHOP"}):
        assert _pixels(reading, 1, **query) == [pixel]
        assert len(_pixels(reading, 0, **query)) == ("name" in query)


def test_an_event_that_a_server_sends_is_listed_some_hours_later(
    start: Callable[..., Asking],
) -> None:
    """TikTok refreshes the list of events every few hours; test events never get there."""
    asking = start("--quiet-sites")
    post_events(asking, order(event="Purchase"), order("2", event="Renewed"))
    post_events(asking, order("3", event="Subscribe"), test_event_code="TEST1")
    assert _pixels(asking)[0]["events"] == []
    asking.tiktok.forward(4 * 3_600)
    names = [event["name"] for event in _pixels(asking)[0]["events"]]
    assert names == ["Purchase", "Renewed"]


def test_a_pixel_can_be_added_to_an_advertiser(start: Callable[..., Asking]) -> None:
    """The same code again changes nothing."""
    asking = start()
    idle = asking.tiktok.advertiser_ids[4]
    added = {"advertiser_id": idle, "code": "CADDED0PIXEL0CODE000", "name": "added"}
    ids = [asking.tiktok.admin("POST", "pixels", added)["pixel_id"] for _ in range(2)]
    assert [pixel["pixel_id"] for pixel in _pixels(asking, 4)] == ids[:1] == ids[1:]
