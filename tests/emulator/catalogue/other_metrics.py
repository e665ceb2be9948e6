"""Metrics of TikTok's own pages and shops, of offline events, messages, attribution, SKAN."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.emulator.catalogue.metric import (
    CLICKS,
    IMPRESSIONS,
    Basis,
    Column,
    Count,
    Metric,
    Money,
    cost_per,
    percent,
    roas,
    share_of,
)
from tests.emulator.catalogue.web_metrics import event

if TYPE_CHECKING:
    from collections.abc import Iterator

ONSITE_EVENTS = ("purchase", "checkout_initiation", "add_to_cart", "product_details_page_view")
ONSITE_UNIQUE = ("purchase", "checkout_initiation", "add_to_cart", "registration", "ad_impression")
ONSITE_PATTERN = (
    *("onsite_add_to_wishlist", "onsite_add_billing", "onsite_form", "onsite_download_start"),
    *("onsite_initiate_checkout_count", "onsite_on_web_detail", "onsite_on_web_cart"),
    "onsite_shopping",
)
OFFLINE_EVENTS = (
    *("shopping", "contact", "subscribe", "form", "add_payment_info", "add_to_cart"),
    *("add_to_wishlist", "click_button", "registration", "download", "initiate_checkout"),
    *("place_order", "search", "view_content"),
)
OFFLINE_TOTALS = ("find_location", "schedule", "customize_product")
ATTRIBUTED = ("conversion", "app_install", "registration", "purchase", "complete_payment")
LATER_DAYS = ("day0", "day6", "day13", "calendar_day0", "calendar_day6", "calendar_day13")
LAUNCHES = ("first_launch_conversion_time", "first_launch", "non_first_launch")
MESSAGING = ("tiktok_direct_message", "instant_messaging_app")


def _columns(name: str) -> tuple[Column, Column]:
    """Few of these happen: small shares of the website's purchases."""
    share = share_of(name, 100, 1_200)
    return Column(Basis.WEB_PURCHASES, share), Column(Basis.WEB_VALUE, share)


def onsite() -> Iterator[Metric]:
    """Events on TikTok itself and in TikTok shops."""
    for name in ONSITE_EVENTS:
        first = (f"onsite_total_{name}", f"onsite_cost_per_{name}", f"onsite_{name}_rate")
        values = (f"onsite_value_per_{name}", f"onsite_total_{name}_value")
        yield from event(*_columns(name), (*first, *values))
    for name in ONSITE_PATTERN:
        first = (name, f"cost_per_{name}", f"{name}_rate")
        yield from event(*_columns(name), (*first, f"value_per_{name}", f"total_{name}_value"))
    for name in (*ONSITE_UNIQUE, *LAUNCHES):
        count, _ = _columns(f"unique_{name}")
        yield Metric(f"onsite_unique_{name}", Count(count))
        yield Metric(f"onsite_cost_per_unique_{name}", cost_per(count))
    for name in ("registration", "ad_impression", "non_first_launch"):
        count, _ = _columns(f"all_{name}")
        yield Metric(f"onsite_total_{name}", Count(count))
        yield Metric(f"onsite_cost_per_{name}", cost_per(count))
    for name in ("registration", "ad_impression", "launch"):
        yield Metric(f"onsite_{name}_rate", percent(_columns(name)[0], CLICKS))
    for day in LATER_DAYS:
        value = Column(Basis.WEB_VALUE, share_of(day, 50, 400))
        yield Metric(f"onsite_total_purchase_value_{day}", Money(value))
        yield Metric(f"onsite_total_purchase_roas_{day}", roas(value))
        yield Metric(f"onsite_ad_impression_ad_revenue_{day}", Money(value))
        yield Metric(f"onsite_ad_impression_ad_revenue_roas_{day}", roas(value))
    yield from _onsite_rest()


def _onsite_rest() -> Iterator[Metric]:
    visits, value = _columns("destination_visits")
    yield Metric("onsite_destination_visits", Count(visits))
    yield Metric("cost_per_onsite_destination_visit", cost_per(visits))
    yield Metric("onsite_destination_visit_rate", percent(visits, CLICKS))
    yield Metric("onsite_total_filtered_out_form_submission", Count(visits))
    yield Metric("onsite_total_ad_impression_value", Money(value))
    yield Metric("onsite_purchases_roas", roas(value))
    yield Metric("onsite_shopping_roas", roas(_columns("onsite_shopping")[1]))
    yield Metric("shop_total_purchase_by_order_submission", Count(visits))
    yield Metric("shop_gross_revenue_by_order_submission", Money(value))
    yield Metric("shop_total_items_purchased", Count(visits))


def offline() -> Iterator[Metric]:
    """Offline events; TikTok's spelling of `perferred` is kept."""
    for name in OFFLINE_EVENTS:
        one = f"offline_{name}_event"
        names = (f"{one}s", f"cost_per_{one}", f"{one}_rate", f"value_per_{one}", f"{one}s_value")
        yield from event(*_columns(one), names)
    yield Metric("offline_shopping_events_roas", roas(_columns("offline_shopping_event")[1]))
    for name in OFFLINE_TOTALS:
        first = (f"offline_total_{name}", f"offline_cost_per_{name}", f"offline_{name}_rate")
        values = (f"offline_value_per_{name}", f"offline_total_{name}_value")
        yield from event(*_columns(f"offline_{name}"), (*first, *values))
    for plural, one, total in (
        ("crm_events", "crm_event", "offline_crm_event_value"),
        ("custom_events", "custom_event", "offline_total_custom_event_value"),
    ):
        first = (f"offline_total_{plural}", f"offline_cost_per_{one}", f"offline_{one}_rate")
        yield from event(*_columns(one), (*first, f"offline_value_per_{one}", total))
    leads, _ = _columns("leads")
    yield Metric("offline_perferred_leads", Count(leads))
    yield Metric("offline_cost_per_preferred_lead", cost_per(leads))
    yield Metric("offline_preferred_lead_rate", percent(leads, CLICKS))


def messaging() -> Iterator[Metric]:
    """Conversations begun in messages."""
    for channel in MESSAGING:
        count, _ = _columns(channel)
        yield Metric(f"messaging_total_conversation_{channel}", Count(count))
        yield Metric(f"messaging_cost_per_conversation_{channel}", cost_per(count))
        yield Metric(f"messaging_conversation_rate_{channel}", percent(count, CLICKS))


def attribution() -> Iterator[Metric]:
    """Conversions split by what they are credited to: a view, a click, an engaged view."""
    for prefix, part in (("vta", 2_000), ("cta", 7_000), ("evta", 1_000)):
        for name in ATTRIBUTED:
            count = Column(_BASES[name], part)
            yield Metric(f"{prefix}_{name}", Count(count))
            yield Metric(f"cost_per_{prefix}_{name}", cost_per(count))
    engaged, view = Column(Basis.CONVERSIONS, 1_000), Column(Basis.WEB_PURCHASES, 2_000)
    yield Metric("engaged_view_through_conversions", Count(engaged))
    yield Metric("cost_per_engaged_view_through_conversion", cost_per(engaged))
    yield Metric("cost_per_vta_payments_completed", cost_per(view))
    yield Metric("evta_payments_completed", Count(Column(Basis.WEB_PURCHASES, 1_000)))
    yield Metric("cost_per_evta_payments_completed", cost_per(Column(Basis.WEB_PURCHASES, 1_000)))
    yield Metric("vta_complete_payment_value", Money(Column(Basis.WEB_VALUE, 2_000)))
    yield Metric("vta_complete_payment_roas", roas(Column(Basis.WEB_VALUE, 2_000)))


_BASES = {
    "conversion": Basis.CONVERSIONS,
    "app_install": Basis.INSTALLS,
    "registration": Basis.INSTALLS,
    "purchase": Basis.APP_PURCHASES,
    "complete_payment": Basis.WEB_PURCHASES,
}


def skan() -> Iterator[Metric]:
    """What Apple's SKAdNetwork reported."""
    for name, basis in (
        ("result", Basis.RESULTS),
        ("conversion", Basis.CONVERSIONS),
        ("app_install", Basis.INSTALLS),
    ):
        count = Column(basis, 600)
        yield Metric(f"skan_{name}", Count(count))
        yield Metric(f"skan_cost_per_{name}", cost_per(count))
        yield Metric(f"skan_{name}_rate", percent(count, IMPRESSIONS))
    conversions = Column(Basis.CONVERSIONS, 600)
    yield Metric("skan_conversion_rate_v2", percent(conversions, IMPRESSIONS))
    yield Metric("skan_app_install_withheld", Count(Column(Basis.INSTALLS, 100)))


OTHER: tuple[Metric, ...] = (*onsite(), *offline(), *messaging(), *attribution(), *skan())
