"""The tables: every name once, every pattern spelled as TikTok spells it."""

from __future__ import annotations

import pytest

from tests.emulator.catalogue import breakdown_metrics
from tests.emulator.catalogue.ad_group_fields import AD_GROUP_FIELDS
from tests.emulator.catalogue.attributes import AUDIENCE, LEVELS, LISTS
from tests.emulator.catalogue.codes import MESSAGES, message_of
from tests.emulator.catalogue.dimensions import (
    AUDIENCE_BREAKDOWNS,
    BASIC_BREAKDOWNS,
    DIMENSIONS,
    VALUES,
)
from tests.emulator.catalogue.metrics import DUPLICATES, METRICS


def test_no_metric_is_there_twice() -> None:
    """A name has one meaning, and there are as many as TikTok's list suggests."""
    assert DUPLICATES == []
    assert len(METRICS) > 700


@pytest.mark.parametrize(
    "name",
    [
        "cost_total_add_payment_info",
        "value_per_checkout",
        "total_complete_payment_rate",
        "total_page_view_content_events_value",
        "cost_per_page_content_view_event",
        "offline_perferred_leads",
        "real_time_app_install_cost",
        "vta_complete_payment",
        "engaged_view_through_conversions",
        "skan_app_install_withheld",
        "total_purchase_roas_day6",
    ],
)
def test_irregular_names_are_there(name: str) -> None:
    """TikTok's own exceptions from its patterns."""
    assert name in METRICS


@pytest.mark.parametrize(
    "name",
    ["cost_per_total_add_payment_info", "value_per_total_checkout", "placement", "cpr", "cpa"],
)
def test_names_that_do_not_exist_are_not_there(name: str) -> None:
    """Regular forms of irregular names, and names that peers ask for in vain."""
    assert name not in METRICS


def test_tables_name_known_metrics_only() -> None:
    """What a breakdown or the AUDIENCE report accepts exists."""
    named = set().union(*breakdown_metrics.BASIC.values(), *breakdown_metrics.AUDIENCE.values())
    # The patterns E, cost_per_E and E_rate over-reach for events that have no such form.
    missing = {name for name in named - METRICS.keys() if not name.endswith("_rate")}
    assert missing == set()
    assert {name for names in LEVELS.values() for name in names} > AUDIENCE
    assert set(LISTS) < METRICS.keys()


def test_dimensions_are_of_one_class_each() -> None:
    """Breakdowns have values, and only three belong to both report types."""
    assert set(BASIC_BREAKDOWNS) & set(AUDIENCE_BREAKDOWNS) == {"country_code", "ad_type"}
    assert set(VALUES) < set(DIMENSIONS)


def test_ad_groups_have_about_as_many_fields_as_tiktok_lists() -> None:
    """TikTok's error text listed 152 names."""
    assert 135 <= len(AD_GROUP_FIELDS) <= 160


def test_every_code_has_a_text() -> None:
    """An unknown code has one too."""
    assert all(MESSAGES.values())
    assert message_of(99999) == "Error."
