"""The whole project builds, on PostgreSQL and on DuckDB, out of what the tap has imported."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.transform.conftest import Built


def test_everything_builds_and_every_test_passes(built: Built) -> None:
    """Both builds end with 0, with no warning of dbt's, deprecations included."""
    assert built.first.exit_code == 0, built.first.output[-4000:]
    assert built.second.exit_code == 0, built.second.output[-4000:]
    assert built.second.with_status("success", "pass") == built.second.nodes.keys()


def test_staging_misses_no_column(built: Built) -> None:
    """Each column that staging names is one that the tap emits: a misspelt one would be null."""
    lines = [line for line in built.dbt.log.splitlines() if "has no column" in line]
    missing = {line.rsplit(" ", 1)[1] for line in lines}

    # The loader's own column, which these rows lack, and a metric that only who names it imports.
    assert missing == {"_sdc_extracted_at", "total_sales_lead_value"}
