"""What the target leans on without a promise of singer-sdk, one test for each use.

Each docstring says what breaks when a new version of the SDK breaks the test.
"""

from __future__ import annotations

import ast
import io
import signal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from singer_sdk.exceptions import MapExpressionError
from singer_sdk.mapper import CustomStreamMap

import target_tiktok_events
from target_tiktok_events.errors import SettingError, Terminated
from target_tiktok_events.singer import sdk_seams
from target_tiktok_events.singer.lines import LineReader
from target_tiktok_events.singer.sdk_seams import (
    environment_texts,
    is_batch_config,
    mistake_in_expression,
)
from target_tiktok_events.singer.sink import OrderSink
from target_tiktok_events.target import TargetTikTokEvents

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(target_tiktok_events.__file__).parent


def test_environment_comes_as_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else `--config=ENV` reads no settings, or ends at `many` with an error that names none."""
    monkeypatch.setenv("T_BATCH_SIZE", "many")
    monkeypatch.setenv("T_STREAM_MAPS", "{")
    monkeypatch.setenv("T_OTHER", "x")
    assert environment_texts(["batch_size", "stream_maps", "dry_run"], "T_") == {
        "batch_size": "many",
        "stream_maps": "{",
    }


def test_bad_number_in_the_environment_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else a typing error in the environment looks like a defect of the target."""
    monkeypatch.setenv("TARGET_TIKTOK_EVENTS_BATCH_SIZE", "many")
    monkeypatch.setenv("TARGET_TIKTOK_EVENTS_EVENT_SOURCE_ID", "C4")
    with pytest.raises(SettingError, match=r"^batch_size must be a whole number$"):
        TargetTikTokEvents(config={"dry_run": True}, parse_env_config=True)


@pytest.mark.parametrize(
    ("value", "usable"),
    [
        ({"encoding": {"format": "jsonl"}, "storage": {"root": "file:///tmp"}}, True),
        ({"encoding": {"format": "jsonl"}}, False),
        ({"encoding": {"format": "jsonl"}, "storage": {"folder": "x"}}, False),
    ],
)
def test_batch_config_is_tried_at_once(value: dict[str, Any], usable: bool) -> None:  # noqa: FBT001 - a case
    """Else a wrong `batch_config` is found at the first BATCH, and its file is blamed for it."""
    assert is_batch_config(value) is usable


@pytest.mark.parametrize(
    ("expression", "mistake"),
    [
        ("nonsense", "an expression uses 'nonsense', which is no column of the SCHEMA"),
        ("upper(email)", "an expression uses the unknown function 'upper'"),
        ("lambda: 1", "an expression uses Python that the SDK doesn't allow"),
        ("note", None),
    ],
)
def test_mistakes_of_an_expression_are_told_from_odd_records(
    expression: str, mistake: str | None
) -> None:
    """Else a misspelt stream map makes every record a dead letter, and the run ends with 0."""
    stream_map = CustomStreamMap(
        stream_alias="orders",
        map_config={},
        faker_config={},
        raw_schema={"properties": {"email": {}, "note": {}}},
        key_properties=None,
        map_transform={"email": expression},
        flattening_options=None,
    )
    with pytest.raises(MapExpressionError) as caught:
        stream_map.transform({"email": "a"})
    assert mistake_in_expression(caught.value, ["email", "note"]) == mistake


@pytest.fixture
def _own_handlers() -> Iterator[None]:
    """The process's handlers come back."""
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = [signal.getsignal(number) for number in numbers]
    yield
    for number, handler in zip(numbers, before, strict=True):
        signal.signal(number, handler)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.usefixtures("_own_handlers")
def test_signals_are_heeded_where_it_is_safe(number: signal.Signals) -> None:
    """Else a signal ends the run in the middle of its bookkeeping, with exit code 0."""
    target = TargetTikTokEvents(config={"event_source_id": "C4", "dry_run": True})
    handler = signal.getsignal(number)
    assert callable(handler)
    handler(number, None)  # returns: no input is waited for yet
    with pytest.raises(Terminated) as caught:
        target.listen(io.StringIO(""))
    assert caught.value.exit_code == 128 + number


@pytest.mark.parametrize("plugin", [TargetTikTokEvents, OrderSink, LineReader])
def test_private_methods_of_the_sdk_are_replaced_in_one_module(plugin: type) -> None:
    """Else a method here silently replaces one of the SDK, and nobody looks for it."""
    own = [one for one in plugin.__mro__ if one.__module__.startswith("target_tiktok_events")]
    sdk = [one for one in plugin.__mro__ if one.__module__.startswith("singer_sdk")]
    replaced = {
        (one.__module__, name)
        for one in own
        for name in vars(one)
        if name.startswith("_") and not name.startswith(("__", "_abc_"))
        if any(name in vars(base) for base in sdk)
    }
    assert {module for module, _ in replaced} <= {sdk_seams.__name__}


def test_private_modules_of_the_sdk_are_imported_in_one_module() -> None:
    """Else a new version of the SDK breaks the target in places that no test here names."""
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            module = getattr(node, "module", None) or ""
            if isinstance(node, ast.ImportFrom) and module.startswith("singer_sdk"):
                names = [*module.split("."), *(alias.name for alias in node.names)]
                private = [name for name in names if name.startswith("_")]
                knows = {"singer", "event_log_tap"}
                assert path.parent.name in knows or path.name == "target.py", path
                assert not private or path.name == "sdk_seams.py", (path, private)
