"""Features in pairs: what changes records, beside state, a failing advertiser, and each other.

Each change of records says what it makes of one. A run with it is compared with a run without it:
the same records but for that, the same STATE, the same exit code.
"""

from __future__ import annotations

import gzip
import json
from decimal import Decimal
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

import pytest
from singer_sdk.singerlib.json import serialize_json

from tests.tap.in_process import run_in_process
from tests.tap.local_settings import mend, refuse, settings_for
from tests.tap.streams.test_catalog import catalog_with, select

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tests.emulator.process import LocalTikTok
    from tests.tap.in_process import Ran
    from tests.tap.singer_output import Record
    from tests.tap.streams.test_catalog import Entry

STREAMS = ["ads", "daily_metrics"]
"""One that is listed, and one whose lines are finished without the SDK."""


def nothing(entry: Entry) -> None:
    del entry


def unchanged(record: Record) -> Record:
    return record


class Change(NamedTuple):
    """A change of records: settings, a change of each catalog entry, what becomes of a record."""

    name: str
    settings: dict[str, Any]
    catalog: Callable[[Entry], None] = nothing
    record: Callable[[Record], Record] = unchanged


def deselect(entry: Entry) -> None:
    select(entry, ["properties", "ad_name"], selected=False)
    select(entry, ["properties", "ad_id"], selected=False)  # of the key: it stays


def without_name(record: Record) -> Record:
    return {name: value for name, value in record.items() if name != "ad_name"}


def lack(entry: Entry) -> None:
    entry["schema"]["properties"].pop("adgroup_name", None)


def without_lacking(record: Record) -> Record:
    return {name: value for name, value in record.items() if name != "adgroup_name"}


def change_key(entry: Entry) -> None:
    if entry["tap_stream_id"] in STREAMS:
        entry["key_properties"] = ["ad_id"]


def unsupported(entry: Entry) -> None:
    for one in entry["metadata"]:
        if list(one["breadcrumb"]) in (["properties", "campaign_name"], ["properties", "ad_id"]):
            one["metadata"]["inclusion"] = "unsupported"


def without_unsupported(record: Record) -> Record:
    return {name: value for name, value in record.items() if name != "campaign_name"}


def mapped(record: Record) -> Record:
    return {**record, "upper_id": f"AD {record['ad_id']}"}


def flattened(record: Record) -> Record:
    return {
        name: serialize_json(value) if isinstance(value, list) else value
        for name, value in record.items()
    }


MAPS = {name: {"upper_id": "'AD ' + ad_id"} for name in STREAMS}

CHANGES = [
    Change("deselected columns", {}, deselect, without_name),
    Change("old catalog", {}, lack, without_lacking),
    Change("other key", {}, change_key),
    Change("inclusion", {}, unsupported, without_unsupported),
    Change("stream map", {"stream_maps": MAPS}, record=mapped),
    Change("flattening", {"flattening_enabled": True, "flattening_max_depth": 1}, record=flattened),
    Change("versions", {"emit_activate_version_messages": True}),
    Change("batch", {"batch_config": {}}),
]


class Surroundings(NamedTuple):
    """What a change of records can meet: a state, a failing advertiser, versions of tables."""

    name: str
    has_state: bool = False
    fails: bool = False
    has_versions: bool = False


FIRST_RUN = Surroundings("first run")
NEXT_RUN = Surroundings("next run", has_state=True)
FAILING = Surroundings("failing advertiser", fails=True)
VERSIONS = Surroundings("versions of full tables", has_versions=True)


class Pairs:
    """Runs with changes, in surroundings; those without any are kept to compare with."""

    def __init__(
        self,
        tiktok: LocalTikTok,
        folder: Path,
        state: dict[str, Any],
        plain: dict[Surroundings, Ran],
    ) -> None:
        self._tiktok = tiktok
        self._folder = folder
        self._state = state
        self._plain = plain

    def plain(self, where: Surroundings) -> Ran:
        if where not in self._plain:
            self._plain[where] = self.run(where, [])
        return self._plain[where]

    def run(self, where: Surroundings, changes: Sequence[Change]) -> Ran:
        settings: dict[str, Any] = {}
        for change in changes:
            settings |= change.settings
        if "batch_config" in settings:
            root = {"root": self._folder.as_uri()}
            settings["batch_config"] = {"encoding": {"format": "jsonl"}, "storage": root}

        if where.has_versions:
            settings["emit_activate_version_messages"] = True

        def change_entry(entry: Entry) -> None:
            if where.has_versions:
                entry["replication_method"] = "FULL_TABLE"
            for change in changes:
                change.catalog(entry)

        if where.fails:
            refuse(self._tiktok, self._tiktok.advertiser_ids[0], "forbidden")
        return run_in_process(
            settings_for(self._tiktok, start_date="2026-03-08", **settings),
            state=self._state if where.has_state else None,
            catalog=catalog_with(change_entry) if changes or where.has_versions else None,
            streams=STREAMS,
        )


def records(ran: Ran, stream: str) -> list[Record]:
    """The records of a stream, as messages or in the files of its batches."""
    found = ran.output.records(stream)
    for message in ran.output.messages:
        if message["type"] == "BATCH" and message["stream"] == stream:
            for url in message["manifest"]:
                lines = gzip.decompress(Path(urlsplit(url).path).read_bytes()).splitlines()
                found += [json.loads(line, parse_float=Decimal) for line in lines]
    return found


def versions(ran: Ran) -> list[tuple[str, bool]]:
    """The streams of which a version was activated, and whether all of their records have it."""
    activated = {
        message["stream"]: message["version"]
        for message in ran.output.messages
        if message["type"] == "ACTIVATE_VERSION"
    }
    return [
        (
            stream,
            {version}
            >= {
                one.get("version")
                for one in ran.output.messages
                if one["type"] == "RECORD" and one["stream"] == stream
            },
        )
        for stream, version in activated.items()
    ]


@pytest.fixture(scope="module")
def plain() -> dict[Surroundings, Ran]:
    """Keep the runs without a change."""
    return {}


@pytest.fixture
def pairs(
    tiktok: LocalTikTok, whole: Ran, tmp_path: Path, plain: dict[Surroundings, Ran]
) -> Iterator[Pairs]:
    """Lend the runs, and mend the advertiser that failed."""
    yield Pairs(tiktok, tmp_path, whole.output.state, plain)
    mend(tiktok)


def assert_changed(pairs: Pairs, where: Surroundings, *changes: Change) -> None:
    plain = pairs.plain(where)
    ran = pairs.run(where, changes)

    assert ran.exit_code == plain.exit_code
    assert ran.failures_without_ids == plain.failures_without_ids
    assert ran.output.state == plain.output.state
    assert versions(ran) == versions(plain)
    for stream in STREAMS:
        expected = records(plain, stream)
        assert expected
        for change in changes:
            expected = [change.record(record) for record in expected]
        assert records(ran, stream) == expected


@pytest.mark.parametrize(
    "where", [FIRST_RUN, NEXT_RUN, FAILING, VERSIONS], ids=lambda one: one.name
)
@pytest.mark.parametrize("change", CHANGES, ids=lambda one: one.name)
def test_a_change_of_records_changes_nothing_else(
    pairs: Pairs, change: Change, where: Surroundings
) -> None:
    """First run, next run, failing advertiser: STATE and exit code are those without it."""
    assert_changed(pairs, where, change)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(*pair, id=" and ".join(each.name for each in pair))
        for pair in combinations(CHANGES, 2)
    ],
)
def test_two_changes_of_records_go_together(pairs: Pairs, one: Change, other: Change) -> None:
    """Both take effect in a next run."""
    assert_changed(pairs, NEXT_RUN, one, other)
