"""The test of the project that reads models instead of tables: reach is never added up."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

from tests.transform.dbt import EXECUTABLE, PROJECT

if TYPE_CHECKING:
    from pathlib import Path

OWN_MODEL = """
{{ config(contract={'enforced': false}) }}
select days.day, sum(days.reach) as people from {{ ref('ads_daily') }} as days group by days.day
"""


def test_a_model_of_the_users_that_adds_people_up_fails(
    dbt_environment: None, tmp_path: Path
) -> None:
    """It is found among all models, whoever wrote it; no table has to be there."""
    leftovers = shutil.ignore_patterns("target", "logs", "adloop-report")
    project = shutil.copytree(PROJECT, tmp_path / "project", ignore=leftovers)
    (project / "models" / "marts" / "people.sql").write_text(OWN_MODEL, encoding="utf-8")

    ended = subprocess.run(
        [str(EXECUTABLE), "--no-use-colors", "test", "--select", "reach_is_never_added_up"],
        cwd=project,
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(tmp_path),
            "DBT_PROFILES_DIR": str(project / "profiles"),
            "DBT_TARGET": "duckdb",
            "DBT_DUCKDB_PATH": str(tmp_path / "empty.duckdb"),
        },
        capture_output=True,
        text=True,
        timeout=150,
        check=False,
    )

    assert ended.returncode == 1, ended.stdout
    assert "FAIL 1 reach_is_never_added_up" in ended.stdout
