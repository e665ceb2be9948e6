"""The change store: what was emitted, as digests by stream, advertiser and day, in a database."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from sqlalchemy import (
    Column,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    and_,
    delete,
    insert,
    select,
    update,
)

from tap_tiktok_ads.changes.database import Database
from tap_tiktok_ads.changes.kept import NO_DAY, Kept
from tap_tiktok_ads.changes.mark import Mark

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sqlalchemy import ColumnElement
    from sqlalchemy.engine import Connection

_TABLES: Final = MetaData()
_STORE: Final = Table(
    "tiktok_ads_change_store",
    _TABLES,
    Column("id", String, primary_key=True),
    Column("generation", Integer, nullable=False),
)
_STREAMS: Final = Table(
    "tiktok_ads_change_streams",
    _TABLES,
    Column("stream", String, primary_key=True),
    Column("fingerprint", String, nullable=False),
)
_DAYS: Final = Table(
    "tiktok_ads_change_days",
    _TABLES,
    Column("stream", String, primary_key=True),
    Column("advertiser_id", String, primary_key=True),
    Column("day", String, primary_key=True),  # empty for rows without one
    Column("generation", Integer, nullable=False),
    Column("settled", Integer),  # null: the rows are emitted, and not yet in a file that was told
    Column("spend", String),
    Column("conversions", String),
    Column("digests", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)


class ChangeStore:
    """What the runs of one pipeline have emitted.

    A run has it for itself. Days are forgotten before rows of them are emitted, and settled
    afterwards; each settling moves the `mark`, which `on_mark` gets, and which STATE carries.
    """

    def __init__(self, url: str, began_with: Mark | None, on_mark: Callable[[Mark], None]) -> None:
        """Open the database; `began_with` is the mark of the STATE that the run begins with.

        Raises:
            SettingError: the URL can't be used.
            ChangeStoreError: the database can't be used.
        """
        self._began_with = began_with
        self._on_mark = on_mark
        self._mark: Mark | None = None
        self._database = Database(url, _TABLES)

    def close(self) -> None:
        """Let another run have it."""
        self._database.close()

    def begin(self) -> str:
        """Begin a generation, once: what has not arrived is forgotten. Return why all was, or "".

        All is forgotten unless STATE has the mark of the last generation: a STATE that is older or
        edited, or of another pipeline, says nothing of what has arrived since.
        """
        if self._mark is not None:
            return ""
        self._mark, why = self._database.transaction(self._begun)
        self._on_mark(self._mark)
        return why

    def _begun(self, connection: Connection) -> tuple[Mark, str]:
        told = self._began_with
        known = connection.execute(select(_STORE)).first()
        is_last = told and known and tuple(known) == (told.store_id, told.generation)
        connection.execute(delete(_STORE))
        if told is None or not is_last:
            connection.execute(delete(_DAYS))
            began, why = Mark(uuid4().hex[:16], 1, 0), _why_nothing_is_known(told, known)
        else:
            later = and_(_DAYS.c.generation == told.generation, _DAYS.c.settled > told.settled)
            connection.execute(delete(_DAYS).where(later | _DAYS.c.settled.is_(None)))
            began, why = Mark(told.store_id, told.generation + 1, 0), ""
        row = {"id": began.store_id, "generation": began.generation}
        connection.execute(insert(_STORE).values(row))
        return began, why

    def expect(self, stream: str, fingerprint: str) -> bool:
        """Say whether rows of the stream look as they did; else forget it."""

        def work(connection: Connection) -> bool:
            of_stream = _STREAMS.c.stream == stream
            known = connection.execute(select(_STREAMS.c.fingerprint).where(of_stream)).scalar()
            if known == fingerprint:
                return True
            connection.execute(delete(_STREAMS).where(of_stream))
            connection.execute(delete(_DAYS).where(_DAYS.c.stream == stream))
            connection.execute(insert(_STREAMS).values(stream=stream, fingerprint=fingerprint))
            return known is None

        return self._database.transaction(work)

    def load(self, stream: str, advertiser_id: str, first: str, last: str) -> dict[str, Kept]:
        """Return what is kept of the days from first to last, by day."""
        asked = select(_DAYS.c.day, _DAYS.c.digests, _DAYS.c.spend, _DAYS.c.conversions).where(
            _of(stream, advertiser_id), _DAYS.c.day.between(first, last)
        )
        found = self._database.transaction(lambda connection: connection.execute(asked).all())
        return {
            day: Kept(digests, _number(spend), _number(conversions))
            for day, digests, spend, conversions in found
        }

    def forget(self, stream: str, advertiser_id: str, days: Sequence[str]) -> None:
        """Forget days, before rows of them are emitted."""
        of_days = and_(_of(stream, advertiser_id), _DAYS.c.day.in_(days))
        self._database.transaction(
            lambda connection: connection.execute(delete(_DAYS).where(of_days))
        )

    def settle(
        self,
        stream: str,
        advertiser_id: str,
        days: Mapping[str, Kept],
        *,
        is_held: bool,
        keep_from: str = NO_DAY,
    ) -> None:
        """Keep days whose rows were emitted; `is_held`: they count when they are released.

        Days before `keep_from` are forgotten: nobody reads them again.
        """
        after = self._next_mark()
        rows = [
            {
                "stream": stream,
                "advertiser_id": advertiser_id,
                "day": day,
                "generation": after.generation,
                "settled": None if is_held else after.settled,
                "spend": _text(kept.spend),
                "conversions": _text(kept.conversions),
                "digests": kept.digests,
            }
            for day, kept in days.items()
        ]
        replaced = _DAYS.c.day.in_(list(days)) | and_(
            _DAYS.c.day != NO_DAY, _DAYS.c.day < keep_from
        )

        def work(connection: Connection) -> None:
            connection.execute(delete(_DAYS).where(_of(stream, advertiser_id), replaced))
            connection.execute(insert(_DAYS), rows)

        self._database.transaction(work)
        if not is_held:
            self._move(after)

    def release(self, stream: str) -> None:
        """Let the days of a stream count that were held: their rows are in files by now."""
        after = self._next_mark()
        held = and_(_DAYS.c.stream == stream, _DAYS.c.settled.is_(None))
        counted = update(_DAYS).where(held).values(settled=after.settled)
        if self._database.transaction(lambda connection: connection.execute(counted).rowcount):
            self._move(after)

    def _next_mark(self) -> Mark:
        if self._mark is None:
            msg = "begin comes first"
            raise RuntimeError(msg)
        return self._mark._replace(settled=self._mark.settled + 1)

    def _move(self, mark: Mark) -> None:
        self._mark = mark
        self._on_mark(mark)


def _why_nothing_is_known(told: Mark | None, known: object) -> str:
    if known is None:
        return "it is new"
    if told is None:
        return "STATE does not know it, or was edited"
    return "STATE is older, or that of another pipeline"


def _of(stream: str, advertiser_id: str) -> ColumnElement[bool]:
    return and_(_DAYS.c.stream == stream, _DAYS.c.advertiser_id == advertiser_id)


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _text(number: Decimal | None) -> str | None:
    return None if number is None else str(number)
