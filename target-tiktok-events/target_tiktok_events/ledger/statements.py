"""The ledger's statements, each for many event ids at once, in the dialect of the database.

One statement takes all ids of a batch as a single parameter: row by row, binding parameters
would cost more than hashing the event. SQLite unpacks them with `json_each`, PostgreSQL with
`unnest`.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import (
    ARRAY,
    Delete,
    Select,
    String,
    and_,
    bindparam,
    case,
    delete,
    func,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from target_tiktok_events.ledger.store import TABLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Update
    from sqlalchemy.engine import Connection

    from target_tiktok_events.ledger.claims import Key

_C = TABLE.c


class Statements:
    """The statements for one database.

    All take `event_source_id`, `event` and `ids` (from `pack`); what else they take is said
    beside each.
    """

    def __init__(self, dialect: str) -> None:
        self._is_postgresql = dialect == "postgresql"
        self.rows: Select[Any] = self._select_rows()
        self.found: Select[Any] = select(_C.event_id).where(
            self._chosen(), _C.delivered_at >= bindparam("cutoff")
        )
        self.claim = self._claim()
        self.confirm = self._confirm()
        self.take_over: Update = (  # from `claimed_by`, which must hold it still
            update(TABLE)
            .where(self._chosen(), _C.claimed_by == bindparam("orphaned_by"))
            .values(claimed_by=bindparam("new_claim"), claimed_until=bindparam("until"))
        )
        held = and_(self._chosen(), _C.claimed_by == bindparam("holder"))
        # What `holder` noted itself, from `since` on; an older note is another's, and stays.
        self.release: Delete = delete(TABLE).where(held, _C.noted_at >= bindparam("since"))
        self.let_go: Update = update(TABLE).where(held).values(claimed_until=bindparam("ended"))

    def groups(self, event_source_id: str, keys: Iterable[Key]) -> Iterator[dict[str, Any]]:
        """The parameters that choose the keys: one group per event name, in a fixed order."""
        by_event: defaultdict[str, list[str]] = defaultdict(list)
        for name, event_id in keys:
            by_event[name].append(event_id)
        for name in sorted(by_event):
            yield {"source": event_source_id, "name": name, "ids": self.pack(by_event[name])}

    def find(
        self, connection: Connection, event_source_id: str, keys: Iterable[Key], cutoff: datetime
    ) -> set[Key]:
        """Those of the keys that were delivered to the event source at `cutoff` or later."""
        return {
            (group["name"], row.event_id)
            for group in self.groups(event_source_id, keys)
            for row in connection.execute(self.found, {**group, "cutoff": cutoff})
        }

    def _select_rows(self) -> Any:
        columns = (_C.event_id, _C.delivered_at, _C.claimed_by, _C.claimed_until, _C.noted_at)
        return select(*columns).where(self._chosen())

    def pack(self, event_ids: Sequence[str]) -> object:
        """Many event ids as one parameter."""
        if self._is_postgresql:
            return list(event_ids)
        return msgspec.json.encode(event_ids).decode()

    def _ids(self) -> ColumnElement[str]:
        if self._is_postgresql:
            return func.unnest(bindparam("ids", type_=ARRAY(String))).column_valued("ids")
        return func.json_each(bindparam("ids", type_=String)).table_valued("value").c.value

    def _chosen(self) -> ColumnElement[bool]:
        """The rows of the given ids; the names differ from the columns, as UPDATE requires."""
        return and_(
            _C.event_source_id == bindparam("source"),
            _C.event == bindparam("name"),
            _C.event_id.in_(select(self._ids())),
        )

    def _insert(self, **values: str) -> Any:
        """An upsert of one row per id; with parameters named after the columns."""
        insert = postgresql.insert if self._is_postgresql else sqlite.insert
        names = ["event_source_id", "event", "event_id", *values]
        ids = self._ids()
        columns = [
            bindparam("source", type_=String).label("event_source_id"),
            bindparam("name", type_=String).label("event"),
            ids.label("event_id"),
            *(
                bindparam(name, type_=_C[column].type).label(column)
                for column, name in values.items()
            ),
        ]
        # SQLite needs a WHERE to tell the upsert from a join; the order keeps two targets on
        # PostgreSQL from locking each other.
        rows = select(*columns).where(true()).order_by(ids)
        return insert(TABLE).from_select(names, rows).execution_options(preserve_rowcount=True)

    def _claim(self) -> Any:
        """Inserts claims, or takes over rows that ran out: `holder`, `until`, `now`, `cutoff`.

        A row that was noted before `oldest` and within the window stays as it is: nobody knows
        whether it was delivered, and TikTok would no longer recognise it.
        """
        statement = self._insert(claimed_by="holder", claimed_until="until", noted_at="now")
        new = statement.excluded
        in_window = and_(_C.delivered_at.is_(None), _C.noted_at >= bindparam("cutoff"))
        return statement.on_conflict_do_update(
            index_elements=[_C.event_source_id, _C.event, _C.event_id],
            set_={
                "delivered_at": None,
                "request_id": None,
                "claimed_by": new.claimed_by,
                "claimed_until": new.claimed_until,
                "noted_at": case((in_window, _C.noted_at), else_=new.noted_at),
            },
            where=or_(
                _C.delivered_at < bindparam("cutoff"),
                and_(
                    _C.delivered_at.is_(None),
                    _C.claimed_until < bindparam("now"),
                    or_(_C.noted_at >= bindparam("oldest"), _C.noted_at < bindparam("cutoff")),
                ),
            ),
        )

    def _confirm(self) -> Any:
        """Records deliveries, whoever holds the claim by now: `delivered`, `request`."""
        statement = self._insert(delivered_at="delivered", request_id="request")
        return statement.on_conflict_do_update(
            index_elements=[_C.event_source_id, _C.event, _C.event_id],
            set_={
                "delivered_at": statement.excluded.delivered_at,
                "request_id": statement.excluded.request_id,
                "claimed_by": None,
                "claimed_until": None,
                "noted_at": None,
            },
        )
