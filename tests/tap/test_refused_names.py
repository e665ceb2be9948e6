"""Metrics and fields that the user adds, or that TikTok refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.tap.in_process import run_in_process
from tests.tap.local_settings import settings_for
from tests.tap.singer_output import DAILY_STREAMS

if TYPE_CHECKING:
    from tests.emulator.process import LocalTikTok
    from tests.tap.in_process import Ran


REPORT = "/report/integrated/get/"
REFUSED_METRICS = (
    "Please correct the information in invalid metric fields and try again. "
    "Invalid metric fields: ['{}']. "
)


@pytest.mark.parametrize("metrics", [["app_install"], "app_install, total_pageview"])
def test_a_metric_of_the_user_is_added(tiktok: LocalTikTok, metrics: Any) -> None:
    """It is a column of all four daily streams, and asked of TikTok."""
    ran = run_in_process(settings_for(tiktok, metrics=metrics))

    assert ran.exit_code == 0
    for stream in DAILY_STREAMS.values():
        values = [record["app_install"] for record in ran.output.records(stream)]
        assert values
        assert all(value is None or isinstance(value, int) for value in values)
        assert any(value is not None for value in values)


def test_a_metric_for_one_level_is_asked_for_there_only(tiktok: LocalTikTok) -> None:
    """cash_spend exists at advertiser level: elsewhere it would fail the whole request."""
    ran = run_in_process(settings_for(tiktok, metrics=["cash_spend"]))

    assert ran.exit_code == 0
    assert all("cash_spend" in one for one in ran.output.records("advertiser_daily_metrics"))
    assert not any("cash_spend" in one for one in ran.output.records("daily_metrics"))


def test_a_metric_that_tiktok_refuses_stops_the_run_and_is_named(tiktok: LocalTikTok) -> None:
    """The user asked for it, so it is not dropped silently: one line names the metric."""
    ran = run_in_process(settings_for(tiktok, metrics=["spend", "revenue_per_smile"]))

    assert ran.exit_code is None
    assert str(ran.error).startswith("metrics: TikTok refuses revenue_per_smile here; remove")


@pytest.mark.parametrize("count", [30, 120])
def test_more_metrics_than_a_request_takes_are_asked_for_all_the_same(
    tiktok: LocalTikTok, count: int
) -> None:
    """TikTok takes at most 100 metrics in a request: more are asked for in several."""
    events = ["registration", "checkout", "view_content", "login", "search", "ratings"]
    events += ["add_to_wishlist", "launch_app", "loan_apply", "subscribe", "start_trial"]
    forms = ("{}", "cost_per_{}", "{}_rate", "total_{}", "cost_per_total_{}")
    metrics = [form.format(event) for event in events for form in forms][:count]
    plain = run_in_process(settings_for(tiktok), streams=["campaign_daily_metrics"])

    ran = run_in_process(settings_for(tiktok, metrics=metrics), streams=["campaign_daily_metrics"])

    assert ran.exit_code == 0
    records = ran.output.records("campaign_daily_metrics")
    assert all(set(metrics) <= set(record) for record in records)
    names = set(plain.output.records("campaign_daily_metrics")[0])
    assert [{k: v for k, v in one.items() if k in names} for one in records] == (
        plain.output.records("campaign_daily_metrics")
    )


def test_a_default_metric_that_tiktok_refuses_is_left_out_with_a_warning(
    tiktok: LocalTikTok,
    whole: Ran,
) -> None:
    """TikTok retires a metric: its column is null, everything else arrives, exit 0."""
    stream = "ad_group_daily_metrics"
    expected = whole.output.records(stream)
    tiktok.fault(code=40002, message=REFUSED_METRICS.format("reach"), path=REPORT)

    ran = run_in_process(settings_for(tiktok, max_concurrent_requests=1), streams=[stream])

    assert ran.exit_code == 0
    assert any("reach" in line and "columns stay null" in line for line in ran.log)
    assert ran.output.records(stream) == [{**record, "reach": None} for record in expected]


def test_a_field_that_tiktok_refuses_is_left_out_with_a_warning(
    tiktok: LocalTikTok, whole: Ran
) -> None:
    """TikTok lists what is legal: all that is not is left out at once, the rest arrives."""
    expected = whole.output.records("campaigns")
    legal = [name for name in expected[0] if name not in {"rta_id", "po_number"}]
    message = (
        f"fields.3: one or more value of the param is not acceptable, correct is {sorted(legal)!r}"
    )
    tiktok.fault(code=40002, message=message, path="/campaign/get/")

    ran = run_in_process(settings_for(tiktok, max_concurrent_requests=1), streams=["campaigns"])

    assert ran.exit_code == 0
    assert any("po_number, rta_id" in line for line in ran.log)
    assert ran.output.records("campaigns") == [
        {**record, "rta_id": None, "po_number": None} for record in expected
    ]
