"""Meltano as a child process: runs plugins of the project and reads what it logged."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections import Counter
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.demo.children import child

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from typing_extensions import Self

ROOT = Path(__file__).parents[2]
BIN = ROOT / ".venv-meltano" / "bin"
PLUGINS = ROOT / ".demo" / "meltano"
RUN_SECONDS = 300


@dataclass(frozen=True)
class Run:
    """A finished `meltano run`: its exit code and the JSON lines of its log."""

    exit_code: int
    log: Path
    arguments: Sequence[str] = ()

    def checked(self) -> Self:
        """Return the run itself.

        Raises:
            MeltanoFailedError: the exit code is not 0.
        """
        if self.exit_code:
            told = " ".join(self.arguments)
            message = f"meltano {told}: exit code {self.exit_code}\n{self.tail()}"
            raise MeltanoFailedError(message)
        return self

    def lines(self) -> Iterator[Mapping[str, Any]]:
        """What was logged, line by line; lines that are no JSON objects are left out."""
        for line in self.log.read_text(encoding="utf-8", errors="replace").splitlines():
            with suppress(json.JSONDecodeError):
                decoded = json.loads(line)
                if isinstance(decoded, dict):
                    yield decoded

    def emitted(self) -> Counter[str]:
        """Records per stream that the extractor counted."""
        counts: Counter[str] = Counter()
        for line in self.lines():
            metric = line.get("metric_info") or {}
            if line.get("producer") and metric.get("metric") == "record_count":
                counts[metric["tags"]["stream"]] += metric["value"]
        return counts

    def said(self, plugin: str) -> list[str]:
        """The messages of one plugin, metrics left out."""
        return [
            str(line["event"])
            for line in self.lines()
            if line.get("string_id") == plugin and line.get("event") != "METRIC"
        ]

    def tail(self, count: int = 15) -> str:
        """The last messages, for a person whose run has failed."""
        events = [str(line.get("event", "")) for line in self.lines()]
        return "\n".join(events[-count:])


class MeltanoFailedError(Exception):
    """`meltano run` ended with an exit code other than 0; the message ends with its log."""


@dataclass(frozen=True)
class Meltano:
    """The project of this repository, copied into a folder with a state and logs of its own.

    A copy, so that the `.env` of the checkout, which may name a real warehouse and a real token,
    is not read. The plugins are installed once, by `make plugins`, and linked: two runs that share
    a system folder overwrite each other's files.
    """

    directory: Path
    environment: str = "demo"

    def __post_init__(self) -> None:
        system = self.directory / ".meltano"
        system.mkdir(parents=True)
        shutil.copy(ROOT / "meltano.yml", self.directory)
        leftovers = shutil.ignore_patterns("target", "logs")
        shutil.copytree(ROOT / "transform", self.directory / "transform", ignore=leftovers)
        for kind in ("extractors", "loaders", "utilities"):
            (system / kind).symlink_to(PLUGINS / kind)

    def attempt(self, *arguments: str, log: Path, env: Mapping[str, str]) -> Run:
        """Run `meltano run <arguments>` and wait for its end, whatever that is."""
        with self.started(*arguments, log=log, env=env) as ended:
            return ended()

    @contextmanager
    def started(
        self, *arguments: str, log: Path, env: Mapping[str, str], verb: str = "run"
    ) -> Iterator[Callable[[], Run]]:
        """Begin `meltano run <arguments>`; what is yielded waits for its end, whatever that is.

        `verb` may be `invoke`, too.
        """
        command = [
            *(str(BIN / "meltano"), "--log-format=json", f"--environment={self.environment}"),
            *(verb, "--no-install", *arguments),
        ]
        with child(command, log=log, env=self._environ(env), cwd=self.directory) as process:

            def ended() -> Run:
                try:
                    process.wait(RUN_SECONDS)
                except subprocess.TimeoutExpired as error:
                    message = f"meltano did not end within {RUN_SECONDS} s; see {log}"
                    raise MeltanoFailedError(message) from error
                return Run(process.returncode, log, (verb, *arguments))

            yield ended

    def run(self, *arguments: str, log: Path, env: Mapping[str, str]) -> Run:
        """As `attempt`.

        Raises:
            MeltanoFailedError: the exit code is not 0.
        """
        return self.attempt(*arguments, log=log, env=env).checked()

    def shell(self, line: str, env: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
        """Run a line in the project as somebody types it, whatever its exit code is."""
        return subprocess.run(
            ["bash", "-ec", line],
            cwd=self.directory,
            env=self._environ({"MELTANO_ENVIRONMENT": self.environment, **env}),
            capture_output=True,
            text=True,
            check=False,
            timeout=RUN_SECONDS,
        )

    def state(self, name: str) -> dict[str, Any]:
        """The state that Meltano keeps under `<environment>:<name>`.

        Raises:
            subprocess.CalledProcessError: there is none.
        """
        finished = subprocess.run(
            [str(BIN / "meltano"), "state", "get", f"{self.environment}:{name}"],
            cwd=self.directory,
            env=self._environ({}),
            capture_output=True,
            text=True,
            check=True,
        )
        state: dict[str, Any] = json.loads(finished.stdout)
        return state

    def _environ(self, env: Mapping[str, str]) -> dict[str, str]:
        """The environment of the run. Settings of the caller's own shell must not get in."""
        foreign = ("TAP_", "TARGET_", "MELTANO_", "DBT_", "ADLOOP_")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
        return {
            **kept,
            "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
            "NO_COLOR": "1",
            **env,
        }
