"""How late days change: rows, spend and conversions per age, of whole days that were known."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from tap_tiktok_ads.changes.by_age import Changes, as_rows
from tap_tiktok_ads.changes.comparison import Comparison, Row
from tests.tap.changes.stores import ADVERTISER, STREAM, StoreRun, store_run, url_of

if TYPE_CHECKING:
    from pathlib import Path

OLD, NEW = "2026-03-01", "2026-03-04"
TODAY = date(2026, 3, 4)


def row(day: str, key: str, spend: str, conversions: int) -> Row:
    """A row whose content is its amounts."""
    content = f"{spend} {conversions}".encode()
    return Row(day, key, content, (Decimal(spend), Decimal(conversions)))


def ages(run: StoreRun, rows: list[Row], *, is_whole: bool = True) -> dict[int, Changes]:
    """What is told of some rows, of two days."""
    comparison = Comparison(run.store, STREAM, ADVERTISER)
    comparison.begin(OLD, NEW)
    comparison.changed(rows)
    return comparison.settle(TODAY, is_whole=is_whole)


def test_rows_and_amounts_are_told_by_the_age_of_their_day(tmp_path: Path) -> None:
    """A day that comes for the first time has not changed; one that did says by how much."""
    url = url_of(tmp_path)
    with store_run(url) as first:
        assert ages(first, [row(OLD, "1", "1.10", 1), row(OLD, "2", "2.20", 0)]) == {}
    with store_run(url, first.mark) as second:
        later = [row(OLD, "1", "1.10", 1), row(OLD, "2", "2.50", 3), row(OLD, "3", "0.01", 0)]
        told = ages(second, [*later, row(NEW, "1", "9.99", 9)])
    with store_run(url, second.mark) as third:
        unchanged = ages(third, [*later, row(NEW, "1", "9.99", 9)])

    assert told == {3: Changes(3, 2, Decimal("0.31"), Decimal(3))}
    assert unchanged == {
        3: Changes(3, 0, Decimal("0.00"), Decimal(0)),
        0: Changes(1, 0, Decimal("0.00"), Decimal(0)),
    }
    assert as_rows(told) == [
        {"age": 3, "rows": 3, "rows_changed": 2, "spend": 0.31, "conversions": 3.0}
    ]


def test_nothing_is_told_of_days_that_lack_rows(tmp_path: Path) -> None:
    """What came of them is known all the same; the next whole day can't tell amounts yet."""
    url = url_of(tmp_path)
    rows = [row(OLD, "1", "1.10", 1), row(OLD, "2", "2.20", 0)]
    with store_run(url) as first:
        ages(first, rows)
    with store_run(url, first.mark) as second:
        assert ages(second, [row(OLD, "1", "5.00", 1)], is_whole=False) == {}
    with store_run(url, second.mark) as third:
        told = ages(third, [row(OLD, "1", "5.00", 1), rows[1]])

    assert told == {3: Changes(2, 0, None, None)}


def test_amounts_of_several_days_of_one_age_add_up() -> None:
    """What is not known of one of them is left out."""
    together = Changes(1, 1, Decimal("0.10"), None)
    together.add(Changes(2, 0, Decimal("0.20"), Decimal(1)))

    assert together == Changes(3, 1, Decimal("0.30"), Decimal(1))
