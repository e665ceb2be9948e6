"""How far each advertiser was imported: one bookmark per advertiser and stream, in STATE.

The layout is the Singer SDK's (`partitions` of a stream, each with its context), but a bookmark
is written when an advertiser is finished, never while its rows pass: rows arrive unsorted, an
idle advertiser has none, and a row from the future must not carry the bookmark away.
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
    """The bookmarks of one stream, inside the tap's state; look-ups do not scan."""

    def __init__(self, stream_state: State, replication_key: str) -> None:
        """Read the stream's part of a readable state; what is no bookmark in it is dropped."""
        self._replication_key = replication_key
        self._partitions: list[State] = []
        self._by_advertiser: dict[str, State] = {}
        for partition in stream_state.get("partitions") or []:
            advertiser_id = str(partition["context"].get("advertiser_id", ""))
            value = partition.get("replication_key_value")
            if advertiser_id and value and advertiser_id not in self._by_advertiser:
                self._add(advertiser_id, str(value))
                self.set_first_day(advertiser_id, partition.get(FIRST_DAY))
        stream_state.clear()
        stream_state["partitions"] = self._partitions

    def get(self, advertiser_id: str) -> str | None:
        """Return the bookmark's text, or None before the first import."""
        partition = self._by_advertiser.get(advertiser_id)
        return None if partition is None else partition["replication_key_value"]

    def set(self, advertiser_id: str, value: str) -> None:
        """Write a bookmark; the caller makes sure that it does not move backwards."""
        partition = self._by_advertiser.get(advertiser_id)
        if partition is None:
            self._add(advertiser_id, value)
        else:
            partition["replication_key_value"] = value

    def first_day(self, advertiser_id: str) -> str | None:
        """Return the first day that was imported, as text; None where STATE does not say."""
        return self._by_advertiser.get(advertiser_id, {}).get(FIRST_DAY)

    def set_first_day(self, advertiser_id: str, value: object) -> None:
        """Keep the first day beside the bookmark, which must be there; what is no text is not."""
        if isinstance(value, str):
            self._by_advertiser[advertiser_id][FIRST_DAY] = value

    def _add(self, advertiser_id: str, value: str) -> None:
        partition = {
            "context": {"advertiser_id": advertiser_id},
            "replication_key": self._replication_key,
            "replication_key_value": value,
        }
        self._partitions.append(partition)
        self._by_advertiser[advertiser_id] = partition
