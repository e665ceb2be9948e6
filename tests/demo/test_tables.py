"""The demo's tables are readable."""

from __future__ import annotations

from decimal import Decimal

from tests.demo.tables import table


def test_numbers_stand_right_and_text_stands_left() -> None:
    """Numbers are grouped by thousands; money keeps its decimals."""
    rows = [("ads", 1234567, Decimal("0.50")), ("campaigns", 12, Decimal("1234.00"))]

    assert table(("stream", "rows", "spend"), rows) == (
        "  stream          rows     spend\n"
        "  ---------  ---------  --------\n"
        "  ads        1,234,567      0.50\n"
        "  campaigns         12  1,234.00"
    )


def test_a_table_without_rows_has_its_head() -> None:
    """Nothing to show is shown as nothing, not as an error."""
    assert table(("a", "b"), []) == "  a  b\n  -  -"


def test_other_columns_can_stand_right() -> None:
    """Shares and empty cells stand right when asked to."""
    assert table(("", "run"), [("sent", "12"), ("with email", "95.5%"), ("left", "")], {1}) == (
        "                run\n  ----------  -----\n  sent           12\n  with email  95.5%\n  left"
    )


def test_columns_stay_straight_whatever_the_names() -> None:
    """East Asian characters and emoji take two columns; a line break does not break the table."""
    rows = [("東京 👟", "JPY"), ("Kiwi\nTrading", "NZD")]

    assert table(("name", "currency"), rows) == (
        "  name          currency\n"
        "  ------------  --------\n"
        "  東京 👟       JPY\n"
        "  Kiwi\N{SYMBOL FOR LINE FEED}Trading  NZD"
    )
