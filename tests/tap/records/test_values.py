"""How a single value of TikTok's is read, kind by kind."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tap_tiktok_ads.records import values
from tap_tiktok_ads.records.values import Unreadable

Reader = Callable[[object], object]

NAN = float("nan")
INFINITY = float("inf")

READINGS: list[tuple[Reader, Any, Any]] = [
    # numbers: TikTok's digits, from text and from JSON numbers
    (values.read_number, "14.68", Decimal("14.68")),
    (values.read_number, "20.000", Decimal("20.000")),
    (values.read_number, "0.2899", Decimal("0.2899")),
    (values.read_number, "0", 0),
    (values.read_number, "69", 69),
    (values.read_number, "-3.50", Decimal("-3.50")),
    (values.read_number, "+3", Decimal(3)),
    (values.read_number, " 7.1 ", Decimal("7.1")),
    (values.read_number, "1,234,567.80", Decimal("1234567.80")),
    (values.read_number, "1.5E-7", Decimal("1.5E-7")),
    (
        values.read_number,
        "12345678901234567890.123456789",
        Decimal("12345678901234567890.123456789"),
    ),
    (values.read_number, "0." + "1" * 400, Decimal("0." + "1" * 400)),
    (values.read_number, Decimal("5325.430"), Decimal("5325.430")),
    (values.read_number, 5325.43, Decimal("5325.43")),
    (values.read_number, 0.1, Decimal("0.1")),
    (values.read_number, 20, 20),
    (values.read_number, 2**80, 2**80),
    (values.read_number, "-", None),
    (values.read_number, "", None),
    (values.read_number, "  ", None),
    (values.read_number, "<5", None),
    (values.read_number, None, None),
    (values.read_number, "-0", 0),
    (values.read_number, "-0.0", Decimal("-0.0")),
    (values.read_number, "null", None),
    (values.read_number, "1_000", Decimal(1000)),
    (values.read_number, "١٢", Decimal(12)),
    (values.read_number, "-.5", Decimal("-0.5")),
    (values.read_number, " 5. ", Decimal(5)),
    (values.read_number, "9" * 300, int("9" * 300)),
    (values.read_number, -(10**300) + 1, -(10**300) + 1),
    (values.read_number, "1E+299", Decimal("1E+299")),
    (values.read_number, "1E-299", Decimal("1E-299")),
    (values.read_decimal, "69", Decimal(69)),
    (values.read_decimal, "14.680", Decimal("14.680")),
    (values.read_decimal, 20, Decimal(20)),
    (values.read_decimal, "-", None),
    # integers
    (values.read_integer, "1_000", 1000),
    (values.read_integer, "١٢", 12),
    (values.read_integer, "NULL", None),
    (values.read_integer, "9007199254740993.0", 9007199254740993),
    (values.read_integer, "4.99999999999999999999", 5),
    (values.read_integer, "1e-400", 0),
    (values.read_integer, "1e-99999999", 0),
    (values.read_integer, "5830", 5830),
    (values.read_integer, "12.0", 12),
    (values.read_integer, 12.0, 12),
    (values.read_integer, Decimal("12.00"), 12),
    (values.read_integer, "1,234", 1234),
    (values.read_integer, "-4", -4),
    (values.read_integer, "1e3", 1000),
    (values.read_integer, str(2**63 - 1), 2**63 - 1),
    (values.read_integer, str(-(2**63)), -(2**63)),
    (values.read_integer, "0000000000000000000012", 12),
    (values.read_integer, "-", None),
    (values.read_integer, "<5", None),
    (values.read_integer, None, None),
    # booleans
    (values.read_boolean, True, True),
    (values.read_boolean, 0, False),
    (values.read_boolean, 1, True),
    (values.read_boolean, 1.0, True),
    (values.read_boolean, Decimal(0), False),
    (values.read_boolean, "0", False),
    (values.read_boolean, "1", True),
    (values.read_boolean, "true", True),
    (values.read_boolean, "False", False),
    (values.read_boolean, "", None),
    (values.read_boolean, "-", None),
    (values.read_boolean, None, None),
    # texts of entities: as they are
    (values.read_text, "Frühling 🌷 春", "Frühling 🌷 春"),
    (values.read_text, "-", "-"),
    (values.read_text, "", ""),
    (values.read_text, "a\x00b", "a\x00b"),
    (values.read_text, "\ud83c", "\ud83c"),
    (values.read_text, 7244085252222255143, "7244085252222255143"),
    (values.read_text, 0, "0"),
    (values.read_text, True, "true"),
    (values.read_text, False, "false"),
    (values.read_text, Decimal("1.50"), "1.50"),
    (values.read_text, 1.5, "1.5"),
    (values.read_text, {"k": [1, "é"]}, '{"k":[1,"é"]}'),
    (values.read_text, [Decimal("1.50")], '["1.50"]'),
    (values.read_text, None, None),
    # texts of a report: placeholders are nothing
    (values.read_metric_text, "video a", "video a"),
    (values.read_metric_text, "0", "0"),
    (values.read_metric_text, "-", None),
    (values.read_metric_text, "", None),
    (values.read_metric_text, "<5", None),
    (values.read_metric_text, ["a", "b"], '["a","b"]'),
    (values.read_metric_text, None, None),
    # times
    (values.read_time, "2022-03-28 12:09:05", "2022-03-28T12:09:05Z"),
    (values.read_time, "2020-06-10T07:39:14Z", "2020-06-10T07:39:14Z"),
    (values.read_time, "2020-06-10T07:39:14", "2020-06-10T07:39:14Z"),
    (values.read_time, "2020-06-10T01:39:14+02:00", "2020-06-09T23:39:14Z"),
    (values.read_time, "2020-06-10 07:39:14-0530", "2020-06-10T13:09:14Z"),
    (values.read_time, "2020-06-10T07:39:14.250Z", "2020-06-10T07:39:14.250000Z"),
    (values.read_time, "2020-06-10T07:39:14.123456789Z", "2020-06-10T07:39:14.123456Z"),
    (values.read_time, "2020-06-10", "2020-06-10T00:00:00Z"),
    (values.read_time, "2032-03-25 13:02:23", "2032-03-25T13:02:23Z"),
    (values.read_time, "0000-00-00 00:00:00", None),
    (values.read_time, "", None),
    (values.read_time, "-", None),
    (values.read_time, None, None),
    (values.read_epoch, 1630335591, "2021-08-30T14:59:51Z"),
    (values.read_epoch, "1630335591", "2021-08-30T14:59:51Z"),
    (values.read_epoch, Decimal(1630335591), "2021-08-30T14:59:51Z"),
    (values.read_epoch, "2021-08-30 14:59:51", "2021-08-30T14:59:51Z"),
    (values.read_epoch, 0, None),
    (values.read_epoch, "", None),
    (values.read_epoch, None, None),
    (values.read_date, "2024-03-01 00:00:00", "2024-03-01"),
    (values.read_date, "2024-02-29", "2024-02-29"),
    (values.read_date, "2024-03-01T00:00:00+09:00", "2024-03-01"),
    (values.read_date, "0000-00-00 00:00:00", None),
    (values.read_date, None, None),
    # lists and objects
    (values.read_text_list, None, None),
    (values.read_text_list, [], []),
    (
        values.read_text_list,
        ["a", 7244085252222255143, True, None],
        ["a", "7244085252222255143", "true"],
    ),
    (values.read_text_list, "a", ["a"]),
    (values.read_text_list, 12, ["12"]),
    (values.read_text_list, {"a": 1}, ['{"a":1}']),
    (values.read_text_list, [["x"]], ['["x"]']),
    (values.read_text_list, "", None),
    (values.read_number_list, [0, "250", 1.5, None], [0, 250, Decimal("1.5")]),
    (values.read_number_list, 7, [7]),
    (values.read_number_list, [], []),
    (values.read_number_list, None, None),
    (values.read_object, {"text": "a"}, {"text": "a"}),
    (values.read_object, [], None),
    (values.read_object, "", None),
    (values.read_object, None, None),
    (values.read_object_list, [{"key": "a"}, None], [{"key": "a"}]),
    (values.read_object_list, {"key": "a"}, [{"key": "a"}]),
    (values.read_object_list, [], []),
    (values.read_object_list, "", None),
    (values.read_object_list, None, None),
]

UNREADABLE: dict[Reader, list[Any]] = {
    values.read_number: [
        *("NaN", "nan", "Infinity", "-inf", NAN, INFINITY),
        *(Decimal("NaN"), Decimal("sNaN"), Decimal("Infinity")),
        *("abc", "1.2.3", "1,23", "1,2345", ",123", ".", "_", "0x10", "²", "1%", "--1", "1\n2"),
        *("1e9999", "1e300", "1e-300", "9" * 301, "9" * 5000, 10**300, -(10**300), 10**400),
        *(
            "1e-400",
            "0e-400",
            "1e99999999",
            "1e-99999999",
            Decimal("1e99999999"),
            True,
            False,
            [1],
            {"a": 1},
        ),
    ],
    values.read_integer: [
        *("12.5", 12.5, Decimal("0.1"), "1e300", "²", "x", True, []),
        *(str(2**63), -(2**63) - 1, "1e99999999", Decimal("1e99999999"), "9007199254740993.5"),
    ],
    values.read_boolean: [2, "yes", -1, 0.5, NAN, Decimal("sNaN"), [], {}, [True]],
    values.read_time: [
        *("2022-02-30 00:00:00", "2022-03-28 24:00:00", "2022-03-28 12:60:00", "2022-3-28"),
        *("28.03.2022", "now", "2022-03-28 12:09:05 tomorrow", "2022-03-28T12:09:05+99:00"),
        *("0001-01-01T00:00:00+02:00", "9999-12-31T23:59:59-02:00"),
        *(1630335591, True, [], {}),
    ],
    values.read_epoch: [1630335591000, "soon", 1.5, True, {}, -(10**15)],
    values.read_date: ["2024-02-30", "2024-W01-1", "20240301", 20240301, []],
    values.read_number_list: [["a"], [[1]], "a", {}],
    values.read_object: ["a", 1, False, ["a"], [{}]],
    values.read_object_list: [["a"], [1], "a", 0, [["a"]]],
}

READERS = [
    values.read_text,
    values.read_metric_text,
    values.read_number,
    values.read_decimal,
    values.read_integer,
    values.read_boolean,
    values.read_time,
    values.read_epoch,
    values.read_date,
    values.read_text_list,
    values.read_number_list,
    values.read_object,
    values.read_object_list,
]

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.decimals()
    | st.text(st.characters())
    | st.sampled_from(["-", "", "<5", "NaN", "1e400", "12.50", "2024-03-01 00:00:00"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@pytest.mark.parametrize(("read", "value", "reading"), READINGS)
def test_a_value_is_read(read: Reader, value: Any, reading: Any) -> None:
    """A value that fits becomes the column's one type, with all its digits and characters."""
    got = read(value)
    assert got == reading
    assert type(got) is type(reading)
    assert str(got) == str(reading)


@pytest.mark.parametrize(
    ("read", "value"), [(read, value) for read, refused in UNREADABLE.items() for value in refused]
)
def test_a_value_that_would_have_to_change_is_unreadable(read: Reader, value: Any) -> None:
    """Nothing is rounded, cut or guessed: what doesn't fit is refused."""
    with pytest.raises(Unreadable):
        read(value)


def test_the_error_does_not_tell_the_value() -> None:
    """A value may be personal, so the error doesn't hold it, nor does what caused it."""
    with pytest.raises(Unreadable) as caught:
        values.read_time("2022-02-30 00:00:00")
    assert "2022" not in str(caught.value)
    assert caught.value.__suppress_context__


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4))
def test_decimals_keep_every_digit(number: Decimal) -> None:
    """An amount comes out with the digits that went in, trailing zeros too."""
    assert str(values.read_number(str(number))) == str(number)
    assert str(values.read_number(number)) == str(number)


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e15, max_value=1e15))
def test_a_float_is_what_its_shortest_text_says(number: float) -> None:
    """A float that JSON decoding made comes out as the digits TikTok wrote, not as binary noise."""
    if abs(number) > 1e-290:
        assert values.read_number(number) == Decimal(repr(number))


@given(st.datetimes().map(lambda moment: moment.replace(microsecond=0)))
def test_a_utc_time_keeps_its_clock(moment: Any) -> None:
    """TikTok's times are UTC already: the clock isn't moved."""
    text = moment.isoformat(sep=" ")
    assert values.read_time(text) == text.replace(" ", "T") + "Z"


@pytest.mark.parametrize("read", READERS)
@given(value=JSON)
def test_reading_a_reading_changes_nothing(read: Reader, value: Any) -> None:
    """What has been read can be read again, so a record that comes back stays the same."""
    try:
        reading = read(value)
    except Unreadable:
        return
    if reading is not None:
        again = read(reading)
        assert repr(again) == repr(reading)
