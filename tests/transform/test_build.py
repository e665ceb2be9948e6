"""The whole project builds, on PostgreSQL and on DuckDB, out of what the tap has imported."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.transform.conftest import OF_SEEDS
from tests.transform.dbt import PROJECT

if TYPE_CHECKING:
    from tests.transform.conftest import Built


def test_everything_builds_and_every_test_passes(built: Built) -> None:
    """Both builds end with 0, with no warning of dbt's; alarms that fire are the shop's stories."""
    assert built.first.exit_code == 0, built.first.output[-4000:]
    assert built.second.exit_code == 0, built.second.output[-4000:]
    alarms = {name for name in built.second.nodes if name.startswith("alarm_")}
    assert built.second.with_status("success", "pass") >= built.second.nodes.keys() - alarms


def test_streams_and_columns_that_were_not_imported_are_no_error(built: Built) -> None:
    """Out of one report without some columns: its days are there, these null, the rest is empty."""
    days = built.rows_of_first["advertisers_daily"]
    rows = built.imports.first.records("advertiser_daily_metrics")

    assert built.first.exit_code == 0
    assert len(days) == len(rows) > 0
    assert {value for *_, value in _columns(built, "reach", "likes")} == {None}
    assert None not in {value for *_, value in _columns(built, "spend", "purchase_value")}
    assert not any(built.rows_of_first[mart] for mart in ("ads", "ads_daily", "campaigns_daily"))


def test_a_seed_that_was_not_loaded_is_no_error(built: Built) -> None:
    """`dbt run` alone, before any `dbt build` or `dbt seed`: there are no rates, and no error."""
    assert built.first.with_status("success") >= set(OF_SEEDS)
    assert not built.first.nodes.keys() & {"fx_rates", "other_channel_spend"}


def _columns(built: Built, *names: str) -> list[tuple[object, ...]]:
    """Name and value of these columns in each day of the first build."""
    order = [
        name
        for (name,) in built.warehouse.rows(
            "SELECT column_name FROM information_schema.columns WHERE table_schema = 'adloop' "
            "AND table_name = 'advertisers_daily' ORDER BY ordinal_position"
        )
    ]
    days = built.rows_of_first["advertisers_daily"]
    return [(name, day[order.index(name)]) for day in days for name in names]


def test_a_schema_without_the_taps_tables_is_named(built: Built) -> None:
    """A misspelt schema would make every model empty, and every test pass: one line says so."""
    misspelt = built.dbt.run(
        "run-operation", "warn_if_nothing_is_imported", "--args", "{schema: tiktok_add}"
    )

    (line,) = (line for line in misspelt.output.splitlines() if "tiktok_add" in line)
    assert f"tiktok_add of {built.warehouse.name} holds no table of tap-tiktok-ads" in line
    assert "set tiktok_ads_schema in transform/dbt_project.yml" in line
    assert "holds no table" not in built.second.output


def test_every_mart_has_a_contract_and_says_what_its_columns_are(built: Built) -> None:
    """A column that changes its type, or goes, fails the build; each has a description."""
    marts = [one for one in _models(built) if "/marts/" in one["original_file_path"]]

    assert len(marts) > 20
    for mart in marts:
        assert mart["contract"]["enforced"], mart["name"]
        assert mart["description"], mart["name"]
        assert all(column["description"] for column in mart["columns"].values()), mart["name"]


def test_observations_outlive_a_full_refresh(built: Built) -> None:
    """TikTok does not say what it said before, so nothing may make that table anew."""
    (kept,) = (one for one in _models(built) if one["name"] == "daily_observations")

    assert kept["config"]["materialized"] == "incremental"
    assert kept["config"]["full_refresh"] is False


def _models(built: Built) -> list[dict[str, Any]]:
    manifest = json.loads((built.dbt.directory / "target" / "manifest.json").read_text("utf-8"))
    return [one for one in manifest["nodes"].values() if one["resource_type"] == "model"]


def test_dbt_tells_nobody(built: Built) -> None:
    """Telemetry is off: dbt keeps no id of its user, and says nothing of a run."""
    assert not (PROJECT / "profiles" / ".user.yml").exists()
    assert "Sending event" not in built.second.log


def test_staging_misses_no_column(built: Built) -> None:
    """Each column that staging names is one that the tap emits: a misspelt one would be null."""
    lines = [line for line in built.second.log.splitlines() if "has no column" in line]
    missing = {line.rsplit(" ", 1)[1] for line in lines}

    # The loader's own column, which these rows lack, and a metric that only who names it imports.
    assert missing == {"_sdc_extracted_at", "total_sales_lead_value"}
