"""What is committed names no machine, and is pinned where it must be."""

from __future__ import annotations

import re
import subprocess
from functools import cache
from pathlib import Path

import pytest
import yaml

from tests.project.places import PACKAGES, ROOT

MACHINE_PATH = re.compile(r"(?<![\w.$}/-])/(?:home|Users|root|tmp|work)/\w")
USES = re.compile(r"uses: (?P<action>\S+)(?P<comment> # v\S+)?")


@cache
def committed() -> list[Path]:
    """Every file that git tracks or would track."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def text_of(path: Path) -> str:
    """The file's text."""
    return path.read_text(encoding="utf-8", errors="replace")


def test_no_file_names_a_machine() -> None:
    """No committed file holds an absolute path of somebody's machine."""
    found = {
        str(path.relative_to(ROOT)): match[0]
        for path in committed()
        if path != Path(__file__) and (match := MACHINE_PATH.search(text_of(path)))
    }

    assert found == {}


@pytest.mark.parametrize("name", PACKAGES)
def test_both_packages_share_licence_and_version(name: str) -> None:
    """Each package carries the licence of the repository and the version of the other."""
    assert text_of(ROOT / name / "LICENSE") == text_of(ROOT / "LICENSE")
    assert 'version = "0.1.0"' in text_of(ROOT / name / "pyproject.toml")


def workflows() -> list[Path]:
    """The workflows of CI."""
    return sorted((ROOT / ".github" / "workflows").glob("*.yml"))


@pytest.mark.parametrize("path", workflows(), ids=lambda path: path.name)
def test_actions_are_pinned(path: Path) -> None:
    """Each action is pinned by commit, its version beside it."""
    uses = list(USES.finditer(text_of(path)))

    assert uses
    for match in uses:
        assert re.fullmatch(r"[\w.-]+/[\w./-]+@[0-9a-f]{40}", match["action"])
        assert match["comment"]


@pytest.mark.parametrize("path", workflows(), ids=lambda path: path.name)
def test_ci_may_only_read(path: Path) -> None:
    """The token of CI can read the repository and nothing else."""
    workflow = yaml.safe_load(text_of(path))

    assert workflow["permissions"] == {"contents": "read"}
    assert not [job for job in workflow["jobs"].values() if "permissions" in job]


def test_ci_runs_the_commands_of_the_readme() -> None:
    """CI runs make test on every supported Python, and make demo."""
    (path,) = workflows()
    jobs = yaml.safe_load(text_of(path))["jobs"]

    assert jobs["test"]["strategy"]["matrix"]["python"] == ["3.10", "3.11", "3.12", "3.13", "3.14"]
    assert jobs["test"]["steps"][-1] == {"run": "make test"}
    assert jobs["demo"]["steps"][-1] == {"run": "make demo"}
    assert "exec make test" in text_of(ROOT / ".ci" / "run")


@pytest.mark.parametrize(
    "readme",
    [
        ROOT / "README.md",
        ROOT / "CONTRIBUTING.md",
        *(ROOT / p / "README.md" for p in PACKAGES),
        *sorted((ROOT / "docs").glob("*.md")),
    ],
)
def test_links_lead_somewhere(readme: Path) -> None:
    """Every relative link of a document leads to a file."""
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", text_of(readme))

    assert [link for link in links if not (readme.parent / link).exists()] == []


def test_make_help_lists_every_command_of_the_readme() -> None:
    """A `make` command that a document names exists."""
    makefile = text_of(ROOT / "Makefile")
    documents = [ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
    named = {
        name for path in documents for name in re.findall(r"make ([a-z][a-z-]+)", text_of(path))
    }

    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    assert named & {"demo", "test"}
    assert {
        name for name in named if f"make {name}`" in "".join(map(text_of, documents))
    } <= targets
