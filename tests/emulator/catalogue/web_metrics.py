"""Metrics of events on websites."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.emulator.catalogue.metric import (
    CLICKS,
    Basis,
    Column,
    Count,
    Metric,
    Money,
    cost_per,
    percent,
    roas,
    share_of,
    value_per,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

PURCHASES = Column(Basis.WEB_PURCHASES)
WEB_VALUE = Column(Basis.WEB_VALUE)

EVENTS = (
    *("button_click", "online_consult", "user_registration", "web_event_add_to_cart"),
    *("on_web_order", "initiate_checkout", "add_billing", "page_event_search", "form"),
    *("download_start", "on_web_add_to_wishlist", "on_web_subscribe"),
    *("page_browse_view", "product_details_page_browse"),
)
WEBSITE_EVENTS = ("find_location", "schedule", "customize_product")


def event(count: Column, value: Column, names: tuple[str, str, str, str, str]) -> Iterator[Metric]:
    """The five metrics of an event: its number, cost, rate, value of one, value of all."""
    number, cost, rate, each, total = names
    yield Metric(number, Count(count))
    yield Metric(cost, cost_per(count))
    yield Metric(rate, percent(count, CLICKS))
    yield Metric(each, value_per(value, count))
    yield Metric(total, Money(value))


def website_events() -> Iterator[Metric]:
    """Every website event; TikTok names them by no single pattern."""
    for name in EVENTS:
        names = (name, f"cost_per_{name}", f"{name}_rate", f"value_per_{name}")
        yield from event(*_columns(name), (*names, f"total_{name}_value"))
    for name in WEBSITE_EVENTS:
        yield from event(
            *_columns(name),
            (
                f"website_total_{name}",
                f"website_cost_per_{name}",
                f"website_{name}_rate",
                f"website_value_per_{name}",
                f"website_total_{name}_value",
            ),
        )
    content, custom = "page_content_view_event", "custom_page_event"
    for singular, total in (
        (content, "total_page_view_content_events_value"),
        (custom, "custom_page_events_value"),
    ):
        yield from event(
            *_columns(singular),
            (
                f"{singular}s",
                f"cost_per_{singular}",
                f"{singular}_rate",
                f"value_per_{singular}",
                total,
            ),
        )


def _columns(name: str) -> tuple[Column, Column]:
    return Column(Basis.WEB_VISITS, share_of(name)), Column(Basis.WEB_VALUE, share_of(name))


def payments() -> Iterator[Metric]:
    """Purchases on the website; `total_complete_payment_rate` is their value."""
    yield from event(
        PURCHASES,
        WEB_VALUE,
        (
            "complete_payment",
            "cost_per_complete_payment",
            "complete_payment_rate",
            "value_per_complete_payment",
            "total_complete_payment_rate",
        ),
    )
    yield Metric("complete_payment_roas", roas(WEB_VALUE))


def page_views() -> Iterator[Metric]:
    """Views of landing pages and of pages."""
    landing, views = Column(Basis.WEB_VISITS, 8_000), Column(Basis.WEB_VISITS, 14_000)
    value = Column(Basis.WEB_VALUE, 900)
    yield Metric("total_landing_page_view", Count(landing))
    yield Metric("cost_per_landing_page_view", cost_per(landing))
    yield Metric("landing_page_view_rate", percent(landing, CLICKS))
    yield Metric("total_pageview", Count(views))
    yield Metric("cost_per_pageview", cost_per(views))
    yield Metric("pageview_rate", percent(views, CLICKS))
    yield Metric("avg_value_per_pageview", value_per(value, views))
    yield Metric("total_value_per_pageview", Money(value))


WEB: tuple[Metric, ...] = (*payments(), *page_views(), *website_events())
