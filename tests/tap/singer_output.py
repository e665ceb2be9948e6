"""What the tap wrote to standard output, as messages that a test can ask questions about."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

Message = dict[str, Any]
Record = dict[str, Any]
State = dict[str, Any]

DAILY_STREAMS = {
    "ad": "daily_metrics",
    "ad_group": "ad_group_daily_metrics",
    "campaign": "campaign_daily_metrics",
    "advertiser": "advertiser_daily_metrics",
}
ENTITY_STREAMS = {"campaigns": "campaign_id", "ad_groups": "adgroup_id", "ads": "ad_id"}
KEYS = {
    "advertisers": ("advertiser_id",),
    "campaigns": ("campaign_id",),
    "ad_groups": ("adgroup_id",),
    "ads": ("ad_id",),
    "daily_metrics": ("advertiser_id", "ad_id", "stat_time_day"),
    "ad_group_daily_metrics": ("advertiser_id", "adgroup_id", "stat_time_day"),
    "campaign_daily_metrics": ("advertiser_id", "campaign_id", "stat_time_day"),
    "advertiser_daily_metrics": ("advertiser_id", "stat_time_day"),
}
STREAMS = frozenset({*KEYS, "import_status"})
"""All streams that are selected by default: those of TikTok's data, and the one about the run."""

PIXEL_STREAMS = {
    "pixels": ("advertiser_id", "pixel_id"),
    "pixel_event_stats": ("advertiser_id", "pixel_id", "event", "stat_date_utc"),
}
"""Those that nobody gets who does not ask for them, and their keys."""

_OF_ONE_RUN = frozenset({"run_id", "requests", "retries", "error"})


@dataclass(frozen=True)
class Output:
    """Standard output of one run."""

    raw: bytes

    @cached_property
    def messages(self) -> list[Message]:
        """Every message, in order; decimals are exact. Fails when a line is no JSON object."""
        return [json.loads(line, parse_float=Decimal) for line in self.raw.splitlines()]

    def records(self, stream: str, advertiser_id: str | None = None) -> list[Record]:
        """The records of a stream, in order, of one advertiser or of all."""
        return [
            message["record"]
            for message in self.messages
            if message["type"] == "RECORD"
            and message["stream"] == stream
            and advertiser_id in {None, message["record"].get("advertiser_id")}
        ]

    def keys(self, stream: str, advertiser_id: str | None = None) -> list[tuple[str, ...]]:
        """The keys of a stream's records, in order."""
        return [
            tuple(record[name] for name in {**KEYS, **PIXEL_STREAMS}[stream])
            for record in self.records(stream, advertiser_id)
        ]

    def days(self, stream: str, advertiser_id: str) -> set[str]:
        """The days a stream has records of."""
        return {record["stat_time_day"] for record in self.records(stream, advertiser_id)}

    @property
    def streams(self) -> list[str]:
        """The streams that have a SCHEMA, in order."""
        return [m["stream"] for m in self.messages if m["type"] == "SCHEMA"]

    @property
    def states(self) -> list[State]:
        """Every STATE, in order."""
        return [m["value"] for m in self.messages if m["type"] == "STATE"]

    @property
    def state(self) -> State:
        """The last STATE; empty when there is none."""
        return self.states[-1] if self.states else {}

    def bookmarks(self, stream: str) -> dict[str, str]:
        """Advertiser → bookmark of a stream, in the last STATE."""
        return bookmarks_in(self.state, stream)

    @property
    def comparable(self) -> list[Message]:
        """The messages without the moment of extraction, and without STATE between them.

        How often STATE is written may depend on the clock; the last one may not. Of the run's own
        status its id, requests and texts with request ids are left out: each run has others.
        """
        kept = [_comparable(message) for message in self.messages if message["type"] != "STATE"]
        return [*kept, {"type": "STATE", "value": self.state}]

    @property
    def duplicates(self) -> dict[str, list[tuple[str, ...]]]:
        """The keys that came more than once, by stream."""
        found = {}
        for stream in KEYS:
            again = [key for key, times in Counter(self.keys(stream)).items() if times > 1]
            if again:
                found[stream] = again
        return found


def _comparable(message: Message) -> Message:
    kept = {name: value for name, value in message.items() if name != "time_extracted"}
    if kept["type"] == "RECORD" and kept["stream"] == "import_status":
        record = kept["record"]
        kept["record"] = {name: record[name] for name in record.keys() - _OF_ONE_RUN}
    return kept


def bookmarks_in(state: State, stream: str) -> dict[str, str]:
    """Advertiser → bookmark of a stream in a STATE."""
    partitions = state.get("bookmarks", {}).get(stream, {}).get("partitions", [])
    return {
        partition["context"]["advertiser_id"]: partition["replication_key_value"]
        for partition in partitions
    }


def state_of(stream: str, replication_key: str, bookmarks: dict[str, str]) -> State:
    """A STATE with the bookmarks of one stream."""
    partitions = [
        {
            "context": {"advertiser_id": advertiser_id},
            "replication_key": replication_key,
            "replication_key_value": value,
        }
        for advertiser_id, value in bookmarks.items()
    ]
    return {"bookmarks": {stream: {"partitions": partitions}}}


def daily_state(bookmarks: dict[str, str]) -> State:
    """A STATE in which all daily streams have the same bookmarks."""
    states = [state_of(name, "stat_time_day", bookmarks) for name in DAILY_STREAMS.values()]
    return {
        "bookmarks": {name: one["bookmarks"][name] for one in states for name in one["bookmarks"]}
    }
