"""Relative paths below Meltano."""

from __future__ import annotations

import pytest

from target_tiktok_events.config.project_paths import in_project, ledger_in_project

MELTANO = {"MELTANO_PROJECT_ROOT": "/srv/shop"}


def test_relative_path_lies_in_the_project() -> None:
    """Runs from different folders find the same file; an absolute path stays what it is."""
    assert in_project("dead.jsonl", MELTANO) == "/srv/shop/dead.jsonl"
    assert in_project("/var/dead.jsonl", MELTANO) == "/var/dead.jsonl"
    assert in_project("dead.jsonl", {}) == "dead.jsonl"
    assert in_project("dead.jsonl", {"MELTANO_PROJECT_ROOT": ""}) == "dead.jsonl"


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("sqlite:///ledger.db", "sqlite:////srv/shop/ledger.db"),
        ("sqlite+pysqlite:///a/ledger.db?timeout=5", None),
        ("sqlite:////var/ledger.db", "sqlite:////var/ledger.db"),
        ("sqlite:///:memory:", "sqlite:///:memory:"),
        ("sqlite:///file:x?mode=ro&uri=true", "sqlite:///file:x?mode=ro&uri=true"),
        ("sqlite://", "sqlite://"),
        ("", ""),
        ("postgresql:///ledger", "postgresql:///ledger"),
        ("postgresql+psycopg://u:p@h/ledger", "postgresql+psycopg://u:p@h/ledger"),
    ],
)
def test_file_of_the_ledger_lies_there_too(url: str, found: str | None) -> None:
    """Only the relative path of a SQLite file changes."""
    expected = found if found is not None else "sqlite+pysqlite:////srv/shop/a/ledger.db?timeout=5"
    assert ledger_in_project(url, MELTANO) == expected
    assert ledger_in_project(url, {}) == url
