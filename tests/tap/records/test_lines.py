"""Finished lines are the lines that the SDK would write, and hold only what JSON can."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tap_tiktok_ads.records.lines import Pack, may_hold_odd_numbers
from tests.tap.records.hostile import days, numbers, odd_numbers, placeholders, values
from tests.tap.records.report_reading import DAY, Row, page_of, row_of
from tests.tap.records.two_ways import ADVERTISER, STREAMS, assert_both_ways_agree


@st.composite
def pages(draw: st.DrawFn, name: str) -> list[Row]:
    stream, _ = STREAMS[name]
    columns = st.sampled_from([column.name for column in stream.columns if column.requested])
    typical = st.dictionaries(columns, numbers | odd_numbers | placeholders, max_size=6)
    strange = st.dictionaries(columns | st.text(max_size=5), values, max_size=6)
    metrics = draw(st.lists(typical, max_size=3)) + draw(st.lists(strange, max_size=2))
    return [row_of(stream.report, number, **one) for number, one in enumerate(metrics)]


@pytest.mark.parametrize("name", STREAMS)
@given(data=st.data())
@settings(deadline=None, max_examples=30)
def test_both_ways_write_the_same(name: str, data: st.DataObject) -> None:
    """Whatever a page holds, the messages are the same, digit by digit and in the same order."""
    assert_both_ways_agree(name, data.draw(pages(name)))


@pytest.mark.parametrize("name", STREAMS)
@given(data=st.data())
@settings(deadline=None, max_examples=30)
def test_both_ways_agree_on_strange_rows(name: str, data: st.DataObject) -> None:
    """The same for rows whose dimensions are odd, and for rows that lack something."""
    stream, _ = STREAMS[name]
    normal = row_of(stream.report, 0)
    odd: Row = {
        "dimensions": {
            key: data.draw(days | values | st.just(DAY)) for key in normal["dimensions"]
        },
        "metrics": data.draw(st.just(normal["metrics"]) | values),
    }
    for missing in data.draw(
        st.sets(st.sampled_from([*odd["dimensions"], "dimensions", "metrics"]))
    ):
        odd.pop(missing, None)
        odd.get("dimensions", {}).pop(missing, None)

    assert_both_ways_agree(name, [normal, odd])


@pytest.mark.parametrize(
    "value", ["-", "ab", "1_000", "١٢", "NaN", "1e400", "9" * 301, "\ud83d", "x", None, 5, True, []]
)
def test_a_page_leaves_as_one_pack_whatever_it_holds(value: Any) -> None:
    """No value makes a row go another way than its neighbours."""
    stream, _ = STREAMS["daily_metrics"]
    rows = [row_of(stream.report, n) for n in range(5)]
    rows[2]["metrics"].update(cpm=value, ad_name=value, clicks=value, is_smart_creative=value)

    lines = list(stream.records(ADVERTISER, [stream.decode(page_of(rows))]))

    assert [one.lines for one in lines if isinstance(one, Pack)] == [5]
    assert len(lines) == 1


def test_a_page_without_new_rows_is_no_pack() -> None:
    """All its rows were there before: nothing is written."""
    stream, _ = STREAMS["daily_metrics"]

    assert list(stream.records(ADVERTISER, [[]])) == []


def test_an_unreadable_value_is_counted_when_its_row_is_emitted() -> None:
    """Reading a page again counts nothing: each row that leaves counts once, on both ways."""
    rows = [row_of(STREAMS["daily_metrics"][0].report, n, cpm="NaN", cpc="x") for n in range(3)]
    for stream in STREAMS["daily_metrics"]:
        counted: list[str] = []
        stream.__dict__["on_unreadable"] = counted.append
        stream.decode(page_of(rows))
        list(stream.records(ADVERTISER, [stream.decode(page_of(rows))]))
        del stream.__dict__["on_unreadable"]

        assert sorted(counted) == ["cpc"] * 3 + ["cpm"] * 3


@pytest.mark.parametrize("name", ["Nan's tea", "NaNa", "Infinity pool", "DE-100", "9" * 400])
def test_a_name_that_looks_like_an_odd_number_is_a_name(name: str) -> None:
    """It costs a closer look at most: the record is the same."""
    stream, _ = STREAMS["daily_metrics"]
    rows = [row_of(stream.report, n, ad_name=name, cpm="1.50") for n in range(3)]
    messages = assert_both_ways_agree("daily_metrics", rows)

    assert isinstance(messages, list)
    assert [dict(message)["ad_name"] for message in messages] == [name] * 3


@given(before=st.integers(0, 200), after=st.integers(0, 200), digits=st.integers(301, 400))
def test_301_digits_are_found_wherever_they_stand(before: int, after: int, digits: int) -> None:
    """A run of digits that is too long for a number is seen at any place of the lines."""
    assert may_hold_odd_numbers(b"," * before + b"7" * digits + b"," * after)


@given(st.lists(st.integers(1, 200).map(lambda n: b"8" * n), max_size=8))
def test_ordinary_digits_need_no_closer_look(numbers: list[bytes]) -> None:
    """Numbers of up to 200 digits are never taken for a longer one."""
    assert not may_hold_odd_numbers(b",".join(numbers))


@pytest.mark.parametrize("odd", [b"NaN", b"-Infinity", b"sNaN", b"1E+300", b"0E-400", b"1E+1000"])
def test_an_odd_number_is_found_by_its_letters(odd: bytes) -> None:
    """What a decimal can be but JSON or a warehouse can't hold has letters of its own."""
    assert may_hold_odd_numbers(b'{"type":"RECORD","currency":"EUR","cpm":' + odd + b"}\n")
