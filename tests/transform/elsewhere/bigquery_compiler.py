"""Compiles all models for BigQuery; `python -m tests.transform.elsewhere` starts it.

    bigquery_compiler.py tables.jsonl project directory

dbt asks BigQuery which columns a table has; here the tables of the tap answer.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import sqlglot
from dbt.adapters.bigquery import BigQueryColumn
from dbt.adapters.bigquery.connections import BigQueryConnectionManager
from dbt.adapters.bigquery.impl import BigQueryAdapter
from dbt.cli.main import dbtRunner
from sqlglot.errors import SqlglotError

TYPES = {
    "text": "STRING",
    "number": "FLOAT64",
    "decimal": "STRING",
    "integer": "INT64",
    "boolean": "BOOL",
    "time": "TIMESTAMP",
    "instant": "TIMESTAMP",
    "date": "DATE",
    "json": "JSON",
}


class NoConnection:
    """Stands where BigQuery's client would: compiling asks it nothing."""

    def close(self) -> None:
        """Nothing is open."""


def main(tables: Path, project: str, directory: str) -> int:
    """Compile and parse; 1 when either fails."""
    os.environ.update(DBT_TARGET="bigquery", DBT_TARGET_PATH=directory, DBT_LOG_PATH=directory)
    os.environ.update(DBT_PROJECT_DIR=project, DBT_PROFILES_DIR=f"{project}/profiles")
    os.environ.update(DBT_BIGQUERY_CREDENTIALS_PATH="none.json", DBT_BIGQUERY_PROJECT="project")
    _answer_with(tables)
    ended = dbtRunner().invoke(["--quiet", "compile", "--no-populate-cache"])
    compiled = sorted(Path(directory, "compiled").rglob("*.sql"))
    wrong = [path.name for path in compiled if not _parses(path.read_text(encoding="utf-8"))]
    print(f"BigQuery: dbt {'compiled' if ended.success else 'FAILED'}, {len(compiled)} statements")
    print(f"statements that are no SQL of BigQuery: {', '.join(wrong) or 'none'}")
    return int(not ended.success or not compiled or bool(wrong))


def _answer_with(tables: Path) -> None:
    columns = {}
    for line in tables.read_text(encoding="utf-8").splitlines():
        table = json.loads(line)
        columns[table["name"]] = [
            BigQueryColumn(name, TYPES[kind]) for name, kind in table["types"].items()
        ]

    def get_relation(self: Any, database: str, schema: str, identifier: str) -> Any:
        if identifier not in columns:
            return None
        return self.Relation.create(database, schema, identifier, type="table")

    def opened(_cls: Any, connection: Any) -> Any:
        connection.handle, connection.state = NoConnection(), "open"
        return connection

    BigQueryAdapter.get_relation = get_relation
    BigQueryAdapter.get_columns_in_relation = lambda _, relation: columns[relation.identifier]
    BigQueryConnectionManager.open = classmethod(opened)
    BigQueryConnectionManager.close = classmethod(lambda _cls, connection: connection)


def _parses(statement: str) -> bool:
    try:
        return bool(sqlglot.parse_one(statement, read="bigquery"))
    except SqlglotError:
        return False


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2], sys.argv[3]))
