"""What is shipped: each wheel, built, installed alone into an empty environment, and run.

Tried are the oldest that a wheel may be installed with on the oldest Python that is there, and the
newest on the newest; with EVERY_PYTHON (`make wheels`) both on each.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from datetime import datetime, timezone
from email import message_from_string
from pathlib import Path

import pytest

from tests.project.places import PACKAGES, ROOT
from tests.project.settings import PACKAGE_OF

UV = str(Path(sys.executable).with_name("uv"))
SUPPORTED = range(10, 15)
LOWEST, HIGHEST = "lowest-direct", "highest"


def pythons() -> list[str]:
    """A Python of each version that is supported and there, oldest first."""
    found = {sys.version_info.minor: sys.executable}
    for minor in SUPPORTED:
        of_pyenv = Path.home().glob(f".pyenv/versions/3.{minor}.*/bin/python3.{minor}")
        of_path = filter(None, [shutil.which(f"python3.{minor}")])
        one = next((str(path) for path in (*of_pyenv, *of_path) if "shims" not in str(path)), None)
        if one is not None:
            found.setdefault(minor, one)
    return [found[minor] for minor in sorted(found)]


PYTHONS = pythons()
SOME = [(LOWEST, PYTHONS[0]), (HIGHEST, PYTHONS[-1])]
EVERY = [(resolution, python) for python in PYTHONS for resolution in (LOWEST, HIGHEST)]
CASES = EVERY if os.environ.get("EVERY_PYTHON") else SOME
NOW = datetime.now(timezone.utc).isoformat()
pytestmark = [pytest.mark.end_to_end, pytest.mark.xdist_group("wheels")]


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """One wheel per package."""
    built = {}
    for name in PACKAGES:
        directory = tmp_path_factory.mktemp(name)
        run(
            *(sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"),
            *("wheel", "--no-deps", "--wheel-dir", str(directory), str(ROOT / name)),
        )
        (built[name],) = directory.glob("*.whl")
    return built


def run(*command: str) -> str:
    """Run a command outside the repository, with no Python settings of this one."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    finished = subprocess.run(
        command, cwd="/", env=clean, capture_output=True, text=True, check=False
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return finished.stdout


@pytest.mark.parametrize("name", PACKAGES)
def test_a_wheel_holds_the_package_its_licence_and_its_types(
    name: str, wheels: dict[str, Path]
) -> None:
    """The wheel holds the import package with py.typed, the licence, and nothing else."""
    names = zipfile.ZipFile(wheels[name]).namelist()

    assert f"{PACKAGES[name]}/py.typed" in names
    assert any(entry.endswith(".dist-info/licenses/LICENSE") for entry in names)
    assert {entry.split("/")[0].split("-")[0] for entry in names} == {
        PACKAGES[name],
        f"adloop_{PACKAGES[name]}",
    }


@pytest.mark.parametrize("name", PACKAGES)
def test_a_wheel_says_what_it_needs(name: str, wheels: dict[str, Path]) -> None:
    """Name, version, licence and Python are in the metadata, and the SDK is pinned."""
    with zipfile.ZipFile(wheels[name]) as wheel:
        path = next(entry for entry in wheel.namelist() if entry.endswith("METADATA"))
        metadata = message_from_string(wheel.read(path).decode())

    assert metadata["Name"] == f"adloop-{name}"
    assert len(metadata.get_all("Project-URL") or []) == 4
    assert metadata["License-Expression"] == "MIT"
    assert metadata["Requires-Python"] == ">=3.10"
    requirements = metadata.get_all("Requires-Dist") or []
    assert "singer-sdk~=0.54.5" in requirements
    assert not [line for line in requirements if line.split(">")[0] == "backoff"]


@pytest.mark.parametrize("name", PACKAGES)
def test_no_wheel_names_a_machine(name: str, wheels: dict[str, Path]) -> None:
    """No file in a wheel holds the path of the checkout or of a home folder."""
    here = [str(ROOT).encode(), b"/home/", b"/Users/"]

    with zipfile.ZipFile(wheels[name]) as wheel:
        for entry in wheel.namelist():
            content = wheel.read(entry)
            assert not [path for path in here if path in content], entry


@pytest.mark.parametrize(
    ("resolution", "base"), CASES, ids=[f"{one}, {Path(base).name}" for one, base in CASES]
)
@pytest.mark.parametrize("name", PACKAGES)
def test_a_wheel_works_alone(
    name: str, resolution: str, base: str, wheels: dict[str, Path], tmp_path: Path
) -> None:
    """With the oldest and with the newest that it may be installed with, it starts and runs."""
    python = str(tmp_path / "venv" / "bin" / "python")
    extra = "parquet" if name.startswith("tap") else "postgres"
    metadata = str(ROOT / name / "pyproject.toml")
    run(UV, "venv", "--quiet", "--python", base, str(tmp_path / "venv"))
    needed = run(
        *(UV, "pip", "compile", "--quiet", "--python", python, "--only-binary=:all:"),
        *("--resolution", resolution, "--extra", extra, metadata),
    )
    (tmp_path / "needed.txt").write_text(needed)
    install = (UV, "pip", "install", "--quiet", "--python", python)
    run(*install, "--only-binary=:all:", "--requirements", str(tmp_path / "needed.txt"))
    run(*install, "--no-deps", str(wheels[name]))
    executable = str(tmp_path / "venv" / "bin" / name)

    about = json.loads(run(executable, "--about", "--format=json"))
    assert about["name"] == name
    assert about["version"].lstrip("v") == "0.1.0"
    assert "access_token" in about["settings"]["properties"]

    assert runs(executable, tmp_path)
    for second, package in PACKAGE_OF.items():
        if package == name:
            assert runs(str(tmp_path / "venv" / "bin" / second), tmp_path)


@pytest.mark.parametrize("name", PACKAGES)
def test_a_wheel_runs_without_being_installed(name: str, wheels: dict[str, Path]) -> None:
    """`uvx --from` finds the command in it, and `pipx` does by the same entry."""
    printed = run(UV, "tool", "run", "--quiet", "--from", str(wheels[name]), name, "--version")

    assert "0.1.0" in printed


def runs(executable: str, folder: Path) -> bool:
    """Whether the executable gets from settings to its output; TikTok is not asked."""
    config = {"access_token": "t", "advertiser_ids": "1", "event_source_id": "C0", "dry_run": True}
    (folder / "config.json").write_text(json.dumps({**config, "default_country_code": "DE"}))
    order = {"id": 1, "created_at": NOW, "total": 5, "currency": "EUR", "phone": "0171 3920012"}
    head = {"type": "SCHEMA", "stream": "orders", "key_properties": ["id"]}
    lines = [
        {**head, "schema": {"properties": {name: {} for name in order}}},
        {"type": "RECORD", "stream": "orders", "record": order},
    ]
    (folder / "orders.singer").write_text("".join(json.dumps(line) + "\n" for line in lines))
    arguments = ["--config", str(folder / "config.json")]
    if Path(executable).name.startswith("tap-"):
        return bool(json.loads(run(executable, *arguments, "--discover"))["streams"])
    printed = run(executable, *arguments, "--input", str(folder / "orders.singer"))
    return bool(json.loads(printed)["user"]["phone"])
