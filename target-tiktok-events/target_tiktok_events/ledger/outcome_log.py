"""What became of each record and event of a run, kept beside the ledger for as long as is set."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

import msgspec
from sqlalchemy import delete

from target_tiktok_events.ledger.outcome_statement import insert_rows
from target_tiktok_events.ledger.outcome_table import OUTCOMES

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from sqlalchemy.engine import Connection

    from target_tiktok_events.ledger.store import LedgerStore

Row: TypeAlias = "tuple[int, str, str | None, str | None, int | None, str | None, str | None, str]"
"""sequence, stream, event, event id, its Unix seconds, value, currency, match keys."""

_PROBE: Final[Row] = (0, "", None, None, None, None, None, "")


class Shared(NamedTuple):
    """What many rows have in common; the names are those of the columns."""

    event_source_id: str
    event_source: str
    outcome: str
    stage: str | None = None
    reason: str | None = None
    tiktok_code: int | None = None
    request_id: str | None = None


class OutcomeLog:
    """The log of one run, in the ledger's database.

    Args:
        store: the database.
        run_id: names the run.
        now: Unix seconds.
    """

    def __init__(self, store: LedgerStore, run_id: str, now: Callable[[], float]) -> None:
        self._store = store
        self._run_id = run_id
        self._now = now
        self._insert = insert_rows(store.dialect)

    def create(self) -> None:
        """Makes the table if there is none, and tries whether rows can be written.

        Raises:
            StorageError: if they can't, or no table can be made.
        """

        def work(connection: Connection) -> None:
            OUTCOMES.create(connection, checkfirst=True)
            self._write(connection, {Shared("", "", "test"): [_PROBE]})
            connection.execute(delete(OUTCOMES).where(OUTCOMES.c.run_id == self._run_id))

        self._store.transaction(work)

    def prune(self, event_source_ids: Collection[str], days: int) -> int:
        """Removes the rows of event sources that are older than so many days; returns how many.

        Raises:
            StorageError: if the table can't be written.
        """
        statement = delete(OUTCOMES).where(
            OUTCOMES.c.event_source_id.in_(sorted(event_source_ids)),
            OUTCOMES.c.recorded_at < self._instant() - timedelta(days=days),
        )
        return self._store.transaction(lambda connection: connection.execute(statement).rowcount)

    def write(self, groups: Mapping[Shared, Sequence[Row]]) -> None:
        """Adds rows, all of them or none.

        Raises:
            StorageError: if the table can't be written.
        """
        self._store.transaction(lambda connection: self._write(connection, groups))

    def _write(self, connection: Connection, groups: Mapping[Shared, Sequence[Row]]) -> None:
        of_all = {"run_id": self._run_id, "recorded_at": self._instant()}
        for shared, rows in groups.items():
            storable, packed = _packed(rows)
            self._insert(connection, {**_storable(shared._asdict()), **of_all}, storable, packed)

    def _instant(self) -> datetime:
        return datetime.fromtimestamp(self._now(), tz=timezone.utc)


def _packed(rows: Sequence[Row]) -> tuple[Sequence[tuple[Any, ...]], str]:
    """The rows with texts that every database takes, and their JSON."""
    try:
        text = msgspec.json.encode(rows).decode()
    except UnicodeEncodeError:
        text = ""
    if text and "\\u0000" not in text:
        return rows, text
    storable = [tuple(_storable(dict(enumerate(row))).values()) for row in rows]
    return storable, msgspec.json.encode(storable).decode()


def _storable(values: Mapping[Any, Any]) -> dict[Any, Any]:
    """Values with texts that every database takes: without NUL and halves of character pairs."""
    return {
        name: value.encode("utf-8", "replace").decode().replace("\0", "\\0")
        if isinstance(value, str)
        else value
        for name, value in values.items()
    }
