"""A report row is read once, and its values mean the same whatever stands beside them."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import jsonschema
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tap_tiktok_ads.errors import Rejected
from tap_tiktok_ads.records.report_rows import ReportRowReader
from tap_tiktok_ads.records.row_keys import amounts_of, key_of
from tap_tiktok_ads.reports.daily_reports import (
    AD_GROUP_REPORT,
    AD_REPORT,
    ADVERTISER_REPORT,
    DAILY_REPORTS,
    TOTALS_REPORT,
)
from tap_tiktok_ads.schemas.column import Column, Kind, json_schema
from tap_tiktok_ads.tiktok.rows import RawRow
from tests.tap.records.hostile import ODD_NUMBERS, halves, values
from tests.tap.records.report_reading import (
    DAY,
    page_of,
    read_rows,
    record_of,
    records_of,
    row_of,
)

if TYPE_CHECKING:
    from tap_tiktok_ads.records.report_rows import ReportRow
    from tap_tiktok_ads.reports.report import Report

EVERY_KIND = tuple(Column(kind.name.lower(), kind, "Any.") for kind in Kind)

KINDS_OF_METRICS = (Kind.ID, Kind.TEXT, Kind.NUMBER, Kind.INTEGER, Kind.BOOLEAN)


def contents(row: ReportRow) -> str:
    """All that a row holds, with types and digits; structs of two readers have no common class."""
    dimensions = msgspec.structs.asdict(row.dimensions)
    return repr((dimensions, msgspec.structs.asdict(row.metrics), sorted(row.unreadable)))


def reading(kind: Kind, value: Any, *, by_value: bool) -> str:
    """What a metric becomes; a row whose id is a number fits no struct, and is read by value."""
    reader = ReportRowReader([Column("metric", kind, "Any.")], AD_REPORT)
    row = {
        "dimensions": {"ad_id": 1001 if by_value else "1001", "stat_time_day": DAY},
        "metrics": {"metric": value},
    }
    (read,) = reader.read(page_of([row]))
    return contents(read)


@pytest.mark.parametrize("kind", KINDS_OF_METRICS)
@given(value=values)
@settings(deadline=None, max_examples=150)
def test_the_quick_reading_means_what_values_say(kind: Kind, value: Any) -> None:
    """A value that is decoded straight into its type is what reading it alone would give."""
    assert reading(kind, value, by_value=False) == reading(kind, value, by_value=True)


@pytest.mark.parametrize("kind", KINDS_OF_METRICS)
def test_odd_numbers_mean_the_same_each_time(kind: Kind) -> None:
    """The same for all numbers that are known to be read in more than one way."""
    for value in ODD_NUMBERS:
        assert reading(kind, value, by_value=False) == reading(kind, value, by_value=True), value


@given(
    rows=st.lists(
        st.dictionaries(st.sampled_from([c.name for c in EVERY_KIND]), values, max_size=4),
        max_size=3,
    )
)
@settings(deadline=None)
def test_a_row_is_read_the_same_whatever_came_before(rows: list[dict[str, Any]]) -> None:
    """Neither the rows of the same page nor what a reader has learned from others matter."""
    page = page_of(row_of(AD_REPORT, number, **one) for number, one in enumerate(rows))
    reader = ReportRowReader(EVERY_KIND, AD_REPORT)
    together = [contents(row) for _ in range(2) for row in reader.read(page)]

    alone = [ReportRowReader(EVERY_KIND, AD_REPORT).read([raw])[0] for raw in page]
    assert together == [contents(row) for row in alone] * 2


@pytest.mark.parametrize("report", DAILY_REPORTS, ids=lambda report: report.name)
@given(value=values)
@settings(deadline=None, max_examples=30)
def test_no_metric_leaves_the_type_of_its_column(report: Report, value: Any) -> None:
    """Whatever JSON TikTok sends, keys, order and types of the record are those of the schema."""
    columns = report.columns()
    row = row_of(report, **{column.name: value for column in columns})
    record = record_of(report, row)

    schema = {**json_schema(columns, report.key), "additionalProperties": False}
    jsonschema.Draft7Validator(schema).validate(record)
    assert list(record) == [column.name for column in columns]


@pytest.mark.parametrize("report", DAILY_REPORTS, ids=lambda report: report.name)
@pytest.mark.parametrize(
    ("metric", "value", "reading"),
    [
        ("spend", "14.680", "14.680"),
        ("spend", "20", "20"),
        ("spend", "0.00", "0.00"),
        ("spend", "1_000", "1000"),
        ("spend", "-", None),
        ("spend", "<5", None),
        ("spend", "", None),
        ("impressions", "69", "69"),
        ("impressions", "-", None),
        ("impressions", None, None),
        ("clicks", "12.0", "12"),
    ],
)
def test_a_value_keeps_its_digits(
    report: Report, metric: str, value: str | None, reading: str | None
) -> None:
    """Money keeps its decimals, counts are whole, placeholders are null."""
    found = record_of(report, row_of(report, **{metric: value}))[metric]

    assert found == (None if reading is None else Decimal(reading))
    assert found is None or str(found) == reading


def test_a_value_that_does_not_fit_is_null_and_named_in_its_row() -> None:
    """An unreadable value is told by its column, once per value; its neighbours stay."""
    values = ["1.5", "x", "NaN", "9" * 301, "-"]
    rows = read_rows(AD_REPORT, [row_of(AD_REPORT, n, cpm=v) for n, v in enumerate(values)])

    assert [row.metrics.cpm for row in rows] == [Decimal("1.5"), None, None, None, None]
    assert [row.unreadable for row in rows] == [(), ("cpm",), ("cpm",), ("cpm",), ()]
    assert {row.metrics.spend for row in rows} == {Decimal("1.50")}


def test_a_row_that_is_read_by_value_names_its_unreadable_metrics() -> None:
    """The same where a neighbour in the row is JSON that no metric is."""
    (row,) = read_rows(AD_REPORT, [row_of(AD_REPORT, cpm="x", clicks="1.5", ad_name=["a", "b"])])

    assert sorted(row.unreadable) == ["clicks", "cpm"]
    assert row.metrics.ad_name == '["a","b"]'


@pytest.mark.parametrize("key", ["unreadable", "", "metrics "])
@pytest.mark.parametrize("value", [5, [], ["ad_name"], None])
def test_keys_that_tiktok_adds_are_dropped(key: str, value: Any) -> None:
    """Nothing in a row, its dimensions or its metrics but what was asked for has a meaning."""
    row = row_of(AD_REPORT)
    plain = [contents(one) for one in read_rows(AD_REPORT, [row])]
    for part in (row, row["dimensions"], row["metrics"]):
        part[key] = value

    assert [contents(one) for one in read_rows(AD_REPORT, [row])] == plain


def test_a_short_name_is_not_taken_for_a_placeholder() -> None:
    """A name of one or two characters is a name; only TikTok's own placeholders are null."""
    names = ["A", "名", "-", "--", ""]
    rows = read_rows(AD_REPORT, [row_of(AD_REPORT, n, ad_name=v) for n, v in enumerate(names)])

    assert [row.metrics.ad_name for row in rows] == ["A", "名", None, "--", None]


@pytest.mark.parametrize("report", [AD_REPORT, AD_GROUP_REPORT], ids=["ad", "ad group"])
@given(name=halves | st.text(min_size=1).filter(lambda text: text not in {"-", "<5"}))
@settings(deadline=None)
def test_hostile_names_survive(report: Report, name: str) -> None:
    """A name arrives as TikTok sent it, half an emoji too."""
    assert record_of(report, row_of(report, adgroup_name=name))["adgroup_name"] == name


@pytest.mark.parametrize("name", ["from", "class", "true", "data", "mro", "x" * 100])
def test_a_metric_may_have_any_name(name: str) -> None:
    """Names that mean something to Python are names like others."""
    assert record_of(AD_REPORT, row_of(AD_REPORT, **{name: "1.5"}), name)[name] == Decimal("1.5")


@pytest.mark.parametrize(
    "row", [{}, {"metrics": None, "dimensions": None}, {"metrics": [1], "dimensions": "x"}]
)
def test_a_row_without_content_is_all_null(row: dict[str, Any]) -> None:
    """It can be read, and has no key."""
    (read,) = read_rows(AD_REPORT, [row])

    assert key_of(read) == (None, None)
    assert {getattr(read.metrics, column.name) for column in AD_REPORT.columns()} == {None}
    assert amounts_of(read) == ("", Decimal(0), 0)


@pytest.mark.parametrize("raw", [b"[]", b"5", b'"row"', b"null", b"{"])
def test_what_is_no_row_is_refused(raw: bytes) -> None:
    """A list of something else than rows fails the advertiser instead of losing a row."""
    with pytest.raises(Rejected):
        ReportRowReader(AD_REPORT.columns(), AD_REPORT).read(
            [*page_of([row_of(AD_REPORT)]), RawRow(raw)]
        )


def test_a_row_is_known_by_its_object_and_day() -> None:
    """Id and day tell a row from all others of its advertiser, however it is read."""
    rows = [row_of(AD_REPORT, 1), row_of(AD_REPORT, 1, ad_name=5), row_of(AD_REPORT, 2)]
    keys = [key_of(row) for row in read_rows(AD_REPORT, rows)]

    assert keys == [("1001", DAY), ("1001", DAY), ("1002", DAY)]


@pytest.mark.parametrize(
    ("spend", "impressions", "amounts"),
    [
        ("1.50", "10", (Decimal("1.50"), 10)),
        ("-", "<5", (0, 0)),
        (None, None, (0, 0)),
        ("x", "10", (0, 10)),
        *((odd, "10", (0, 10)) for odd in ["NaN", "sNaN", "-Infinity", "1e400", "9" * 301]),
    ],
)
def test_amounts_can_always_be_summed(spend: Any, impressions: Any, amounts: Any) -> None:
    """What is absent or no number counts nothing, also before numbers were bounded."""
    reader = ReportRowReader(TOTALS_REPORT.columns(), TOTALS_REPORT)
    page = page_of([row_of(ADVERTISER_REPORT, spend=spend, impressions=impressions)])
    (row,) = reader.read_unbounded(page)

    assert amounts_of(row) == (DAY, *amounts)


def test_two_rows_share_nothing() -> None:
    """Completing a row changes no other, and reading a page again gives it anew."""
    reader = ReportRowReader(AD_REPORT.columns(), AD_REPORT)
    page = page_of([row_of(AD_REPORT, 1), row_of(AD_REPORT, 2)])
    first = reader.read(page)
    before = [contents(row) for row in reader.read(page)]
    records_of(AD_REPORT, first)

    assert [contents(row) for row in reader.read(page)] == before
    assert json.loads(bytes(page[0]))["dimensions"]["ad_id"] == first[0].metrics.ad_id
