"""What leans on the SDK's private members; each test says what a new version of the SDK broke."""

from __future__ import annotations

import io
import json
import logging
import re
import signal
from contextlib import redirect_stdout
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

import pytest
from singer_sdk import Stream, Tap
from singer_sdk.configuration._dict_config import parse_environment_config

from tap_tiktok_ads.errors import Interrupted, SettingError
from tap_tiktok_ads.singer.sdk_seams import SingerStream, SingerTap, let_lists_have_commas
from tap_tiktok_ads.tap import TapTikTokAds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    Message = dict[str, Any]

CANARY = "canary-3f0c91"
EXTRACTED = datetime(2026, 3, 10, 12, tzinfo=timezone.utc)
SCHEMA = {"properties": {"shelf": {"type": "string"}, "n": {"type": "integer"}}}


class Books(SingerStream):
    """Three books on each of two shelves; `n` would be the bookmark."""

    name = "books"
    primary_keys = ("shelf", "n")
    replication_key = "n"
    extracted = EXTRACTED

    @property
    def partitions(self) -> list[dict[str, Any]]:
        return [{"shelf": "a"}, {"shelf": "b"}]

    def get_records(self, context: Mapping[str, Any] | None) -> Iterable[dict[str, Any]]:
        for n in range(3):
            yield {**(context or {}), "n": n}

    def get_replication_key_signpost(self, _context: Any = None) -> None:
        return None


class Library(SingerTap):
    """A tap with one stream."""

    name = "tap-library"
    config_jsonschema = {"properties": {}}  # noqa: RUF012 - as the SDK declares it

    def check_settings(self) -> None:
        if "wrong" in self.config:
            raise SettingError("wrong is wrong")

    def discover_streams(self) -> list[Stream]:
        return [Books(self, SCHEMA)]


@pytest.fixture(autouse=True)
def _signals_kept() -> Iterator[None]:
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


def written(run: Callable[[SingerTap], Any] = SingerTap.sync_all, **config: Any) -> list[Message]:
    """The messages of a whole run, or of what `run` does with the tap."""
    buffer = io.BytesIO()
    with redirect_stdout(io.TextIOWrapper(buffer, write_through=True)):
        run(Library(config=config))
        return [json.loads(line) for line in buffer.getvalue().splitlines()]


def records(messages: list[Message]) -> list[Message]:
    return [one for one in messages if one["type"] == "RECORD"]


def test_records_are_written_by_our_loop() -> None:
    """`_sync_records` is no longer what a sync runs: bookmarks move with records again."""
    messages = written()

    assert [one["record"] for one in records(messages)] == [
        {"shelf": shelf, "n": n} for shelf in "ab" for n in range(3)
    ]
    assert messages[-1] == {"type": "STATE", "value": {"bookmarks": {"books": {}}}}
    assert [one["type"] for one in messages].count("STATE") == 1


def test_messages_carry_the_instant_of_the_run() -> None:
    """`_generate_record_messages` gives no messages whose instant can be set."""
    assert {one["time_extracted"] for one in records(written())} == {"2026-03-10T12:00:00Z"}


def test_maps_and_selection_are_applied() -> None:
    """`_generate_record_messages` no longer applies stream maps."""
    found = records(written(stream_maps={"books": {"twice": "n * 2", "__alias__": "doubled"}}))

    assert [one["record"]["twice"] for one in found] == [0, 2, 4] * 2
    assert {one["stream"] for one in found} == {"doubled"}


def test_a_connection_test_reads_one_record() -> None:
    """`_check_max_record_limit` no longer ends a stream: --test imports everything."""
    assert len(records(written(SingerTap.run_connection_test))) == 1


def test_batches_hold_what_the_loop_yields(tmp_path: Path) -> None:
    """Batches no longer come from `_sync_records`, or it writes records beside them."""
    messages = written(
        batch_config={"encoding": {"format": "jsonl"}, "storage": {"root": tmp_path.as_uri()}}
    )

    assert records(messages) == []
    assert [one["type"] for one in messages].count("BATCH") == 1


def test_settings_are_checked_when_the_tap_is_made() -> None:
    """`_validate_config` is no longer called: a wrong setting is met in the middle of a run."""
    with pytest.raises(SettingError, match="wrong is wrong"):
        Library(config={"wrong": 1})
    with pytest.raises(SettingError, match="stream_maps must be"):
        Library(config={"stream_maps": 1})


def test_a_wrong_value_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    """`_validate_config` of the SDK runs beside ours: it prints what it refuses."""
    with caplog.at_level(logging.DEBUG), pytest.raises(SettingError):
        Library(config={"stream_maps": CANARY})

    assert CANARY not in caplog.text


def test_discovery_needs_no_good_settings() -> None:
    """`_validate_config` raises although it was told not to: --discover needs settings."""
    tap = Library(config={"wrong": 1}, validate_config=False, setup_mapper=False)

    assert list(tap.streams) == ["books"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_interrupts(number: signal.Signals) -> None:
    """`_handle_termination` is no longer what signals call: the SDK would exit with 0."""
    Library(config={})

    with pytest.raises(Interrupted) as caught:
        signal.raise_signal(number)
    assert caught.value.exit_code == 128 + number


def test_a_signal_in_the_middle_of_a_message_waits_for_its_end() -> None:
    """`_handle_termination` does not see that a message is being written: it would be cut."""
    tap = Library(config={})
    tap.message_writer.is_writing = True

    signal.raise_signal(signal.SIGTERM)

    assert tap.message_writer.signum == signal.SIGTERM


def test_a_list_with_commas_is_read_without_a_warning(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Another module of the SDK reads variables: who keeps to the README would be told not to."""
    monkeypatch.setenv("TAP_TIKTOK_ADS_ADVERTISER_IDS", "7001,7002")
    schema = {"properties": {"advertiser_ids": {"type": "array", "items": {"type": "string"}}}}
    let_lists_have_commas()

    read = parse_environment_config(schema, "TAP_TIKTOK_ADS_")

    assert read == {"advertiser_ids": ["7001", "7002"]}
    assert [one for one in caplog.messages if "array" in one] == []


SEAMS = {
    "_validate_config",
    "_handle_termination",
    "_sync_records",
    "_write_batch_message",
    "_write_activate_version_message",
}


def test_no_private_member_is_replaced_by_accident() -> None:
    """A new version of the SDK has a private member by a name that a class here uses too."""
    tap = TapTikTokAds(config={}, validate_config=False, setup_mapper=False)
    of_sdk: set[str] = set()
    ours: set[str] = set()
    for instance in (tap, *tap.streams.values()):
        sdk = Tap if instance is tap else Stream
        kinds = type(instance).__mro__
        names = {name for kind in kinds if not issubclass(sdk, kind) for name in vars(kind)}
        ours |= names
        of_sdk |= set(dir(sdk))

    assert {one for one in ours & of_sdk if re.fullmatch("_[a-z].*", one)} - {"_abc_impl"} == SEAMS
