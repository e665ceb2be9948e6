"""What was delivered, and what is being sent right now.

TikTok drops an event id it has seen within 48 hours; a warehouse replays for longer. The ledger
remembers (event source id, event, event id) for the whole dedup window. It holds no personal
data, hashed or not.

An event is claimed before it is sent and confirmed after TikTok's acknowledgement, so that two
targets on one ledger send it once. A claim ends when its process does, or after two minutes;
taking it over is safe while TikTok recognises the event id. A claim that was never confirmed is
also a note of what was about to be sent: where it is older, nobody knows whether the event was
delivered, and sending it again might count it twice.
"""

from __future__ import annotations

import time
from collections import defaultdict
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any, Final

import msgspec
from sqlalchemy import and_, delete, or_

from target_tiktok_events.ledger.claim_ids import ClaimIds
from target_tiktok_events.ledger.claims import Claim, ClaimTimes
from target_tiktok_events.ledger.coverage_log import CoverageLog
from target_tiktok_events.ledger.outcome_log import OutcomeLog
from target_tiktok_events.ledger.statements import Statements
from target_tiktok_events.ledger.store import TABLE, LedgerStore

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from sqlalchemy.engine import Connection

    from target_tiktok_events.ledger.claims import Key

_LEASE: Final = timedelta(minutes=2)
_MOMENT: Final = timedelta(seconds=1)


class Ledger:
    """The ledger of one event source. Safe to use from several threads and processes.

    Args:
        url: SQLAlchemy URL; empty for a ledger that lasts as long as the run. Or the database
            that another ledger has opened.
        event_source_id: the event source all events go to.
        window_minutes: how long a delivery counts; older rows are pruned.
        pause: waits for seconds while a database server is away.
        now: Unix seconds.

    `label` is that of `LedgerStore`.

    Raises:
        SettingError, StorageError: see `LedgerStore`.
    """

    def __init__(
        self,
        url: str | LedgerStore,
        event_source_id: str,
        window_minutes: int,
        pause: Callable[[float], object] = time.sleep,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._store = url if isinstance(url, LedgerStore) else LedgerStore(url, pause)
        self._sql = Statements(self._store.dialect)
        self._event_source_id = event_source_id
        self._window = timedelta(minutes=window_minutes)
        self._now = now
        self._claim_ids = ClaimIds()
        self.label = self._store.label
        self._probe()

    def beside(self, event_source_id: str) -> Ledger:
        """The ledger of another event source in the same database; `close` closes both."""
        minutes = int(self._window / timedelta(minutes=1))
        return Ledger(self._store, event_source_id, minutes, now=self._now)

    def coverage_log(self) -> CoverageLog:
        """What the last runs of this event source had match keys for."""
        return CoverageLog(self._store, self._event_source_id, self._now)

    def outcome_log(self, run_id: str) -> OutcomeLog:
        """What became of each record of a run, in the same database."""
        return OutcomeLog(self._store, run_id, self._now)

    def find(self, keys: Collection[Key]) -> set[Key]:
        """Those of the keys that were delivered within the window."""
        cutoff = self._instant() - self._window

        def work(connection: Connection) -> set[Key]:
            return self._sql.find(connection, self._event_source_id, keys, cutoff)

        return self._store.transaction(work)

    def claim(self, keys: Collection[Key], *, even_uncertain: bool = False) -> Claim:
        """Takes the keys that nobody delivered within the window and nobody else is sending.

        Args:
            keys: what is about to be sent.
            even_uncertain: takes also those of which nobody knows whether they were delivered.
        """
        times = ClaimTimes.at(self._instant(), self._window, even_uncertain=even_uncertain)
        claim_id = self._claim_ids.new()
        asked = {"holder": claim_id, "until": times.now + _LEASE, **msgspec.structs.asdict(times)}

        def work(connection: Connection) -> Claim:
            claim = Claim(claim_id, times)
            taken = sum(
                connection.execute(self._sql.claim, {**group, **asked}).rowcount
                for group in self._groups(keys)
            )
            if taken == len(keys):  # the usual batch: all new, and nothing more to ask
                claim.ours.update(keys)
                return claim
            for group in self._groups(keys):
                rows = connection.execute(self._sql.rows, group)
                self._take_over(connection, claim, self._sort(claim, group["name"], rows))
            return claim

        return self._store.transaction(work)

    def confirm(self, request_ids: Mapping[Key, str]) -> None:
        """Records deliveries: to be called after TikTok's acknowledgement, before any STATE."""
        by_request: defaultdict[str, list[Key]] = defaultdict(list)
        for key, request_id in request_ids.items():
            by_request[request_id].append(key)
        now = self._instant()

        def work(connection: Connection) -> None:
            for request_id, keys in by_request.items():
                for group in self._groups(keys):
                    connection.execute(
                        self._sql.confirm, {**group, "delivered": now, "request": request_id}
                    )

        if by_request:
            self._store.transaction(work)

    def release(self, claim: Claim, keys: Collection[Key]) -> None:
        """Gives claimed keys back that were not delivered.

        An older note that they may have been delivered by another run stays.
        """

        def work(connection: Connection) -> None:
            held = {"holder": claim.claim_id, "since": claim.times.now}
            for group in self._groups(keys):
                connection.execute(self._sql.release, {**group, **held})
            self._end_claim(connection, claim, keys)

        if keys:
            self._store.transaction(work)

    def leave_noted(self, claim: Claim, keys: Collection[Key]) -> None:
        """Ends the claim of keys that may have been delivered; the note of it stays."""
        if keys:
            self._store.transaction(lambda connection: self._end_claim(connection, claim, keys))

    def prune(self) -> int:
        """Removes deliveries and notes older than the window; returns how many."""
        cutoff = self._instant() - self._window
        old_note = and_(TABLE.c.delivered_at.is_(None), TABLE.c.noted_at < cutoff)
        statement = delete(TABLE).where(
            TABLE.c.event_source_id == self._event_source_id,
            or_(TABLE.c.delivered_at < cutoff, old_note),
        )
        return self._store.transaction(lambda connection: connection.execute(statement).rowcount)

    def close(self) -> None:
        """Closes every connection."""
        self._store.close()

    def _end_claim(self, connection: Connection, claim: Claim, keys: Collection[Key]) -> None:
        held = {"holder": claim.claim_id, "ended": self._instant() - _MOMENT}
        for group in self._groups(keys):
            connection.execute(self._sql.let_go, {**group, **held})

    def _sort(self, claim: Claim, name: str, rows: Iterable[Any]) -> dict[str, list[Key]]:
        """Sorts keys by who holds them; gives those that dead processes hold, by their claims."""
        orphans: defaultdict[str, list[Key]] = defaultdict(list)
        for row in rows:
            key = (name, row.event_id)
            if row.claimed_by == claim.claim_id:
                claim.ours.add(key)
            elif row.delivered_at is not None:
                claim.found.add(key)
            elif claim.times.is_uncertain(row.noted_at, row.claimed_until):
                claim.uncertain.add(key)
            elif self._claim_ids.may_be_alive(row.claimed_by):
                claim.busy.add(key)
            else:
                orphans[row.claimed_by].append(key)
        return orphans

    def _take_over(
        self, connection: Connection, claim: Claim, orphans: Mapping[str, list[Key]]
    ) -> None:
        """Takes what dead processes left; what another target takes first counts as busy."""
        until = self._instant() + _LEASE
        for orphaned_by, keys in orphans.items():
            holders = {"orphaned_by": orphaned_by, "new_claim": claim.claim_id, "until": until}
            for group in self._groups(keys):
                connection.execute(self._sql.take_over, {**group, **holders})
                rows = connection.execute(self._sql.rows, group)
                for lost in self._sort(claim, group["name"], rows).values():
                    claim.busy.update(lost)

    def _groups(self, keys: Collection[Key]) -> Iterator[dict[str, Any]]:
        """The parameters that choose the keys: one group per event name, in a fixed order."""
        return self._sql.groups(self._event_source_id, keys)

    def _probe(self) -> None:
        """Writes and removes a row: a read-only or full disk must show before anything is sent."""
        key = ("", "probe")
        self.release(self.claim([key]), [key])

    def _instant(self) -> datetime:
        return datetime.fromtimestamp(self._now(), tz=timezone.utc)
