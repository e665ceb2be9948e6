"""How far each advertiser was imported: one bookmark per advertiser and stream, in STATE.

The layout is the Singer SDK's (`partitions` of a stream, each with its context), but a bookmark
is written when an advertiser, or a window of its days, is finished, never while rows pass: rows
arrive unsorted, an idle advertiser has none, and a row from the future must not carry the bookmark
away.
"""

from __future__ import annotations

from typing import Any, Final

State = dict[str, Any]

FIRST_DAY: Final = "first_day"
"""Beside the bookmark of a report: since when an advertiser was imported."""


def readable_state(state: object) -> State:
    """Return what has the layout of a state in it: streams, and partitions with a context.

    The SDK walks through a state before any stream looks at it, and trips over anything else.
    """
    bookmarks = state.get("bookmarks") if isinstance(state, dict) else None
    streams = bookmarks.items() if isinstance(bookmarks, dict) else ()
    return {"bookmarks": {name: _readable(one) for name, one in streams if isinstance(one, dict)}}


def _readable(stream_state: State) -> State:
    if "partitions" not in stream_state:
        return stream_state
    partitions = stream_state["partitions"]
    kept = [
        partition
        for partition in (partitions if isinstance(partitions, list) else ())
        if isinstance(partition, dict) and isinstance(partition.get("context"), dict)
    ]
    return {**stream_state, "partitions": kept}


class Bookmarks:
    """The bookmarks of one stream, inside the tap's state; look-ups do not scan.

    `is_held`: what is set shows in the state when it is released, since its rows are written later
    than they are emitted: to the file of a batch.
    """

    def __init__(self, stream_state: State, replication_key: str, *, is_held: bool = False) -> None:
        """Read the stream's part of a readable state; what is no bookmark in it is dropped."""
        self._replication_key = replication_key
        self._is_held = is_held
        self._partitions: list[State] = []
        self._by_advertiser: dict[str, State] = {}
        self._held: dict[str, State] = {}
        for partition in stream_state.get("partitions") or []:
            advertiser_id = str(partition["context"].get("advertiser_id", ""))
            value = partition.get("replication_key_value")
            if advertiser_id and value and advertiser_id not in self._by_advertiser:
                first_day = partition.get(FIRST_DAY)
                self._show(advertiser_id, self._changed(advertiser_id, str(value), first_day))
        stream_state.clear()
        stream_state["partitions"] = self._partitions

    def get(self, advertiser_id: str) -> str | None:
        """Return the bookmark's text, or None before the first import."""
        value: str | None = self._known(advertiser_id).get("replication_key_value")
        return value

    def first_day(self, advertiser_id: str) -> str | None:
        """Return the first day that was imported, as text; None where STATE does not say."""
        return self._known(advertiser_id).get(FIRST_DAY)

    def set(self, advertiser_id: str, value: str, first_day: str | None = None) -> None:
        """Write a bookmark; the caller makes sure that it does not move backwards.

        `first_day` stays as it is when it is None.
        """
        changed = self._changed(advertiser_id, value, first_day)
        if self._is_held:
            self._held[advertiser_id] = changed
        else:
            self._show(advertiser_id, changed)

    def release(self) -> None:
        """Show what was held: all rows that were emitted so far are written."""
        for advertiser_id, partition in self._held.items():
            self._show(advertiser_id, partition)
        self._held.clear()

    def _known(self, advertiser_id: str) -> State:
        return self._held.get(advertiser_id) or self._by_advertiser.get(advertiser_id, {})

    def _changed(self, advertiser_id: str, value: str, first_day: object) -> State:
        """Return a partition; a first day that is no text is as none."""
        first_day = first_day if isinstance(first_day, str) else self.first_day(advertiser_id)
        return {
            "context": {"advertiser_id": advertiser_id},
            "replication_key": self._replication_key,
            "replication_key_value": value,
            **({} if first_day is None else {FIRST_DAY: first_day}),
        }

    def _show(self, advertiser_id: str, partition: State) -> None:
        shown = self._by_advertiser.get(advertiser_id)
        if shown is None:
            self._partitions.append(partition)
            self._by_advertiser[advertiser_id] = partition
        else:
            shown.update(partition)
