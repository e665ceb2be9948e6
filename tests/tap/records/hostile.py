"""Values that a metric may have, from the ordinary to the hostile."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

numbers = st.one_of(
    st.integers(0, 10**20).map(str),
    st.decimals(-(10**12), 10**12, places=4).map(str),
    st.decimals(-(10**9), 10**9, places=2).map("{:+}".format),
    st.decimals(allow_nan=False, allow_infinity=False).map(str),
    st.integers(0, 10**9).map("{:,}".format),
    st.integers(2**53 - 3, 2**53 + 3).map(str) | st.integers(2**53 - 3, 2**53 + 3),
    st.integers(2**63 - 2, 2**63 + 2).map(str) | st.integers(-(2**63) - 2, -(2**63) + 2),
    st.floats(allow_nan=False, allow_infinity=False).map(repr),
    st.text("0123456789+-.,eE_ ", max_size=12),
)

ODD_NUMBERS: list[Any] = [
    *("0", "0.00", "00.10", "-0", "+3", "1e5", "1.5E-7", " 5 ", " 5. ", "12.0", "5.", "-.5"),
    *("1e00005", "1_000", "_1_", "1_0.5_0", "١٢", "१.५", "\uff15", "1.000000000000000000001"),
    *("9007199254740993.0", "4.99999999999999999999", "9007199254740991.4"),
    *("1e-400", "0e-400", "0e400", "1e400", "1E+300", "1E+299", "1e-300", "1e-299"),
    *("9" * 300, "9" * 301, "-" + "9" * 301, "1" * 301 + ".5", "1" * 4000, "0" * 400),
    *("0." + "0" * 298, "0." + "0" * 350, "0." + "1" * 400, "0." + "0" * 400 + "1"),
    *("NaN", "nan", "sNaN", "NaN123", "inf", "Infinity", "-Infinity", "1e99999999999999999999"),
    *("1,23", "0x10", "12.5.1", "1 000", "²", "5\x00", "true", "TRUE", "False", "yes", "Null"),
    *(10**300, 10**300 - 1, -(10**300), 10**400, 1e300, -0.0, 5e-324, 1.5, 12.0),
]

odd_numbers = st.sampled_from(ODD_NUMBERS)

placeholders = st.sampled_from(["-", "<5", "", "--", "null", " - "])

halves = st.sampled_from(["\ud83d", "Spring \ude00 sale", 'say "-" and \\', "ab", "名", "😀"])

scalars = (
    numbers
    | odd_numbers
    | placeholders
    | halves
    | st.text()
    | st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
)

values = scalars | st.lists(scalars, max_size=2) | st.dictionaries(st.text(max_size=3), scalars)

days = st.dates().map("{} 00:00:00".format) | st.sampled_from(
    ["2026-03-01", "2026-03-01T00:00:00Z", "0000-00-00 00:00:00", "2026-02-30", "20260301", "now"]
)
