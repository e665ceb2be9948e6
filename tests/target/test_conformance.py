"""The SDK's own suite for targets: streams that are no orders, of which no record ends the run."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pytest
from singer_sdk.testing import get_target_test_class, target_test_streams

from target_tiktok_events.target import TargetTikTokEvents

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from singer_sdk.testing.runners import TargetTestRunner

_NO_KEY = files(target_test_streams) / "record_missing_key_property.singer"
_OF_OTHERS = [{"stream": "orders", "event_name": "CompletePayment"}]
"""A rule for another stream: without it the suite's streams would be refused by their SCHEMA."""
_DRY: Any = get_target_test_class(
    TargetTikTokEvents,
    config={
        "event_source_id": "CEXAMPLE0PIXEL0CODE0",
        "event_mappings": _OF_OTHERS,
        "max_dead_letters": "100%",
        "dry_run": True,
    },
)
_WITH_FILES: Any = get_target_test_class(
    TargetTikTokEvents,
    config={
        "event_source_id": "CEXAMPLE0PIXEL0CODE0",
        "event_mappings": _OF_OTHERS,
        "max_dead_letters": "100%",
        "access_token": "unused",
    },
)


class _Closing:
    """The SDK's runner leaves the file of each test open."""

    @pytest.fixture(autouse=True)
    def _close(self, runner: TargetTestRunner) -> Iterator[None]:
        yield
        if runner.input_filepath is not None:
            runner.target_input.close()


class TestDryRun(_Closing, _DRY):  # type: ignore[misc] # the suite is made at run time
    """Without token, network and files."""

    def test_target_record_missing_key_property(self, runner: TargetTestRunner) -> None:
        """The SDK expects an exception; here a record without its key is counted."""
        runner.input_filepath = _NO_KEY
        runner.sync_all()
        assert runner.state_messages == []


class TestWithFiles(_Closing, _WITH_FILES):  # type: ignore[misc]
    """With ledger, dead letters and threads; none of the streams holds an order to send."""

    @pytest.fixture(autouse=True)
    def _directory(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)

    def test_target_record_missing_key_property(
        self, runner: TargetTestRunner, tmp_path: Path
    ) -> None:
        """The SDK expects an exception; here a record without its key is a dead letter."""
        runner.input_filepath = _NO_KEY
        runner.sync_all()
        [line] = (tmp_path / "tiktok-events-dead-letters.jsonl").read_text().splitlines()
        assert json.loads(line)["stage"] == "map"
