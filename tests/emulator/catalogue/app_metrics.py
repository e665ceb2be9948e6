"""Metrics of events in apps: `E`, `cost_per_E`, `E_rate`, `total_E`, values, and exceptions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.emulator.catalogue.metric import (
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

INSTALLS = Column(Basis.INSTALLS)
INSTALLS_NOW = Column(Basis.INSTALLS_NOW)
APP_VALUE = Column(Basis.APP_VALUE)

WITHOUT_VALUE = (
    *("registration", "next_day_open", "add_payment_info", "launch_app", "loan_apply"),
    *("loan_credit", "loan_disbursement", "login", "search", "start_trial"),
)
WITH_VALUE = (
    *("purchase", "app_event_add_to_cart", "checkout", "view_content", "day7_retention"),
    *("add_to_wishlist", "complete_tutorial", "create_group", "join_group", "create_gamerole"),
    *("spend_credits", "achieve_level", "unlock_achievement", "sales_lead", "in_app_ad_click"),
    *("in_app_ad_impr", "ratings", "subscribe"),
)
IRREGULAR = {
    "cost_per_total_add_payment_info": "cost_total_add_payment_info",
    "value_per_total_checkout": "value_per_checkout",
}
"""Names by the pattern that TikTok spells otherwise."""


def in_app_events() -> Iterator[Metric]:
    """The metrics of every in-app event."""
    for event in (*WITHOUT_VALUE, *WITH_VALUE):
        unique, total = _columns(event)
        yield Metric(event, Count(unique))
        yield Metric(f"cost_per_{event}", cost_per(unique))
        yield Metric(f"{event}_rate", percent(unique, INSTALLS))
        yield Metric(f"total_{event}", Count(total))
        yield _named(f"cost_per_total_{event}", cost_per(total))
        if event in WITH_VALUE:
            value = APP_VALUE if event == "purchase" else Column(Basis.APP_VALUE, share_of(event))
            yield _named(f"value_per_total_{event}", value_per(value, total))
            yield Metric(f"total_{event}_value", Money(value))


def _columns(event: str) -> tuple[Column, Column]:
    if event == "purchase":
        return Column(Basis.APP_PURCHASES, 8_000), Column(Basis.APP_PURCHASES)
    share = share_of(event)
    return Column(Basis.INSTALLS, share), Column(Basis.INSTALLS, share * 14 // 10)


def _named(name: str, formula: object) -> Metric:
    return Metric(IRREGULAR.get(name, name), formula)  # type: ignore[arg-type] # a formula


def app_values() -> Iterator[Metric]:
    """Installs, revenue within some days, impressions of ads in apps, custom events."""
    yield Metric("app_install", Count(INSTALLS))
    yield Metric("cost_per_app_install", cost_per(INSTALLS))
    yield Metric("real_time_app_install", Count(INSTALLS_NOW))
    yield Metric("real_time_app_install_cost", cost_per(INSTALLS_NOW))
    yield Metric("total_active_pay_roas", roas(APP_VALUE))
    for day, share in ((0, 3_000), (2, 5_000), (6, 7_000)):
        purchases = Column(Basis.APP_VALUE, share)
        revenue = Column(Basis.APP_VALUE, share // 10)
        yield Metric(f"total_purchase_value_day{day}", Money(purchases))
        yield Metric(f"total_purchase_roas_day{day}", roas(purchases))
        yield Metric(f"ad_impression_ad_revenue_day{day}", Money(revenue))
        yield Metric(f"ad_impression_ad_revenue_roas_day{day}", roas(revenue))
    yield from _custom_events()


def _custom_events() -> Iterator[Metric]:
    unique, total = Column(Basis.INSTALLS, 700), Column(Basis.INSTALLS, 900)
    value = Column(Basis.APP_VALUE, 400)
    yield Metric("unique_custom_app_events", Count(unique))
    yield Metric("cost_per_unique_custom_app_event", cost_per(unique))
    yield Metric("custom_app_event_rate", percent(unique, INSTALLS))
    yield Metric("custom_app_events", Count(total))
    yield Metric("cost_per_custom_app_event", cost_per(total))
    yield Metric("value_per_custom_app_event", value_per(value, total))
    yield Metric("custom_app_events_value", Money(value))
    yield Metric("unique_ad_impression_events", Count(unique))
    yield Metric("cost_per_unique_ad_impression_event", cost_per(unique))
    yield Metric("customized_ad_impression_event_rate", percent(unique, INSTALLS))
    yield Metric("ads_impression_events", Count(total))
    yield Metric("cost_per_ad_impression_event", cost_per(total))
    yield Metric("value_per_ad_impression_event", value_per(value, total))
    yield Metric("total_ad_impression_events_value", Money(value))
    yield Metric("total_ad_impression_roas", roas(value))


APP: tuple[Metric, ...] = (*in_app_events(), *app_values())
