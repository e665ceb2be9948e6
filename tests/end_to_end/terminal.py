"""A terminal whose session is written down, without what differs from run to run."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

SECONDS: Final = 300

# What a line of Meltano's log begins with: instant, level, whose line it is.
_LOGGED: Final = re.compile(
    r"^\d{4}-\d\d-\d\dT\S+Z \[(?P<level>\w+) *\] (?P<whose>\S+) +(?P<said>.*)$"
)
_OF_MELTANO: Final = re.compile(
    r"Meltano \d|Environment '|Running |Parsing array|Install|No state was|Extractor |Loader "
    r"|Reading |Block run|Run (completed|failed)|Using |Incremental state|Need help"
)
_OF_THE_SDK: Final = re.compile(
    r"Skipping |.*Meltano SDK v|Beginning .*sync|METRIC|Reader '|progress: |.* about .* left$"
)
_DIFFERS: Final = (
    (re.compile(r"request_id [0-9A-F]{20,}"), "request_id 20260310…"),
    (re.compile(r"request [0-9A-F]{20,}"), "request 20260310…"),
    (re.compile(r"127\.0\.0\.1(:|%3A)\d+"), r"127.0.0.1\g<1>8085"),
    (re.compile(r"state=[\w-]+"), "state=…"),
    (re.compile(r'"event_time":\d+'), '"event_time":1773144000'),
    (re.compile(r"/\S*/my-project"), "~/my-project"),
)


@dataclass(frozen=True)
class Typed:
    """A command and what it came to; `output` is standard output, then standard error."""

    command: str
    exit_code: int
    output: str

    def shown(self, *, only: str | None = None) -> str:
        """Command, output and exit code as a page shows them; `only` lines that match."""
        lines = [line for line in map(_shown, self.output.splitlines()) if line is not None]
        if only is not None:
            lines = [line for line in lines if re.search(only, line)]
        ended = [f"(exit code {self.exit_code})"] if self.exit_code else []
        commands = [f"$ {line}" for line in self.command.splitlines()]
        shown = "\n".join([*commands, *lines, *ended])
        return re.sub(r"\n{3,}", "\n\n", shown).strip()


@dataclass
class Terminal:
    """Runs commands in a folder, one after another, as somebody types them."""

    folder: Path
    environment: Mapping[str, str]
    session: list[Typed] = field(default_factory=list)

    def type(
        self, command: str, *, meanwhile: Callable[[str], None] | None = None, typed: str = ""
    ) -> Typed:
        """Run a command; `meanwhile` gets each line that it writes to standard error.

        `typed` is what really runs, where that can't be what is shown.
        """
        with subprocess.Popen(
            ["bash", "-ec", typed or command],
            cwd=self.folder,
            env=dict(self.environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            said = ""
            if meanwhile and process.stderr:
                for line in process.stderr:
                    said += line
                    meanwhile(line)
            output, rest = process.communicate(timeout=SECONDS)
        self.session.append(Typed(command, process.returncode, output + said + (rest or "")))
        return self.session[-1]


def _shown(line: str) -> str | None:
    """A line of the output as a page has it; None where it is left out."""
    logged = _LOGGED.match(line)
    if logged:
        whose, level, said = logged["whose"], logged["level"], logged["said"]
        if (_OF_MELTANO if whose == "meltano" else _OF_THE_SDK).match(said):
            return None
        prefix = "" if whose == "meltano" else f"{whose} | "
        line = f"{prefix}{'' if level == 'info' else f'{level}: '}{said}"
    for pattern, instead in _DIFFERS:
        line = pattern.sub(instead, line)
    return line.rstrip()
