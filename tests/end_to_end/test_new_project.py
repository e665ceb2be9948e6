"""The first minutes of a user: `.env.example` as it is, and a warehouse that is switched on."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from tests.demo.meltano import BIN, ROOT

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "# include_paths:\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The repository's project, `.env.example` copied as the README says."""
    shutil.copy(ROOT / "meltano.yml", tmp_path)
    shutil.copytree(ROOT / "warehouses", tmp_path / "warehouses")
    shutil.copy(ROOT / ".env.example", tmp_path / ".env")
    return tmp_path


def settings(project: Path, plugin: str, **variables: str) -> dict[str, Any]:
    """What Meltano would hand to a plugin."""
    foreign = ("TAP_", "TARGET_", "MELTANO_")
    kept = {key: text for key, text in os.environ.items() if not key.startswith(foreign)}
    finished = subprocess.run(
        [BIN / "meltano", "--log-level=warning", "config", "print", "--format=json", plugin],
        cwd=project,
        env={**kept, **variables},
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    found: dict[str, Any] = json.loads(finished.stdout)
    return found


@pytest.mark.parametrize("plugin", ["tap-postgres", "target-postgres"])
def test_the_example_of_variables_works_as_copied(project: Path, plugin: str) -> None:
    """What is left empty stops nothing, and the port is the usual one."""
    assert settings(project, plugin)["port"] == 5432


@pytest.mark.parametrize("name", ["snowflake", "bigquery"])
def test_a_warehouse_is_switched_on_as_the_comment_says(project: Path, name: str) -> None:
    """The two signs removed, its settings are read from variables."""
    text = (project / "meltano.yml").read_text()
    file = f"- warehouses/{name}.meltano.yml\n"
    text = text.replace(HEAD, HEAD[2:]).replace(f"# {file}", file)
    (project / "meltano.yml").write_text(text)

    variables = {f"TARGET_{name.upper()}_{key}": "x" for key in ("ACCOUNT", "PROJECT")}
    found = settings(project, f"target-{name}", **variables)

    assert "x" in {found.get("account"), found.get("project")}


def test_an_event_name_of_a_column_passes_through_meltano(project: Path) -> None:
    """A default in the definition would be a text where the object belongs: Meltano breaks off."""
    read = yaml.safe_load((project / "meltano.yml").read_text())
    (target,) = (one for one in read["plugins"]["loaders"] if one["name"] == "target-tiktok-events")
    target["config"] = {"event_name": {"column": "kind"}}
    (project / "meltano.yml").write_text(yaml.safe_dump(read, sort_keys=False))

    assert settings(project, "target-tiktok-events")["event_name"] == {"column": "kind"}
