"""What arrives is what TikTok holds: sums, rows and objects, with and without deleted ones."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from tests.tap.in_process import run_in_process
from tests.tap.local_settings import START_DATE, TODAY, settings_for
from tests.tap.singer_output import DAILY_STREAMS, ENTITY_STREAMS, STREAMS

if TYPE_CHECKING:
    from tests.emulator.process import LocalTikTok
    from tests.tap.singer_output import Output, Record

COMPARED = ("spend", "impressions", "clicks", "conversion", "complete_payment", "total_purchase")
TRUE_TOTAL = {"with_deleted": True, "without_deleted": False}


def sums_by_day(records: list[Record], metric: str) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for record in records:
        day = record["stat_time_day"]
        sums[day] = sums.get(day, Decimal(0)) + Decimal(record[metric] or 0)
    return sums


def true_sums(tiktok: LocalTikTok, advertiser_id: str, metric: str) -> dict[str, Decimal]:
    days = tiktok.truth(advertiser_id, START_DATE, TODAY)["days"]
    return {day: Decimal(sums[metric]) for day, sums in days.items()}


@pytest.fixture
def output(settings: dict[str, Any]) -> Output:
    ran = run_in_process(settings)
    assert ran.exit_code == 0
    return ran.output


@pytest.mark.parametrize("stream", DAILY_STREAMS.values())
def test_sums_equal_the_truth_per_advertiser_and_day(
    tiktok: LocalTikTok, output: Output, stream: str
) -> None:
    """The sums of every level are the truth's, for each advertiser and each local day."""
    for advertiser_id in tiktok.advertiser_ids:
        records = output.records(stream, advertiser_id)
        for metric in COMPARED:
            expected = true_sums(tiktok, advertiser_id, metric)
            assert expected, "the data set is not empty"
            assert sums_by_day(records, metric) == expected, metric


@pytest.mark.parametrize("kind", ["with_deleted", "without_deleted"])
def test_include_deleted_decides_on_deleted_objects(tiktok: LocalTikTok, kind: str) -> None:
    """With include_deleted all objects and their rows arrive, without it only living ones."""
    ran = run_in_process(settings_for(tiktok, include_deleted=TRUE_TOTAL[kind]))

    assert ran.exit_code == 0
    for advertiser_id in tiktok.advertiser_ids:
        truth = tiktok.truth(advertiser_id, START_DATE, TODAY)
        for stream in ENTITY_STREAMS:
            count = len(ran.output.records(stream, advertiser_id))
            assert count == truth["entities"][stream][kind], stream
        for level, stream in DAILY_STREAMS.items():
            count = len(ran.output.records(stream, advertiser_id))
            assert count == truth["rows"][level][kind], stream


def test_the_data_set_has_deleted_objects(tiktok: LocalTikTok) -> None:
    """The two kinds of counts differ, or the test above would show nothing."""
    counts = [
        tiktok.truth(advertiser_id, START_DATE, TODAY)["entities"]["ads"]
        for advertiser_id in tiktok.advertiser_ids
    ]

    assert any(one["with_deleted"] > one["without_deleted"] for one in counts)


def test_no_key_comes_twice(output: Output) -> None:
    """Each key of each stream is emitted once in a run."""
    assert output.duplicates == {}


def test_every_row_says_in_which_time_zone_and_currency_it_is(
    tiktok: LocalTikTok, output: Output
) -> None:
    """Daily rows of every level carry their advertiser's time zone and currency."""
    for advertiser_id in tiktok.advertiser_ids:
        truth = tiktok.truth(advertiser_id, START_DATE, TODAY)
        for stream in DAILY_STREAMS.values():
            found = {
                (record["advertiser_timezone"], record["currency"])
                for record in output.records(stream, advertiser_id)
            }
            assert found == {(truth["timezone"], truth["currency"])}, stream


def test_rows_of_ads_name_their_parents(output: Output) -> None:
    """Ad-level rows carry ids and names of ad group and campaign, and the ad's name."""
    ads = {record["ad_id"]: record for record in output.records("ads")}
    for record in output.records("daily_metrics"):
        ad = ads[record["ad_id"]]
        names = ("campaign_id", "campaign_name", "adgroup_id", "adgroup_name", "ad_name")
        assert [record[name] for name in names] == [ad[name] for name in names]


def test_the_columns_are_those_of_the_schema(output: Output) -> None:
    """Each record has exactly the properties of its SCHEMA, in their order."""
    schemas = {m["stream"]: m["schema"] for m in output.messages if m["type"] == "SCHEMA"}

    assert set(schemas) == STREAMS
    for stream, schema in schemas.items():
        for record in output.records(stream):
            assert list(record) == list(schema["properties"]), stream
