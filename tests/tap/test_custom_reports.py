"""The setting `reports`: streams of the user's own, checked before anything is asked."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from tests.tap.in_process import run_in_process
from tests.tap.local_settings import TODAY, settings_for
from tests.tap.operator.selection import catalog_selecting

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.emulator.process import LocalTikTok
    from tests.tap.in_process import Ran

REPORT = "/report/integrated/get/"


def imported(tiktok: LocalTikTok, *reports: dict[str, Any], **options: Any) -> Ran:
    changes = options.pop("settings", {})
    settings = settings_for(tiktok, reports=list(reports), **changes)
    return run_in_process(settings, streams=[str(one["name"]) for one in reports], **options)


def schema_of(ran: Ran, stream: str) -> dict[str, Any]:
    schemas = [one for one in ran.output.messages if one["type"] == "SCHEMA"]
    return next(one for one in schemas if one["stream"] == stream)


def spend_of(rows: Sequence[dict[str, Any]]) -> Decimal:
    return sum((Decimal(str(row["spend"])) for row in rows), Decimal(0))


@pytest.mark.parametrize(
    ("report", "report_type", "key"),
    [
        ({"level": "campaign", "dimensions": ["country_code"]}, "BASIC", ["country_code"]),
        ({"level": "ad", "dimensions": ["gender", "age"]}, "AUDIENCE", ["gender", "age"]),
        ({"level": "AUCTION_ADGROUP", "dimensions": ["placement"]}, "AUDIENCE", ["placement"]),
        ({"level": "advertiser", "dimensions": ["platform"]}, "AUDIENCE", ["platform"]),
        ({"level": "ad", "dimensions": ["ad_id_v2"]}, "BASIC", []),
        ({"level": "advertiser", "dimensions": ["ad_type"]}, "AUDIENCE", ["ad_type"]),
        ({"level": "campaign"}, "BASIC", []),
    ],
)
def test_rows_are_told_apart_by_every_dimension(
    tiktok: LocalTikTok, report: dict[str, Any], report_type: str, key: list[str]
) -> None:
    """Object, day and each further dimension are the key, and no two rows share one."""
    ran = imported(tiktok, {"name": "mine", "metrics": ["spend", "clicks"], **report})

    assert (ran.exit_code, ran.error) == (0, None)
    schema = schema_of(ran, "mine")
    assert schema["key_properties"][-len(key) or None :] == key or not key
    rows = ran.output.records("mine")
    keys = {tuple(row[name] for name in schema["key_properties"]) for row in rows}
    assert len(keys) == len(rows) > 0
    assert {one["query"]["report_type"] for one in tiktok.requests(REPORT)} == {report_type}


def test_breakdowns_add_up_to_the_advertisers_own_spend(tiktok: LocalTikTok) -> None:
    """Nothing is lost between pages, days and dimensions."""
    report = {"name": "mine", "level": "advertiser", "dimensions": ["language"]}
    ran = imported(tiktok, {**report, "metrics": ["spend"]}, rows_per_page=7)

    for advertiser_id in tiktok.advertiser_ids:
        rows = ran.output.records("mine", advertiser_id)
        days = sorted({row["stat_time_day"] for row in rows})
        truth = tiktok.truth(advertiser_id, days[0], days[-1])["total"]["spend"]
        assert float(spend_of(rows)) == pytest.approx(float(truth), rel=0.001)


def test_hours_have_a_local_time_and_an_instant(tiktok: LocalTikTok) -> None:
    """A day per request; the hours of a day add up to it."""
    hourly = {"name": "hours", "level": "campaign", "time": "hour", "metrics": ["spend"]}
    daily = {"name": "days", "level": "campaign", "metrics": ["spend"]}
    ran = imported(tiktok, hourly, daily)

    assert ran.exit_code == 0
    assert spend_of(ran.output.records("hours")) == spend_of(ran.output.records("days"))
    asked = [one["query"] for one in tiktok.requests(REPORT)]
    for query in asked:
        if "stat_time_hour" in query["dimensions"]:
            assert query["start_date"] == query["end_date"]
    for row in ran.output.records("hours"):
        assert row["stat_time_hour"].startswith(row["stat_time_day"])
        assert row["stat_time_hour_utc"].endswith("Z")


def test_a_lifetime_has_no_days_and_no_bookmark(tiktok: LocalTikTok) -> None:
    """One row per object, read whole by each run."""
    report = {"name": "ever", "level": "ad", "time": "lifetime", "metrics": ["spend"]}
    first = imported(tiktok, report)
    second = imported(tiktok, report, state=first.output.state)

    schema = schema_of(first, "ever")
    assert schema["key_properties"] == ["advertiser_id", "ad_id"]
    assert not any("stat_time" in name for name in schema["schema"]["properties"])
    assert first.output.records("ever") == second.output.records("ever") != []
    assert all(one["query"]["query_lifetime"] == "true" for one in tiktok.requests(REPORT))


def test_filters_and_lookback_are_the_reports_own(tiktok: LocalTikTok) -> None:
    """What a report says for itself wins over the settings."""
    one = tiktok.advertiser_ids[0]
    everything = imported(tiktok, {"name": "mine", "level": "campaign", "metrics": ["spend"]})
    rows = everything.output.records("mine", one)
    campaign = next(row["campaign_id"] for row in rows if row["stat_time_day"] == TODAY)
    tiktok.clear_requests()

    ran = imported(
        tiktok,
        {
            "name": "mine",
            "level": "campaign",
            "metrics": ["spend"],
            "filters": {"campaign_ids": [campaign]},
            "lookback": 2,
        },
        state=everything.output.state,
        settings={"advertiser_ids": [one]},
    )

    assert {row["campaign_id"] for row in ran.output.records("mine")} == {campaign}
    (request,) = tiktok.requests(REPORT)
    assert (request["query"]["start_date"], request["query"]["end_date"]) == ("2026-03-08", TODAY)


@pytest.mark.parametrize(
    ("report", "why"),
    [
        ({"metrics": ["spent"]}, "there is no metric spent; did you mean spend"),
        ({"dimensions": ["country"]}, "there is no dimension country; did you mean country_code"),
        ({"dimension": ["country_code"]}, "there is no key dimension; did you mean dimensions"),
        ({"level": "keyword"}, "level must be ad, ad_group, campaign or advertiser"),
        ({"time": "week"}, "time must be day, hour or lifetime"),
        ({"name": "Mine!"}, "name must be small letters, digits and _"),
        ({"name": "my_hourly_metrics"}, "names that end so are the ready-made reports'"),
        ({"name": "campaigns"}, "there is a stream campaigns already"),
        ({"metrics": "ad_name"}, "metric ad_name is not there at level campaign, only at ad"),
        ({"dimensions": ["age", "platform"]}, "age + platform do not go together"),
        ({"dimensions": ["age"], "time": "hour"}, "time hour does not go with age"),
        ({"dimensions": ["country_code"], "time": "lifetime"}, "time lifetime has no further"),
        ({"dimensions": ["adgroup_id"]}, "dimension adgroup_id does not fit level campaign"),
        ({"dimensions": ["interest_category"]}, "interest_category has no days"),
        ({"dimensions": ["search_terms"], "metrics": ["likes"]}, "likes does not go with"),
        ({"dimensions": ["age"], "metrics": ["reach"]}, "reach is none of AUDIENCE reports"),
        ({"metrics": ["cash_spend"]}, "cash_spend is not there at level campaign"),
        ({"lookback": "3"}, "lookback must be a whole number of days"),
        ({"filters": {"campaign_ids": []}}, "the filter on campaign_ids has no value"),
        ({"filters": {"spend": 1, "clicks": {}}}, "the filter on clicks has no value"),
        ({"filters": ["spend > 1"]}, "filters must be an object of fields and values"),
    ],
)
def test_what_tiktok_would_refuse_is_refused_before_it_is_asked(
    tiktok: LocalTikTok, report: dict[str, Any], why: str
) -> None:
    """One line that names the entry, what is wrong, and the nearest names there are."""
    ran = run_in_process(
        settings_for(tiktok, reports=[{"name": "mine", "level": "campaign", **report}])
    )

    assert str(ran.error).startswith("reports[0]")
    assert why in str(ran.error)
    assert not tiktok.requests()


def test_names_that_are_new_at_tiktok_can_be_asked_for(tiktok: LocalTikTok) -> None:
    """With `allow_unknown` TikTok decides; what it refuses is the user's setting."""
    report = {"name": "mine", "level": "campaign", "metrics": ["spend", "brand_new"]}
    ran = imported(tiktok, {**report, "allow_unknown": True})

    assert any("brand_new" in one["query"]["metrics"] for one in tiktok.requests(REPORT))
    assert ran.exit_code != 0 or ran.error is not None


@pytest.mark.parametrize("value", ["mine", 7, {"name": "mine"}, ["mine"]])
def test_reports_are_a_list_of_objects(tiktok: LocalTikTok, value: object) -> None:
    """Anything else is one clear line."""
    ran = run_in_process(settings_for(tiktok, reports=value))

    assert str(ran.error) == "reports must be a list of objects, as JSON"


def test_reports_can_be_json_text(tiktok: LocalTikTok) -> None:
    """An environment variable is text."""
    reports = [{"name": "mine", "level": "campaign", "metrics": ["spend"]}]
    ran = run_in_process(settings_for(tiktok, reports=json.dumps(reports)), streams=["mine"])

    assert ran.exit_code == 0
    assert ran.output.records("mine")


def test_a_custom_report_goes_on_from_its_bookmark(tiktok: LocalTikTok) -> None:
    """Its state is its own, and import_status tells of it."""
    report = {"name": "mine", "level": "campaign", "dimensions": ["platform"]}
    settings = settings_for(tiktok, reports=[report], reimport_lookback_window=1)
    first = run_in_process(settings)
    tiktok.clear_requests()
    second = run_in_process(settings, state=first.output.state)

    asked = [
        one["query"]["start_date"]
        for one in tiktok.requests(REPORT)
        if one["query"]["report_type"] == "AUDIENCE"
    ]
    assert set(asked) == {"2026-03-09"}
    assert first.output.bookmarks("mine") == dict.fromkeys(tiktok.advertiser_ids, TODAY)
    streams = {row["stream"] for row in second.output.records("import_status")}
    assert "mine" in streams


def test_a_report_that_the_catalog_lacks_is_named(tiktok: LocalTikTok) -> None:
    """Of a catalog that was saved before the report was set nothing of it is imported: said."""
    catalog = catalog_selecting(settings_for(tiktok), "campaigns")
    report = {"name": "mine", "level": "campaign"}

    ran = run_in_process(settings_for(tiktok, reports=[report]), catalog=catalog)

    assert ran.exit_code == 0
    assert "mine" not in ran.output.streams
    assert any("--catalog has no stream mine" in line for line in ran.log)


def test_default_metrics_that_an_advertiser_refuses_are_null(unreadable: LocalTikTok) -> None:
    """Nobody asked for them by name, so they cost neither the report nor the run."""
    without, other = unreadable.advertiser_ids
    unreadable.change_answers(advertiser_id=without, refused_metrics=["conversion"])

    ran = imported(unreadable, {"name": "mine", "level": "campaign"})

    assert (ran.exit_code, ran.error) == (0, None)
    assert {row["conversion"] for row in ran.output.records("mine", without)} == {None}
    assert {row["conversion"] for row in ran.output.records("mine", other)} != {None}


def test_reports_of_every_grain_go_into_batches(tiktok: LocalTikTok, tmp_path: Path) -> None:
    """Hours, breakdowns and lifetimes are written to files like every other stream."""
    reports: list[dict[str, Any]] = [
        {"name": "hours", "level": "campaign", "time": "hour"},
        {"name": "countries", "level": "campaign", "dimensions": ["country_code"]},
        {"name": "ever", "level": "ad", "time": "lifetime"},
    ]
    batches = {
        "encoding": {"format": "jsonl", "compression": "gzip"},
        "storage": {"root": tmp_path.as_uri()},
    }

    ran = imported(tiktok, *reports, settings={"batch_config": batches})

    assert (ran.exit_code, ran.error) == (0, None)
    batched = {one["stream"] for one in ran.output.messages if one["type"] == "BATCH"}
    assert batched == {"hours", "countries", "ever"}
