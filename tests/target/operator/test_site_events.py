"""Whether the site's events and this target's have one name, whatever TikTok calls them."""

from __future__ import annotations

from typing import Any

import pytest

from target_tiktok_events.config.settings import read_settings
from target_tiktok_events.mapping.event_names import STANDARD_NAMES
from target_tiktok_events.operator.purposes import PURPOSES, purpose_of, shown, spelled
from target_tiktok_events.operator.site_events import (
    SiteEvent,
    check_name,
    counted_events,
    listed_events,
    names_sent,
)

CART = {"event_type": "ADD_TO_CART", "optimization_event": "ON_WEB_CART"}
PAYMENT = {"event_type": "COMPLETE_PAYMENT", "optimization_event": "SHOPPING"}


def listed(*events: dict[str, Any]) -> list[SiteEvent]:
    """The events of a pixel in TikTok's list."""
    return listed_events({"events": list(events)})


@pytest.mark.parametrize(
    ("name", "events", "result", "words"),
    [
        ("CompletePayment", [CART, PAYMENT], "ok", "under the same name"),
        ("Purchase", [CART, PAYMENT], "failed", "write CompletePayment into event_name"),
        ("CompletePayment", [CART], "warning", "sends no CompletePayment (but AddToCart)"),
        ("CompletePayment", [{**PAYMENT, "deprecated": True}], "warning", "(but nothing)"),
        ("Purchase", [{"event_type": "SHOPPING"}], "warning", "not tell under which name"),
        ("Order", [{"custom_event_type": "Order"}], "ok", "under the same name"),
        ("Order", [{"custom_event_type": "order"}], "failed", "write order into event_name"),
        ("Order", [CART], "warning", "sends no Order"),
    ],
)
def test_names_are_compared(
    name: str, events: list[dict[str, Any]], result: str, words: str
) -> None:
    """One spelling joins the two events of an order; another one counts it twice."""
    finding = check_name(name, listed(*events))

    assert finding.result.value == result
    assert words in finding.detail
    assert bool(finding.anchor) == (result != "ok")


def test_what_browsers_sent_counts() -> None:
    """What this target sent before stands in the statistics, too, and proves nothing."""
    rows = [
        {"pixel_event_type": "Purchase", "browser_event_total_count": 0},
        {"pixel_event_type": "CompletePayment", "browser_event_total_count": 3},
        {"custom_event_type": "Order", "browser_event_total_count": 1},
        {"pixel_event_type": "ON_WEB_CART", "browser_event_total_count": 1},
    ]

    assert counted_events(rows) == [
        SiteEvent("CompletePayment", "SHOPPING"),
        SiteEvent("Order", None),
        SiteEvent(None, "ON_WEB_CART"),
    ]


@pytest.mark.parametrize("pixel", [{}, {"events": None}, {"events": [None, 3]}])
def test_a_pixel_without_readable_events_has_none(pixel: dict[str, Any]) -> None:
    """TikTok's list may lack anything."""
    assert listed_events(pixel) == []


@pytest.mark.parametrize(
    ("settings", "names"),
    [
        ({}, ["CompletePayment"]),
        ({"event_name": {"column": "kind"}}, []),
        ({"event_mappings": [{"event_name": "Subscribe"}]}, ["Subscribe"]),
        (
            {"event_mappings": [{"event_name": "Subscribe"}], "unmatched": "send"},
            ["Subscribe", "CompletePayment"],
        ),
        ({"event_mappings": [{"when": {"a": 1}, "skip": True}]}, ["CompletePayment"]),
        ({"preset": "woocommerce"}, ["CompletePayment"]),
    ],
)
def test_the_names_that_are_sent(settings: dict[str, Any], names: list[str]) -> None:
    """Those of rules; event_name where records come to it; none that a column gives."""
    usual = {"access_token": "t", "event_source_id": "C1"}

    assert names_sent(read_settings({**usual, **settings}).mapping) == names


def test_the_table_of_purposes_fits_the_names() -> None:
    """Its names are TikTok's; a code and both forms of a name mean the same."""
    assert set(PURPOSES) <= STANDARD_NAMES
    assert spelled("COMPLETE_PAYMENT") == spelled("CompletePayment") == "CompletePayment"
    assert purpose_of("SHOPPING") == purpose_of("PURCHASE") == purpose_of("Purchase")
    assert shown("SHOPPING") == "SHOPPING (CompletePayment or Purchase)"
    assert shown("ON_WEB_NEW") == "ON_WEB_NEW"
