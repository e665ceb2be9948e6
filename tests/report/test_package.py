"""What is shipped, and that every place that names an option names the same ones."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pytest
import yaml

from adloop_report.cli import report
from tests.project.places import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = ROOT / "transform" / "adloop-report"
UV = str(Path(sys.executable).with_name("uv"))


def options() -> Iterator[click.Option]:
    """The options of the command that are settings."""
    for one in report.params:
        if isinstance(one, click.Option) and one.name != "version":
            yield one


def test_the_readme_names_every_option_with_its_default() -> None:
    """One row each: option, environment variable, default."""
    text = (PACKAGE / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(--[a-z-]+)` \| `([A-Z_]+)` \| `?([^|`]*)`? \|", text, re.MULTILINE)

    named = {option: (variable, default) for option, variable, default in rows}
    assert set(named) == {one.opts[0] for one in options()}
    for one in options():
        variable, default = named[one.opts[0]]
        assert variable == f"ADLOOP_REPORT_{one.name}".upper()
        assert one.default is None or "UNSET" in repr(one.default) or str(one.default) == default


def test_meltano_offers_the_same_settings() -> None:
    """Each option is a setting of the utility, and the address is hidden."""
    project = yaml.safe_load((ROOT / "meltano.yml").read_text(encoding="utf-8"))
    plugins = project["plugins"]["utilities"]
    entry = next(one for one in plugins if one["name"] == "adloop-report")

    assert [one["name"] for one in entry["settings"]] == [one.name for one in options()]
    assert [one["name"] for one in entry["settings"] if one.get("sensitive")] == ["database_url"]


@pytest.mark.end_to_end
@pytest.mark.xdist_group("report")
def test_the_wheel_makes_a_page_alone(duckdb_url: str, tmp_path: Path) -> None:
    """Built and installed into an empty environment, it has all that a page is made of."""
    python = tmp_path / "venv" / "bin" / "python"
    for command in (
        (UV, "build", "--quiet", "--wheel", "--out-dir", str(tmp_path), str(PACKAGE)),
        (UV, "venv", "--quiet", "--python", sys.executable, str(tmp_path / "venv")),
    ):
        subprocess.run(command, check=True)
    (wheel,) = tmp_path.glob("*.whl")
    install = (UV, "pip", "install", "--quiet", "--python", str(python), f"{wheel}[duckdb]")
    subprocess.run(install, check=True)
    run = (str(python.with_name("adloop-report")), "--database-url", duckdb_url)
    done = subprocess.run(run, cwd=tmp_path, capture_output=True, text=True, check=True)

    names = zipfile.ZipFile(wheel).namelist()
    assert "adloop_report/py.typed" in names
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)
    assert re.fullmatch(r"report\.html: 1\.\d MB, complete\n", done.stdout)
