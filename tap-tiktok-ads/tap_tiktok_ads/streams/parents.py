"""When the parents of ad groups and ads changed.

The status of an ad changes with that of its ad group and its campaign, and its own `modify_time`
stays: whoever looked at that alone would take paused ads for running ones.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, NamedTuple

from tap_tiktok_ads.errors import (
    QueryTooLarge,
    Retryable,
    RunFailed,
    Throttled,
    TikTokError,
    Unavailable,
)
from tap_tiktok_ads.fetch.query import listing_queries
from tap_tiktok_ads.fetch.requested_names import RequestedNames
from tap_tiktok_ads.fetch.row_format import RowFormat
from tap_tiktok_ads.records.values import Unreadable, read_time
from tap_tiktok_ads.tiktok.rows import decode_rows

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from tap_tiktok_ads.run import Run
    from tap_tiktok_ads.tiktok.rows import Row

    Changes = dict[str, str | None]
    """Id of a parent → its modify_time, as in records, or None where it has none."""

logger = logging.getLogger(__name__)


class Seen(NamedTuple):
    """When the parents of an advertiser changed; of all it has, when the list `is_whole`."""

    changes: Changes
    is_whole: bool


class ParentKind(NamedTuple):
    """What a parent is: the stream that it has, the path that lists it, its id's column."""

    stream: str
    path: str
    key: str


class Parents:
    """Finds the parents that changed, for the objects of one stream."""

    def __init__(
        self,
        run: Run,
        child: str,
        kinds: Sequence[ParentKind],
        seen: Mapping[str, Mapping[str, Seen]],
        advertiser_ids: Collection[str],
    ) -> None:
        """Begin to list the parents whose streams are not read, of these advertisers.

        `seen` is what the streams of parents saw: stream → advertiser → changes and whether all.
        """
        self.unknown: set[str] = set()
        """Advertisers of whose parents the next run may know more: their bookmark has to stay."""
        self._run = run
        self._child = child
        self._kinds = kinds
        self._seen = seen
        self._listed = {
            kind.stream: _ListedParents(run, child, kind, advertiser_ids)
            for kind in kinds
            if kind.stream not in seen
        }

    def changed(self, advertiser_id: str, since: str) -> dict[str, Changes]:
        """Return, by the column of their ids, the parents that changed at or after an instant.

        Parents that can't be listed are left out, with a warning.

        Raises:
            TikTokError: nothing more can be asked of TikTok.
        """
        found = {}
        for kind in self._kinds:
            try:
                changes, is_whole = self._seen_of(kind, advertiser_id)
            except TikTokError as error:
                if isinstance(error, (RunFailed, Throttled, Unavailable)):
                    raise
                if isinstance(error, (Retryable, QueryTooLarge)):
                    self.unknown.add(advertiser_id)
                logger.warning(
                    "%s of advertiser %s follow their own modify_time only: when its %s changed "
                    "can't be known: %s",
                    self._child,
                    advertiser_id,
                    kind.stream,
                    error,
                )
                continue
            if not is_whole:
                self.unknown.add(advertiser_id)
                self._run.summary.incomplete(self._child, advertiser_id, ())
            found[kind.key] = {
                parent_id: modified
                for parent_id, modified in changes.items()
                if modified is None or modified >= since
            }
        return found

    def _seen_of(self, kind: ParentKind, advertiser_id: str) -> Seen:
        if kind.stream in self._listed:
            return self._listed[kind.stream].of(advertiser_id)
        seen = self._seen[kind.stream].get(advertiser_id)
        if seen is None:
            of_one = self._run.summary.error_of(kind.stream, advertiser_id)
            of_all = self._run.summary.error_of(kind.stream, None)
            raise of_one or of_all or Retryable(f"{kind.stream} were not read")
        return seen


class _ListedParents:
    """Lists ids and modify_time of the parents of all advertisers, ahead of need."""

    def __init__(
        self, run: Run, child: str, kind: ParentKind, advertiser_ids: Collection[str]
    ) -> None:
        self._kind = kind
        names = RequestedNames("fields", [kind.key, "modify_time"])
        ids = [one.advertiser_id for one in run.advertisers]
        self._groups = {one: group for group, one in enumerate(ids)}
        queries = [
            listing_queries(
                kind.path, one, names.of(one), include_deleted=run.settings.include_deleted
            )
            if one in advertiser_ids
            else []
            for one in ids
        ]
        self._reading = run.read(child, queries, RowFormat(decode_rows, self._id_of))

    def of(self, advertiser_id: str) -> Seen:
        """Return when each parent of an advertiser changed; advertisers are asked for in order."""
        changes: Changes = {}
        is_whole = True
        for planned, chunks in self._reading.windows(self._groups[advertiser_id]):
            changes.update((self._id_of(row), _modified(row)) for rows in chunks for row in rows)
            is_whole &= planned.incomplete() is None
        return Seen(changes, is_whole)

    def _id_of(self, row: Row) -> Any:
        return str(row.get(self._kind.key))


def _modified(row: Row) -> str | None:
    """Return when a parent changed; what can't be read counts as a change."""
    try:
        return read_time(row.get("modify_time"))
    except Unreadable:
        return None


def follows_a_change(
    record: Mapping[str, Any], since: str, parents: Mapping[str, Changes]
) -> tuple[bool, str]:
    """Say whether an object or a parent of it changed since an instant or has no modify_time.

    The second is the latest of these instants, empty if there is none. `parents` holds those that
    changed, by the column of their ids.
    """
    own = record["modify_time"]
    is_changed, latest = own is None or own >= since, own or ""
    for column, changed in parents.items():
        if record[column] in changed:
            is_changed = True
            latest = max(latest, changed[record[column]] or "")
    return is_changed, latest


def may_concern_children(record: Mapping[str, Any], since: str | None) -> bool:
    """Say whether an object changed since its children's earliest bookmark; None: no child asks."""
    modified = record["modify_time"]
    return since is not None and (modified is None or modified >= since)
