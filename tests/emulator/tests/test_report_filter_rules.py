"""Which filters a report takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.emulator.tests.asking import REPORT, condition

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.emulator.tests.asking import Asking

AUDIENCE = {"report_type": "AUDIENCE"}
LIFETIME = {"query_lifetime": True, "start_date": None, "end_date": None}


@pytest.mark.parametrize(
    "entries",
    [
        {},
        [[]],
        [{"field_name": "ad_ids", "filter_type": "IN"}],
        [{"field_name": "ad_ids", "filter_value": '["1"]'}],
        [{"filter_type": "IN", "filter_value": '["1"]'}],
        [{"field_name": "ad_ids", "filter_type": "IN", "filter_value": ["1"]}],
        [condition("ad_ids", "IN", "1")],
        [condition("ad_ids", "IN", "[1")],
        [condition("ad_names", "IN", '["1"]')],
        [condition("ad_name", "IN", '["1"]')],
        [condition("ad_ids", "EQUALS", '["1"]')],
        [condition("ad_ids", "NOT_IN", '["1"]')],
        [condition("ad_status", "IN", '["STATUS_GONE"]')],
        [condition("campaign_status", "IN", '["STATUS_ALL"]')],
        [condition("adgroup_status", "IN", '["STATUS_ALL"]')],
        [condition("buying_types", "IN", '["RESERVATION_TOP_VIEW", "AUCTION"]')],
        [condition("spend", "IN", '["1"]')],
        [condition("spend", "GREATER_THAN", "much")],
        [condition("spend", "BETWEEN", '["1"]')],
        [condition("country_code", "IN", '["US"]')],
        [condition("create_time", "GREATER_THAN", "2026-11-01")],
        [condition("campaign_automation_type", "IN", '["AUTO"]')],
    ],
)
def test_a_wrong_filter_is_refused(reading: Asking, entries: Any) -> None:
    """Points 16 and 19: three keys, a text as value, known fields and types, the own level."""
    assert reading.refusal(REPORT, **reading.report(filtering=entries))[0] == 40002


def test_more_than_a_hundred_ids_are_too_many(reading: Asking) -> None:
    """Point 11: an id filter of a report holds 100 at most."""
    ids = "[" + ",".join(['"1"'] * 101) + "]"
    parameters = reading.report(filtering=[condition("campaign_ids", "IN", ids)])
    assert reading.refusal(REPORT, **parameters)[0] == 40011


def test_disputed_filter_types_are_a_switch(start: Callable[..., Asking]) -> None:
    """NOT_IN and others, on which TikTok's pages disagree, are taken with the switch."""
    asking = start("--disputed-filter-types")
    everything = asking.rows(dimensions=["ad_id"])
    id_ = everything[0]["dimensions"]["ad_id"]
    rest = asking.rows(
        dimensions=["ad_id"], filtering=[condition("ad_ids", "NOT_IN", f'["{id_}"]')]
    )
    assert len(rest) == len(everything) - 1
