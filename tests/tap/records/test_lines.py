"""Finished lines: the quick way writes what the slow way would write.

The slow way, `records` and the SDK's message, is what a row means; it has tests of its own.
"""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tap_tiktok_ads.records.lines import LineBuilder, Pack
from tap_tiktok_ads.reports.daily_metrics import Level, columns_for
from tap_tiktok_ads.schemas.column import Column, Kind
from tests.tap.records.two_ways import (
    ADVERTISER,
    DAY,
    STREAMS,
    Row,
    assert_both_ways_agree,
    emitted,
    page_of,
    row,
)


def is_plain_text(text: str) -> bool:
    """Python reads 1_000 and digits of other scripts as numbers; TikTok does not write them."""
    return "_" not in text and not any(one.isdigit() and not one.isascii() for one in text)


numbers = st.one_of(
    st.integers(0, 10**20).map(str),
    st.decimals(-(10**12), 10**12, places=4).map(str),
    st.decimals(-(10**9), 10**9, places=2).map("{:+}".format),
    st.integers(0, 10**9).map("{:,}".format),
    st.sampled_from(["0", "0.00", "00.10", "1e5", "1.5E-7", " 5 ", "12.0", "5.", ".5"]),
    st.sampled_from(["NaN", "inf", "-Infinity", "1,23", "0x10", "12.5.1", "1 000"]),
)

placeholders = st.sampled_from(["-", "<5", "", "--", "null"])

texts = st.text().filter(is_plain_text)

halves = st.sampled_from(["\ud83d", "Spring \ude00 sale", 'say "-" and \\', "ab", "名"])

scalars = (
    numbers
    | placeholders
    | texts
    | halves
    | st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
)

values = scalars | st.lists(scalars, max_size=2) | st.dictionaries(st.text(max_size=3), scalars)


@st.composite
def pages(draw: st.DrawFn, name: str) -> list[Row]:
    stream, _ = STREAMS[name]
    columns = [column.name for column in stream.columns if column.requested]
    typical = st.dictionaries(st.sampled_from(columns), numbers | placeholders, max_size=6)
    strange = st.dictionaries(st.sampled_from(columns) | st.text(max_size=5), values, max_size=6)
    metrics = draw(st.lists(typical, max_size=3)) + draw(st.lists(strange, max_size=2))
    return [row(stream, number, **one) for number, one in enumerate(metrics)]


@pytest.mark.parametrize("name", STREAMS)
@given(data=st.data())
@settings(deadline=None, max_examples=30)
def test_both_ways_write_the_same(name: str, data: st.DataObject) -> None:
    """Whatever a page holds, the records are the same, digit by digit and in the same order."""
    rows = data.draw(pages(name))

    assert_both_ways_agree(name, rows)


@pytest.mark.parametrize("name", STREAMS)
@given(data=st.data())
@settings(deadline=None, max_examples=30)
def test_both_ways_agree_on_strange_rows(name: str, data: st.DataObject) -> None:
    """The same for rows whose dimensions are odd, and for rows that lack something."""
    stream, _ = STREAMS[name]
    normal = row(stream, 0)
    odd = {
        "dimensions": {
            key: data.draw(placeholders | values | st.just(DAY)) for key in normal["dimensions"]
        },
        "metrics": normal["metrics"],
    }
    for missing in data.draw(
        st.sets(st.sampled_from([*odd["dimensions"], "dimensions", "metrics"]))
    ):
        odd.pop(missing, None)
        odd.get("dimensions", {}).pop(missing, None)

    assert_both_ways_agree(name, [normal, odd])


@pytest.mark.parametrize("name", STREAMS)
@pytest.mark.parametrize(
    ("metric", "value", "written"),
    [
        ("spend", "14.680", "14.680"),
        ("spend", "20", "20"),
        ("spend", "0.00", "0.00"),
        ("spend", "-", None),
        ("spend", "<5", None),
        ("spend", "", None),
        ("spend", "NaN", None),
        ("impressions", "69", "69"),
        ("impressions", "-", None),
        ("impressions", None, None),
        ("clicks", "12.0", "12"),
    ],
)
def test_a_value_is_written_with_its_digits(
    name: str, metric: str, value: str | None, written: str | None
) -> None:
    """Money keeps its decimals, counts are whole, placeholders are null: both ways."""
    stream, _ = STREAMS[name]
    records = assert_both_ways_agree(name, [row(stream, 1, DAY, **{metric: value})])

    assert isinstance(records, list)
    assert dict(records[0])[metric] == written


def test_an_ordinary_page_goes_the_quick_way() -> None:
    """A page as TikTok sends it, placeholders included, becomes lines."""
    stream, _ = STREAMS["daily_metrics"]
    page = page_of([row(stream, n, ad_name="Spring sale", conversion="-") for n in range(3)])

    lines = list(stream.records(ADVERTISER, [stream.decode(page)]))

    assert [(type(one), one.lines) for one in lines] == [(Pack, 3)]


def test_a_short_name_is_not_taken_for_a_placeholder() -> None:
    """A name of one or two characters is a name; only TikTok's own placeholders are null."""
    stream, _ = STREAMS["daily_metrics"]
    rows = [row(stream, n, ad_name=name) for n, name in enumerate(["A", "名", "-", "--", ""])]
    records = assert_both_ways_agree("daily_metrics", rows)

    assert isinstance(records, list)
    assert [dict(record)["ad_name"] for record in records] == ["A", "名", None, "--", None]


@pytest.mark.parametrize("day", ["-", "", "0000-00-00 00:00:00", "today", "2026-02-30 00:00:00"])
def test_a_row_without_a_day_is_refused_both_ways(day: str) -> None:
    """A key can't be null: the advertiser's stream fails instead of writing such a row."""
    stream, _ = STREAMS["daily_metrics"]

    assert assert_both_ways_agree("daily_metrics", [row(stream, day=day)]) not in ([], None)
    assert isinstance(emitted(stream, page_of([row(stream, day=day)])), type)


@pytest.mark.parametrize("ad_id", ["-", ""])
def test_a_row_without_an_id_is_refused_both_ways(ad_id: str) -> None:
    """The same for the id of the ad."""
    stream, _ = STREAMS["daily_metrics"]
    nameless = row(stream)
    nameless["dimensions"]["ad_id"] = ad_id

    assert isinstance(assert_both_ways_agree("daily_metrics", [nameless]), type)


@pytest.mark.parametrize("odd", ["NaN", "-Infinity", "snan", "1e400", "1e-400"])
def test_only_the_odd_row_of_many_is_looked_at(odd: str) -> None:
    """What JSON or a warehouse can't hold makes one row a record; the others stay lines."""
    stream, _ = STREAMS["daily_metrics"]
    rows = [row(stream, n) for n in range(5)]
    rows[2]["metrics"]["cpm"] = odd
    assert_both_ways_agree("daily_metrics", rows)

    found = list(stream.records(ADVERTISER, [stream.decode(page_of(rows))]))

    assert [isinstance(one, Pack) for one in found] == [True, True, False, True, True]
    assert found[2]["cpm"] is None


@pytest.mark.parametrize("name", ["Nan's tea", "NaNa", "Infinity pool", "DE-100", "NINE"])
def test_a_name_that_looks_like_an_odd_number_is_a_name(name: str) -> None:
    """It costs a closer look at most: the record is the same."""
    stream, _ = STREAMS["daily_metrics"]
    rows = [row(stream, n, ad_name=name, cpm="1.50") for n in range(3)]
    records = assert_both_ways_agree("daily_metrics", rows)

    assert isinstance(records, list)
    assert [dict(record)["ad_name"] for record in records] == [name] * 3


def test_the_quick_way_declares_itself_impossible_for_other_kinds() -> None:
    """A metric that is neither text nor a number leaves the page to the slow way."""
    columns = [Column("is_aco", Kind.BOOLEAN, "…")]

    assert not LineBuilder("s", columns, "adgroup_id").is_possible


@pytest.mark.parametrize("name", ["from", "class", "true", "data", "mro", "x" * 100])
def test_a_metric_may_have_any_name(name: str) -> None:
    """Names that mean something to Python are names like others."""
    columns = [*columns_for(Level.AD)[:5], Column(name, Kind.NUMBER, "…")]
    builder = LineBuilder("s", columns, "ad_id")
    rows = builder.decode(
        page_of([{"dimensions": {"ad_id": "1001", "stat_time_day": DAY}, "metrics": {name: "1.5"}}])
    )
    assert rows is not None
    lines = builder.for_advertiser(
        {"advertiser_id": "7", "advertiser_timezone": None, "currency": None}, "now"
    )
    (pack,) = lines.packs(rows)

    assert json.loads(pack.body, parse_float=Decimal)["record"][name] == Decimal("1.5")
