"""Direction two: the shop's orders to TikTok, twice."""

from __future__ import annotations

import json
import re
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

from tests.demo.tables import INDENT, table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from tests.demo import orders
    from tests.demo.meltano import Meltano, Run
    from tests.demo.postgres import Database
    from tests.demo.progress import Progress
    from tests.emulator.process import LocalTikTok

# The target counts an order's age by the host's clock. Every order is dated relative to this
# instant, so that the demo's numbers are the same on every day.
NOW = datetime.now(timezone.utc).replace(microsecond=0)
PLUGINS = ("tap-postgres", "target-tiktok-events")
SUMMARY_LINE = re.compile(r"(?P<label>\s*\S.*?)\s{2,}(?P<count>[\d,]+(?:\.\d+%)?)")


@dataclass(frozen=True)
class Delivery:
    """One `meltano run tap-postgres target-tiktok-events`, seen from all sides.

    `summary` holds the lines of the target's table, `requests` the event requests it made,
    `received` what the local TikTok counts since its start, `refused` how many dead letters of
    each stage and reason there are by now.
    """

    read: int
    summary: Sequence[str]
    requests: int
    received: Mapping[str, Any]
    refused: Counter[tuple[str, str]]

    def cells(self) -> dict[str, str]:
        """The target's table: label (indented as there) and number."""
        matches = filter(None, map(SUMMARY_LINE.fullmatch, self.summary))
        return {match["label"]: match["count"] for match in matches}

    def count(self, label: str) -> int:
        """The number beside `label`; 0 when the line is not there."""
        return int(self.cells().get(label, "0").replace(",", ""))


@dataclass(frozen=True)
class OrdersDirection:
    """What the runs share."""

    meltano: Meltano
    database: Database
    tiktok: LocalTikTok
    logs: Path
    ledger_url: str = ""
    """A file of the project's own, if none is given."""

    @property
    def dead_letters(self) -> Path:
        """The dead-letter file of all runs."""
        return self.meltano.directory / "dead-letters.jsonl"

    def deliver(self, name: str, *arguments: str, **env: str) -> Delivery:
        """Run the target once; `arguments` go to `meltano run`, `env` to its environment."""
        with self.started(name, *arguments, **env) as delivered:
            return delivered()

    @contextmanager
    def started(self, name: str, *arguments: str, **env: str) -> Iterator[Callable[[], Delivery]]:
        """As `deliver`, but what is yielded waits for the end."""
        already = len(self.tiktok.requests("/event/track/"))
        log = self.logs / f"{name}.log"
        environ = {**self.environ(), **env}
        with self.meltano.started(*arguments, *PLUGINS, log=log, env=environ) as ended:
            yield lambda: self._delivered(ended().checked(), already)

    def _delivered(self, run: Run, already: int) -> Delivery:
        return Delivery(
            read=sum(run.emitted().values()),
            summary=[
                line for line in run.said("target-tiktok-events") if SUMMARY_LINE.fullmatch(line)
            ],
            requests=len(self.tiktok.requests("/event/track/")) - already,
            received=self.tiktok.admin("GET", "events/summary"),
            refused=self._refused(),
        )

    def environ(self) -> dict[str, str]:
        """The settings that are not in meltano.yml."""
        return {
            **self.database.settings("TAP_POSTGRES"),
            "TARGET_TIKTOK_EVENTS_API_URL": self.tiktok.url,
            "TARGET_TIKTOK_EVENTS_ACCESS_TOKEN": self.tiktok.token,
            "TARGET_TIKTOK_EVENTS_DEAD_LETTER_PATH": str(self.dead_letters),
            "TARGET_TIKTOK_EVENTS_LEDGER_URL": self.ledger_url
            or f"sqlite:///{self.meltano.directory / 'ledger.db'}",
        }

    def _refused(self) -> Counter[tuple[str, str]]:
        """How many dead letters there are of each stage and reason."""
        if not self.dead_letters.exists():
            return Counter()
        lines = self.dead_letters.read_text(encoding="utf-8").splitlines()
        letters = [json.loads(line) for line in lines]
        return Counter((letter["stage"], letter["reason"]) for letter in letters)


def show(
    direction: OrdersDirection,
    made: Sequence[orders.Order],
    first: Delivery,
    second: Delivery,
    progress: Progress,
) -> None:
    """Print both deliveries side by side, and compare them with the orders."""
    _show_summaries(first, second)
    _show_dead_letters(direction.dead_letters.name, second)
    _show_received(second.received)
    _check(made, first, second, progress)


def _show_summaries(first: Delivery, second: Delivery) -> None:
    """What the target says of both runs, side by side."""
    print(f"\n{INDENT}What the target says\n")
    labels = dict.fromkeys([*first.cells(), *second.cells()])
    rows = [
        (label, first.cells().get(label, ""), second.cells().get(label, "")) for label in labels
    ]
    print(table(("records and events", "first run", "second run"), rows, right={1, 2}))


def _show_dead_letters(file: str, delivery: Delivery) -> None:
    """Dead letters by reason."""
    print(f"\n{INDENT}Dead letters, from {file}\n")
    rows = [(stage, reason, count) for (stage, reason), count in delivery.refused.most_common()]
    print(table(("stage", "reason", "records"), rows))


def _show_received(received: Mapping[str, Any]) -> None:
    """What the local TikTok counted."""
    print(f"\n{INDENT}What the local TikTok received\n")
    rows = [
        *((f"{name}, stored", count) for name, count in sorted(received["events"].items())),
        ("duplicates", received["duplicates"]),
        ("requests", received["requests"]),
    ]
    print(table(("events", "number"), rows), end="\n\n")


def _check(
    made: Sequence[orders.Order], first: Delivery, second: Delivery, progress: Progress
) -> None:
    """Compare the orders' fates with what the target and the local TikTok say."""
    fates = Counter(order.fate for order in made)
    names = Counter(order.event for order in made if order.fate == "sent")
    progress.check(
        held=first.received["events"] == names and first.received["duplicates"] == 0,
        text=f"first run: the {fates['sent']:,} valid orders arrived, each once",
    )
    progress.check(
        held=(
            first.count("sent") == fates["sent"]
            and first.count("already sent, in the ledger") == fates["repeated"]
            and first.count("dead letters") == fates["dead letter"]
            and first.count("left out by rule") == fates["left out"]
            and first.read == len(made)
        ),
        text="first run: every record is sent, already sent, a dead letter or left out by a rule",
    )
    progress.check(
        held=second.requests == 0 and second.received == first.received,
        text="second run: nothing was posted",
    )
