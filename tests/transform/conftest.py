"""What the tests of the models share: two imports, and a warehouse of each kind, built once."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pytest
from psycopg import sql

from tests.demo.meltano import ROOT
from tests.demo.postgres import running, temporary_directory
from tests.emulator.process import LocalTikTok
from tests.transform.dbt import Dbt, Ended
from tests.transform.imports import FIRST_NOW, Imports, two_imports
from tests.transform.shop import VARIABLES, Shop
from tests.transform.shop_maker import shop_beside
from tests.transform.warehouses import DuckDb, Postgres, Warehouse

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tests.demo.postgres import Database

WAREHOUSES = ("postgres", "duckdb")
OF_SEEDS = ("int_fx_rates", "stg_shop__other_channel_spend")
"""Models over seeds, which `dbt run` does not load."""
STRICTLY = ("--warn-error-options", json.dumps({"error": "all", "warn": ["LogTestResult"]}))
"""Every warning of dbt's is an error; an alarm that fires is none of dbt's."""
FIRST_STREAMS = ("advertiser_daily_metrics", "import_status")
"""All streams that the first import had selected …"""
UNSELECTED = frozenset({"currency", "reach", "likes"})
"""… and columns that it had not."""


@pytest.hookimpl(tryfirst=True)  # before xdist looks for the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests of one warehouse stay together: they share what was built in it."""
    for item in items:
        if "tests/transform/" in item.path.as_posix():
            item.add_marker(pytest.mark.end_to_end)
            of = next((name for name in WAREHOUSES if f"[{name}" in item.name), WAREHOUSES[0])
            item.add_marker(pytest.mark.xdist_group(f"transform-{of}"))


@dataclass(frozen=True)
class Built:
    """A warehouse in which the models were built after the first import and after the second."""

    warehouse: Warehouse
    dbt: Dbt
    imports: Imports
    shop: Shop
    first: Ended
    second: Ended
    rows_of_first: Mapping[str, list[tuple[Any, ...]]]
    """Marts as the first build left them; the second has made them anew."""


@pytest.fixture(scope="session")
def dbt_environment() -> None:
    """Dbt, installed; `make` does nothing when it is."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    subprocess.run(["make", "plugins"], cwd=ROOT, env=env, check=True)


@pytest.fixture(scope="session")
def imports() -> Iterator[Imports]:
    """The rows of a local TikTok with few advertisers and every kind of oddity."""
    with (
        LocalTikTok("--scale", "small", "--now", FIRST_NOW) as tiktok,
        pytest.MonkeyPatch.context() as monkeypatch,
    ):
        yield two_imports(tiktok, monkeypatch)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Database]:
    """A real PostgreSQL."""
    with temporary_directory() as directory, running(directory) as database:
        yield database


@pytest.fixture(scope="session")
def built(
    request: pytest.FixtureRequest,
    imports: Imports,
    dbt_environment: None,
    tmp_path_factory: pytest.TempPathFactory,
) -> Built:
    """Import, build, import again a day later, build again; as `meltano run` does every day."""
    directory = tmp_path_factory.mktemp(f"dbt-{request.param}")
    warehouse: Warehouse
    if request.param == "duckdb":
        warehouse = DuckDb(directory / "warehouse.duckdb")
    else:
        server: Database = request.getfixturevalue("postgres_server")
        with server.connect() as connection:
            connection.autocommit = True
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier("models")))
        warehouse = Postgres(replace(server, name="models"))
    dbt = Dbt(directory, warehouse.environ, VARIABLES)
    shop = shop_beside(imports)
    imports.load(warehouse, only=FIRST_STREAMS, without=UNSELECTED, second=False)
    # What the second build needs of an earlier one; the rest is made anew by each.
    first = dbt.run("run", "--select", "+daily_observations", *OF_SEEDS)
    assert first.exit_code == 0, first.output[-4000:]
    rows = {
        mart: warehouse.rows(f"SELECT * FROM adloop.{mart}")
        for mart in ("advertisers_daily", "ads_daily", "ads", "campaigns_daily")
    }
    imports.load(warehouse)
    shop.load(warehouse)
    return Built(warehouse, dbt, imports, shop, first, dbt.run(*STRICTLY, "build"), rows)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every test of the models runs on each warehouse."""
    if "built" in metafunc.fixturenames:
        metafunc.parametrize("built", WAREHOUSES, indirect=True, scope="session")
