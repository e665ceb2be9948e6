"""dbt as a child process, in the environment that Meltano made for it."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.demo.meltano import PLUGINS, ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

PROJECT = ROOT / "transform"
EXECUTABLE = PLUGINS / "utilities" / "dbt" / "venv" / "bin" / "dbt"
BUILD_SECONDS = 150


@dataclass(frozen=True)
class Ended:
    """A run of dbt that has ended; `nodes` are its results by the node's name."""

    exit_code: int
    output: str
    log: str
    """All that was logged, debugging lines too."""
    nodes: Mapping[str, Mapping[str, Any]]

    def with_status(self, *statuses: str) -> set[str]:
        """The names of the nodes that ended so: success, pass, warn, fail, error or skipped."""
        return {name for name, node in self.nodes.items() if node["status"] in statuses}


@dataclass(frozen=True)
class Dbt:
    """The project on one warehouse; what dbt leaves behind goes into `directory`."""

    directory: Path
    environ: Mapping[str, str]
    variables: Mapping[str, str]

    def run(self, *arguments: str) -> Ended:
        """Run a command of dbt, and wait for its end, whatever that is."""
        finished = subprocess.run(
            [
                str(EXECUTABLE),
                "--no-use-colors",
                *arguments,
                "--vars",
                json.dumps(dict(self.variables)),
            ],
            env=self._environ(),
            cwd=self.directory,
            capture_output=True,
            text=True,
            timeout=BUILD_SECONDS,
            check=False,
        )
        logged = (self.directory / "logs" / "dbt.log").read_text("utf-8")
        log = logged.rsplit("Running with dbt=", 1)[-1]
        results = self.directory / "target" / "run_results.json"
        found = json.loads(results.read_text("utf-8"))["results"] if results.exists() else []
        nodes = {one["unique_id"].split(".")[2]: one for one in found}
        return Ended(finished.returncode, finished.stdout + finished.stderr, log, nodes)

    def _environ(self) -> dict[str, str]:
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("DBT_", "TARGET_", "PYTHONDONTWRITE"))
        }
        return {
            **kept,
            # Wherever the host is: an instant must not be read in its zone.
            "TZ": "Asia/Tokyo",
            "PGTZ": "Asia/Tokyo",
            "DBT_PROJECT_DIR": str(PROJECT),
            "DBT_PROFILES_DIR": str(PROJECT / "profiles"),
            "DBT_TARGET_PATH": str(self.directory / "target"),
            "DBT_LOG_PATH": str(self.directory / "logs"),
            **self.environ,
        }
