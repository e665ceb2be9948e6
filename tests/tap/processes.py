"""Runs the installed executable as a user's orchestrator does: files in, pipe out, exit code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.tap.singer_output import Output

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

EXECUTABLE = Path(sys.executable).parent / "tap-tiktok-ads"
TIMEOUT = 60.0


@dataclass(frozen=True)
class Ended:
    """A process that has ended; `log` is its standard error."""

    exit_code: int
    output: Output
    log: str

    @property
    def last_line(self) -> str:
        """The last line of the log."""
        return self.log.rstrip().rpartition("\n")[2]


class TapProcess:
    """Starts `tap-tiktok-ads` in a folder of its own; settings None starts it without any."""

    def __init__(  # noqa: PLR0913 - what a command line can hold, all named
        self,
        folder: Path,
        settings: Mapping[str, Any] | None,
        *,
        state: dict[str, Any] | None = None,
        catalog: dict[str, Any] | None = None,
        arguments: Iterable[str] = (),
        now: str | None = None,
        env: Mapping[str, str] | None = None,
    ) -> None:
        command = [str(EXECUTABLE), *arguments]
        files = {"config": settings, "state": state, "catalog": catalog}
        for name, content in files.items():
            if content is not None:
                path = folder / f"{name}.json"
                path.write_text(json.dumps(content), encoding="utf-8")
                command += [f"--{name}", str(path)]
        # A file, as a full pipe that nobody reads would stop the child.
        self._log = folder / "log.txt"
        with self._log.open("wb") as log:
            self.process = subprocess.Popen(
                command,
                cwd=folder,
                env=_environment(now, env),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
            )

    def line(self) -> bytes:
        """The next line of standard output; waits for it."""
        assert self.process.stdout
        return self.process.stdout.readline()

    def end(self, already_read: bytes = b"") -> Ended:
        """Wait for the end and read what is left; a process that does not end is killed."""
        try:
            rest, _ = self.process.communicate(timeout=TIMEOUT)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.communicate()
            raise
        output = Output(already_read + rest)
        return Ended(self.process.returncode, output, self._log.read_text(encoding="utf-8"))

    def end_unread(self, seconds: float) -> Ended:
        """Wait for the end and read nothing; a process that does not end in time is killed."""
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise
        finally:
            if self.process.stdout:
                self.process.stdout.close()
        log = self._log.read_text(encoding="utf-8")
        return Ended(self.process.returncode, Output(b""), log)


def run_tap(folder: Path, settings: Mapping[str, Any] | None, **options: Any) -> Ended:
    """Run the executable to its end; options are those of TapProcess."""
    return TapProcess(folder, settings, **options).end()


def _environment(now: str | None, extra: Mapping[str, str] | None) -> dict[str, str]:
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith("TAP_TIKTOK_ADS")
    }
    if now is not None:
        kept["TAP_TIKTOK_ADS_NOW"] = now
    return {**kept, **(extra or {})}
