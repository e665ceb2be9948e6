"""Sums, ratios and how they are written."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from adloop_report.datasets import Dataset, cell, dataset
from adloop_report.figures import NOTHING, Choice, evaluate, written
from adloop_report.views import View, difference, grouped, named, ratio, text, total

COLUMNS = ("day", "currency", "advertiser_id", "spend", "orders", "note")
VIEW = View(
    "days",
    "days",
    "Days",
    ("day",),
    (
        grouped("day", "Day", "day"),
        total("spend", "Spend", "money"),
        ratio("cpa", "CPA", ("spend", "orders"), "ratio"),
        difference("less", "Less", ("orders", "spend")),
        text("note", "Note"),
        named("who", "Who", by="advertiser_id", among="advertisers"),
    ),
    "day",
    is_descending=True,
)
NAMES = {"advertisers": {"1": "Nordlicht"}}


def made(*rows: tuple[str, str | None, str | None, str | None, int | None, str | None]) -> Dataset:
    return Dataset(COLUMNS, list(rows))


def texts(of: Dataset, choice: Choice | None = None) -> list[dict[str, str]]:
    return [dict(row.texts) for row in evaluate(VIEW, of, choice or Choice("EUR"), NAMES)]


def test_rows_of_a_day_are_added_up() -> None:
    """Decimals are added as decimals, a ratio is one sum over the other."""
    rows = made(
        ("2026-03-01", "EUR", "1", "0.1", 1, None), ("2026-03-01", "EUR", "1", "0.2", 2, "late")
    )

    assert texts(rows) == [
        {"day": "2026-03-01", "spend": "0.30", "cpa": "0.10", "less": "2.7", "note": "late"}
        | {"who": "Nordlicht"}
    ]


def test_what_is_not_known_is_no_zero() -> None:
    """A sum of nulls is unknown, and so is a ratio over zero or over the unknown."""
    rows = made(("2026-03-01", "EUR", "9", None, 0, None), ("2026-03-02", "EUR", "9", "5", 0, None))

    first, second = texts(rows)
    assert (first["day"], first["spend"], first["cpa"]) == ("2026-03-02", "5.00", NOTHING)
    assert (second["day"], second["spend"], second["cpa"]) == ("2026-03-01", NOTHING, NOTHING)
    assert second["who"] == "9"


def test_only_what_was_chosen_counts() -> None:
    """Currency, advertiser and days choose rows; a row that says nothing of them belongs to all."""
    rows = made(
        ("2026-03-01", "EUR", "1", "1", 1, None),
        ("2026-03-02", "EUR", "2", "2", 1, None),
        ("2026-03-03", "USD", "1", "4", 1, None),
        ("2026-03-04", None, None, "8", 1, None),
        ("2026-03-04", "EUR", "", "16", 1, None),
    )

    def spent(choice: Choice) -> list[str]:
        return [row["spend"] for row in texts(rows, choice)]

    assert spent(Choice("EUR")) == ["24.00", "2.00", "1.00"]
    assert spent(Choice("USD")) == ["8.00", "4.00"]
    assert spent(Choice("EUR", advertiser="2")) == ["8.00", "2.00"]
    assert spent(Choice("EUR", first_day="2026-03-02", last_day="2026-03-02")) == ["2.00"]
    assert spent(Choice("CHF", last_day="2026-03-03")) == []


@pytest.mark.parametrize(
    ("value", "kind", "currency", "expected"),
    [
        (Fraction(1234567, 100), "money", "EUR", "12,345.67"),
        (Fraction(12345, 1000), "money", "EUR", "12.345"),
        (Fraction(1500), "money", "JPY", "1,500"),
        (Fraction(-5, 100), "money", "EUR", "-0.05"),
        (Fraction(1000000), "count", "", "1,000,000"),
        (Fraction(5, 2), "count", "", "2.5"),
        (Fraction(1, 8), "ratio", "", "0.13"),
        (Fraction(-1, 1000), "ratio", "", "0.00"),
        (Fraction(1, 3), "percent", "", "33.3 %"),
        (Fraction(1, 3), "money", "EUR", "0.33"),
        (None, "money", "EUR", NOTHING),
        ("a name", "text", "EUR", "a name"),
    ],
)
def test_a_figure_is_written_by_its_kind(
    value: Fraction | str | None, kind: str, currency: str, expected: str
) -> None:
    """Money is exact, with cents where its currency has them; ratios are rounded half up."""
    assert written(value, kind, currency) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Decimal("12.340000"), "12.34"),
        (Decimal("1E+3"), "1000"),
        (Decimal("-0.000001"), "-0.000001"),
        (Decimal("NaN"), None),
        (0.1, "0.1"),
        (True, 1),
        (7, 7),
        (None, None),
    ],
)
def test_a_value_of_the_warehouse_keeps_its_digits(value: object, expected: object) -> None:
    """Decimals become the text of their digits, without an exponent."""
    assert cell(value) == expected


def test_a_column_that_a_row_lacks_is_null() -> None:
    """An older model without a column still gives the others."""
    assert dataset(("day", "spend"), [{"day": "2026-03-01"}]).rows == [("2026-03-01", None)]


def test_texts_that_come_often_are_embedded_once() -> None:
    """Ids and days would be most of the page; figures stay as they are."""
    rows = [("2026-03-01", "EUR", "1", f"0.{number}1", 7, None) for number in range(4)]

    embedded = made(*rows).as_json()
    assert embedded["texts"] == {
        "day": ["2026-03-01"],
        "currency": ["EUR"],
        "advertiser_id": ["1"],
    }
    assert embedded["rows"][3] == [0, 0, 0, "0.31", 7, None]
