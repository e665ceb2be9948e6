"""Runs the real executable, as a user or Meltano would."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tests.emulator.process import LocalTikTok

EXECUTABLE = Path(sys.executable).with_name("target-tiktok-events")
PIXEL = "CEXAMPLE0PIXEL0CODE0"
TIMEOUT = 60.0


class Result(msgspec.Struct, frozen=True):
    """How a run ended."""

    code: int
    stdout: str
    stderr: str

    @property
    def states(self) -> list[Any]:
        """The STATEs it wrote."""
        return [json.loads(line) for line in self.stdout.splitlines()]

    def count(self, label: str) -> int:
        """A count of the final table."""
        for line in self.stderr.splitlines():
            name, _, number = line.rpartition("| ")[2].rpartition(" ")
            if name.strip() == label:
                return int(number.replace(",", ""))
        message = f"{label!r} is not in the table:\n{self.stderr}"
        raise AssertionError(message)


def recently(**ago: float) -> str:
    """An ISO instant a while ago; one hour without arguments."""
    return (datetime.now(timezone.utc) - timedelta(**(ago or {"hours": 1}))).isoformat()


def order(order_id: object, **columns: Any) -> dict[str, Any]:
    """An order record with an email address of its own."""
    return {
        "order_id": str(order_id),
        "created_at": recently(),
        "total": 12.5,
        "currency": "EUR",
        "email": f"customer{order_id}@example.com",
        **columns,
    }


def schema(stream: str = "orders", **properties: Any) -> dict[str, Any]:
    """A SCHEMA message that names what an order needs, and allows any other column."""
    return {
        "type": "SCHEMA",
        "stream": stream,
        "key_properties": ["order_id"],
        "schema": {
            "type": "object",
            "properties": {
                "order_id": {"type": "string"},
                "created_at": {"type": "string"},
                **properties,
            },
        },
    }


def singer(
    records: Iterable[dict[str, Any]], *, stream: str = "orders", state_every: int = 0
) -> list[str]:
    """The lines of a stream: SCHEMA, records, and STATE {"done": n} after every so many."""
    records = list(records)
    columns: dict[str, Any] = {name: {} for record in records for name in record}
    message = schema(stream, **columns)
    if columns:
        message["schema"]["properties"] = columns
    lines = [json.dumps(message)]
    count = 0
    for count, record in enumerate(records, 1):
        lines.append(json.dumps({"type": "RECORD", "stream": stream, "record": record}))
        if state_every and count % state_every == 0:
            lines.append(json.dumps({"type": "STATE", "value": {"done": count}}))
    lines.append(json.dumps({"type": "STATE", "value": {"done": count}}))
    return lines


class Target:
    """The target's executable with a configuration, in a directory of its own."""

    def __init__(self, directory: Path, tiktok: LocalTikTok | None, **settings: Any) -> None:
        self.directory = directory
        config = {"event_source_id": PIXEL, **settings}
        if tiktok is not None:
            config = {"access_token": tiktok.token, "api_url": tiktok.url, **config}
        self.config = {name: value for name, value in config.items() if value is not ...}

    @property
    def ledger(self) -> Path:
        """The file of the default ledger."""
        return self.directory / "tiktok-events-ledger.db"

    @property
    def dead_letters(self) -> list[dict[str, Any]]:
        """The lines of the dead-letter file."""
        path = self.directory / "tiktok-events-dead-letters.jsonl"
        return [json.loads(line) for line in path.read_text().splitlines()]

    @contextmanager
    def started(
        self,
        *options: str,
        stdin: int | IO[Any] = subprocess.PIPE,
        environment: dict[str, str] | None = None,
    ) -> Iterator[subprocess.Popen[str]]:
        """The running process; it is ended with the block."""
        path = self.directory / "config.json"
        path.write_text(json.dumps(self.config))
        process = subprocess.Popen(
            [EXECUTABLE, "--config", path, *options],
            cwd=self.directory,
            env={**os.environ, **(environment or {})},
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        with process:
            try:
                yield process
            finally:
                process.kill()

    def run(
        self,
        lines: Sequence[str | bytes],
        *options: str,
        environment: dict[str, str] | None = None,
    ) -> Result:
        """Feeds the lines and waits for the end."""
        text = b"".join(
            (line if isinstance(line, bytes) else line.encode()) + b"\n" for line in lines
        )
        source = self.directory / "input.singer"
        source.write_bytes(text)
        with (
            source.open("rb") as stdin,
            self.started(*options, stdin=stdin, environment=environment) as process,
        ):
            stdout, stderr = process.communicate(timeout=TIMEOUT)
        return Result(process.returncode, stdout, stderr)


def stored_ids(tiktok: LocalTikTok) -> list[str]:
    """The event ids that TikTok counted, in the order they came."""
    items = tiktok.admin("GET", "events", list="stored")["items"]
    return [item["event"]["event_id"] for item in items]


def event_requests(tiktok: LocalTikTok) -> int:
    """How many requests came for the Events API."""
    return len(tiktok.requests("/event/track/"))
