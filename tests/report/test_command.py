"""The command: one line about what was written, or one line about what to do."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from adloop_report import cli
from adloop_report.address import address_in
from adloop_report.errors import ReportError
from tests.report.page_reader import PageReader


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    return Run(monkeypatch, capsys)


class Run:
    """Runs the command in this process: its exit code, and what it printed."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch, self._capsys = monkeypatch, capsys

    def __call__(self, *arguments: str) -> tuple[int, str]:
        self._monkeypatch.setattr(sys, "argv", ["adloop-report", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        printed = self._capsys.readouterr()
        return int(str(ended.value.code or 0)), printed.out + printed.err


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No variable of the host's counts, and files land in a folder of the test."""
    monkeypatch.chdir(tmp_path)
    for name in ("DBT_TARGET", "TARGET_POSTGRES_DATABASE", "DBT_POSTGRES_DATABASE", "DBT_SCHEMA"):
        monkeypatch.delenv(name, raising=False)


def test_a_page_is_written_and_its_path_said(run: Run, duckdb_url: str) -> None:
    """The folder of the file is made when it is not there."""
    code, said = run("--database-url", duckdb_url, "--output", "pages/today.html", "--title", "Ads")

    assert code == 0
    assert re.fullmatch(r"pages/today\.html: 1\.\d MB, complete\n", said)
    page = PageReader(Path("pages/today.html").read_text(encoding="utf-8"))
    assert page.headings[0] == "Ads"
    assert [path.name for path in Path("pages").iterdir()] == ["today.html"]


def test_settings_can_be_variables(
    run: Run, duckdb_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As Meltano hands them over; an empty one counts as not set."""
    monkeypatch.setenv("ADLOOP_REPORT_DATABASE_URL", duckdb_url)
    monkeypatch.setenv("ADLOOP_REPORT_OUTPUT", "by-variable.html")
    monkeypatch.setenv("ADLOOP_REPORT_SCHEMA", "")

    assert run()[0] == 0
    assert Path("by-variable.html").exists()


@pytest.mark.parametrize(
    ("url", "line"),
    [
        ("nonsense", "database_url is no database's address"),
        ("mysql://u:hunter2@127.0.0.1/x", "database_url names mysql, which this report can't read"),
        ("duckdb:///nowhere.duckdb", "database_url: the database refuses: IO Error"),
        ("postgresql://u:hunter2@127.0.0.1:1/x", "database_url: the database refuses: conn"),
        ("postgresql://u:hunter2@127.0.0.1:port/x", "database_url is no database's address"),
    ],
)
def test_an_address_that_leads_nowhere_is_one_line_without_its_password(
    run: Run, url: str, line: str
) -> None:
    """Whatever is wrong with the address, the password is not printed."""
    code, said = run("--database-url", url)

    assert code == 1
    assert said.startswith(f"adloop-report: {line}")
    assert said.count("\n") == 1
    assert "hunter2" not in said


def test_without_an_address_the_command_says_what_to_set(run: Run) -> None:
    """The line names the variables, and an example of each kind."""
    code, said = run()

    assert code == 1
    assert "set ADLOOP_REPORT_DATABASE_URL, for example postgresql://" in said


def test_a_file_that_cannot_be_written_is_one_line(run: Run, duckdb_url: str) -> None:
    """A folder in place of the file is named."""
    Path("taken").mkdir()

    code, said = run("--database-url", duckdb_url, "--output", "taken")

    assert code == 1
    assert said == "adloop-report: output: taken can't be written (Is a directory)\n"


def test_a_defect_is_one_line_and_its_text_is_not_printed(
    run: Run, duckdb_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The text of an unknown error may hold a password; where it happened may be told."""

    def broken(*_: object, **__: object) -> None:
        raise ValueError("hunter2")

    monkeypatch.setattr(cli, "collect", broken)
    code, said = run("--database-url", duckdb_url)

    assert code == 70
    assert "a defect of the report, please report it: ValueError in broken" in said
    assert "hunter2" not in said


@pytest.mark.parametrize(
    ("environ", "address"),
    [
        (
            {"TARGET_POSTGRES_DATABASE": "d", "TARGET_POSTGRES_PASSWORD": "p@ss"}
            | {"TARGET_POSTGRES_USER": "u", "TARGET_POSTGRES_HOST": "h"},
            "postgresql://u:p%40ss@h:5432/d",
        ),
        (
            {"TARGET_POSTGRES_DATABASE": "d", "DBT_POSTGRES_DATABASE": "e"}
            | {"DBT_POSTGRES_PORT": "6000"},
            "postgresql://localhost:6000/e",
        ),
        ({"TARGET_POSTGRES_SQLALCHEMY_URL": "postgresql://h/d"}, "postgresql://h/d"),
        ({"DBT_TARGET": "duckdb", "DBT_DUCKDB_PATH": "/w.duckdb"}, "duckdb:////w.duckdb"),
    ],
)
def test_the_warehouse_is_where_dbt_builds(environ: dict[str, str], address: str) -> None:
    """The variables of dbt's profile and of the loader are enough; dbt's own win."""
    assert address_in(environ) == address


@pytest.mark.parametrize(
    ("environ", "line"),
    [
        ({"DBT_TARGET": "snowflake"}, "DBT_TARGET is snowflake: this report reads PostgreSQL"),
        (
            {"TARGET_POSTGRES_DATABASE": "d", "TARGET_POSTGRES_PORT": "x"},
            "TARGET_POSTGRES_PORT is no number",
        ),
    ],
)
def test_a_variable_that_does_not_fit_is_named(environ: dict[str, str], line: str) -> None:
    """The line names the variable."""
    with pytest.raises(ReportError, match=line):
        address_in(environ)
