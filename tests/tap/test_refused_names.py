"""Metrics and fields that the user adds, or that TikTok refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.tap.in_process import run_in_process
from tests.tap.local_settings import refuse, settings_for
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
    text = "metrics: TikTok refuses revenue_per_smile for every advertiser; remove the name"
    assert str(ran.error).startswith(text)


def test_a_metric_that_one_advertiser_refuses_fails_its_reports_only(
    unreadable: LocalTikTok,
) -> None:
    """The user asked for it, so the advertiser's reports fail; the others' have it."""
    without, other = unreadable.advertiser_ids
    settings = settings_for(unreadable, metrics=["app_install"])
    expected = run_in_process(settings)
    unreadable.change_answers(advertiser_id=without, refused_metrics=["app_install"])

    ran = run_in_process(settings)

    assert ran.exit_code == 3
    for stream in DAILY_STREAMS.values():
        assert ran.output.records(stream, without) == []
        assert ran.output.records(stream, other) == expected.output.records(stream, other)
        assert without not in ran.output.bookmarks(stream)
    assert ran.output.records("ads") == expected.output.records("ads")
    rows = ran.output.records("import_status", without)
    failed = {row["stream"] for row in rows if row["status"] == "failed"}
    assert failed == set(DAILY_STREAMS.values())
    assert all("app_install" in row["error"] for row in rows if row["stream"] in failed)


def test_a_metric_that_all_refuse_who_can_be_read_is_a_settings_error(
    unreadable: LocalTikTok,
) -> None:
    """A suspended advertiser does not turn a misspelt metric into a fault of TikTok's."""
    refuse(unreadable, unreadable.advertiser_ids[1], "forbidden", REPORT)

    ran = run_in_process(settings_for(unreadable, metrics=["revenue_per_smile"]))

    assert "revenue_per_smile" in str(ran.error)
    rows = ran.output.records("import_status", unreadable.advertiser_ids[0])
    assert {row["status"] for row in rows if row["stream"] == "daily_metrics"} == {"failed"}


@pytest.mark.parametrize("workers", [1, 8])
@pytest.mark.parametrize("place", [0, 1])
def test_a_default_metric_that_one_advertiser_refuses_is_null_for_it_alone(
    unreadable: LocalTikTok, whole: Ran, place: int, workers: int
) -> None:
    """The others keep their values, whether they are read before it or behind it."""
    without = unreadable.advertiser_ids[place]
    other = unreadable.advertiser_ids[1 - place]
    unreadable.change_answers(advertiser_id=without, refused_metrics=["reach", "conversion"])

    ran = run_in_process(settings_for(unreadable, max_concurrent_requests=workers))

    assert ran.exit_code == 0
    assert any(f"of advertiser {without}" in line and "stay null" in line for line in ran.log)
    for stream in DAILY_STREAMS.values():
        expected = whole.output.records(stream, without)
        assert ran.output.records(stream, other) == whole.output.records(stream, other)
        assert ran.output.records(stream, without) == [
            {**one, "reach": None, "conversion": None} for one in expected
        ]


def test_a_field_that_one_advertiser_refuses_is_null_for_it_alone(
    unreadable: LocalTikTok, whole: Ran
) -> None:
    """Fields of campaigns, ad groups and ads are learned for each advertiser, too."""
    without, other = unreadable.advertiser_ids
    unreadable.change_answers(
        advertiser_id=without, path="/campaign/get/", refused_fields=["budget_mode"]
    )

    ran = run_in_process(settings_for(unreadable), streams=["campaigns"])

    assert ran.exit_code == 0
    expected = whole.output.records("campaigns", without)
    assert ran.output.records("campaigns", other) == whole.output.records("campaigns", other)
    assert ran.output.records("campaigns", without) == [
        {**one, "budget_mode": None} for one in expected
    ]


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
    message = REFUSED_METRICS.format("reach")
    for advertiser_id in tiktok.advertiser_ids:
        tiktok.fault(code=40002, message=message, path=REPORT, advertiser_id=advertiser_id)

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
    for advertiser_id in tiktok.advertiser_ids:
        place = {"path": "/campaign/get/", "advertiser_id": advertiser_id}
        tiktok.fault(code=40002, message=message, **place)

    ran = run_in_process(settings_for(tiktok, max_concurrent_requests=1), streams=["campaigns"])

    assert ran.exit_code == 0
    assert any("po_number, rta_id" in line for line in ran.log)
    assert ran.output.records("campaigns") == [
        {**record, "rta_id": None, "po_number": None} for record in expected
    ]
