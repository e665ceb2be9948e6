"""What is read of the warehouse, and what the limits leave out."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from adloop_report.sources import Collected, collect
from adloop_report.warehouse import opened
from tests.demo import postgres
from tests.report.conftest import page_of
from tests.report.filled import fill
from tests.report.mart_rows import DAYS, days, tables

if TYPE_CHECKING:
    from collections.abc import Callable


def collected(url: str, *, last: int = 90, most_rows: int = 20_000) -> Collected:
    with opened(url, "adloop") as warehouse:
        return collect(warehouse, days=last, most_rows=most_rows)


def test_the_page_holds_the_last_days_only(duckdb_url: str) -> None:
    """The period ends with the newest day of the models, not with today."""
    found = collected(duckdb_url, last=7)

    for name in ("days", "ads", "blended", "match_keys", "losses"):
        dataset = found.datasets[name]
        place = dataset.columns.index("day")
        assert {row[place] for row in dataset.rows} == {day.isoformat() for day in days()[-7:]}


def test_ads_that_spent_most_are_kept_in_full(duckdb_url: str) -> None:
    """A limit of rows leaves whole ads out, those that spent least, and says how many."""
    found = collected(duckdb_url, most_rows=5 * DAYS + 2 * DAYS)

    ads = found.datasets["ads"]
    kept = {row[ads.columns.index("entity_id")] for row in ads.rows}
    spend: Counter[str] = Counter()
    for row in tables()["roas_daily"]:
        if row["level"] == "ad" and row["attribution"] == "attributed":
            spend[row["entity_id"]] += row["spend"]
    assert kept == {"unattributed", *(ad for ad, _ in spend.most_common(5))}
    assert "6 of 25 ads are on this page" in found.left_out[-1]


def test_totals_do_not_depend_on_the_limit(duckdb_url: str) -> None:
    """The level of advertisers is read in full."""
    assert (
        collected(duckdb_url, most_rows=1).datasets["days"]
        == collected(duckdb_url).datasets["days"]
    )


def test_a_column_that_a_model_lacks_is_named(duckdb_url: str, changed: Callable[..., str]) -> None:
    """A model of another version gives what it has, and the page says what it lacks."""
    found = collected(changed("ALTER TABLE adloop.blended_daily DROP COLUMN other_spend"))

    assert found.hints["blended_daily"][0].startswith(
        "the table adloop.blended_daily lacks other_spend: run dbt build"
    )
    assert len(found.datasets["blended"].rows) == len(
        collected(duckdb_url).datasets["blended"].rows
    )


def test_a_day_that_was_seen_once_says_nothing_about_late_conversions(
    changed: Callable[..., str],
) -> None:
    """Without a second look at a day nothing is complete: the part says to import again."""
    found = collected(
        changed(
            "UPDATE adloop.late_conversions "
            "SET days_compared = 0, conversions_latest = conversions_at_age"
        )
    )

    assert "import again another day" in found.hints["late_conversions"][0]


@pytest.mark.end_to_end
@pytest.mark.xdist_group("report")
def test_postgresql_gives_the_same_page_as_duckdb(page_text: str) -> None:
    """The same rows in the other warehouse: not one byte differs."""
    with postgres.temporary_directory() as directory, postgres.running(directory) as database:
        fill(database.sqlalchemy_url, tables())

        assert page_of(database.url) == page_text
