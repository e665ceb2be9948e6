"""Builds the models in a stand-in of Snowflake, and compiles them for BigQuery; by hand, not in CI.

    make models-elsewhere

Snowflake's SQL is translated by fakesnow and run by DuckDB, over tables with upper-case names
and floats, as Snowflake's loader makes them. BigQuery's SQL is compiled over the tables of its
loader and parsed by sqlglot. Neither is the warehouse itself: what they don't know they don't find.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.demo.meltano import ROOT
from tests.emulator.process import LocalTikTok
from tests.transform.dbt import PROJECT
from tests.transform.imports import FIRST_NOW, SCHEMA, Imports, two_imports
from tests.transform.shop_maker import shop_beside

PYTHON = ROOT / ".venv-elsewhere" / "bin" / "python"
HERE = Path(__file__).parent


def main() -> int:
    """Import, then build and compile; 1 when either has failed."""
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        tables = directory / "tables.jsonl"
        _write_tables(tables)
        ended = [
            subprocess.run(
                [
                    str(PYTHON),
                    str(HERE / script),
                    str(tables),
                    str(PROJECT),
                    str(directory / script),
                ],
                check=False,
            ).returncode
            for script in ("snowflake_stand_in.py", "bigquery_compiler.py")
        ]
    return int(any(ended))


def _write_tables(path: Path) -> None:
    """A line per table of the warehouse: schema, name, types of its columns, rows."""
    with (
        LocalTikTok("--scale", "small", "--now", FIRST_NOW) as tiktok,
        pytest.MonkeyPatch.context() as monkeypatch,
    ):
        imports: Imports = two_imports(tiktok, monkeypatch)
    ours = ((SCHEMA, *table) for table in imports.tables())
    with path.open("w", encoding="utf-8") as file:
        for schema, name, types, rows in (*ours, *shop_beside(imports).tables()):
            table = {"schema": schema, "name": name, "types": types, "rows": rows}
            file.write(json.dumps(table, default=str) + "\n")


if __name__ == "__main__":
    sys.exit(main())
