"""The switches of the Events API on the command line and at run time."""

from __future__ import annotations

import argparse
import dataclasses
from pathlib import Path

import pytest

from tests.emulator import events
from tests.emulator.events.api import EventsApi
from tests.emulator.events.options import EventsOptions, changed, from_arguments
from tests.emulator.events.sender import Sender, order

NAMES = [field.name for field in dataclasses.fields(EventsOptions)]


def parsed(*arguments: str) -> EventsOptions:
    """Parse these switches."""
    parser = argparse.ArgumentParser()
    EventsApi.add_options(parser)
    return from_arguments(parser.parse_args(arguments))


def test_without_switches_the_options_are_the_defaults() -> None:
    """On the command line as in the code, and when a parser does not know the switches."""
    assert parsed() == EventsOptions() == from_arguments(argparse.Namespace())


@pytest.mark.parametrize("name", NAMES)
def test_every_option_is_a_switch(name: str) -> None:
    """The last choice, or another value, arrives."""
    field = next(field for field in dataclasses.fields(EventsOptions) if field.name == name)
    value = field.metadata.get("choices", ["7"])[-1]
    options = parsed("--events-" + name.replace("_", "-"), value)
    assert str(getattr(options, name)).removesuffix(".0") == value
    assert options != EventsOptions()


def test_a_choice_that_is_none_ends_the_parser(capsys: pytest.CaptureFixture[str]) -> None:
    """With the choices in the error text."""
    with pytest.raises(SystemExit):
        parsed("--events-keep", "some")
    assert "count" in capsys.readouterr().err


def test_options_change_at_run_time_and_are_shown() -> None:
    """The next request meets the new one; the others stay."""
    sender = Sender("--events-success-data", "null")
    assert sender.admin("POST", "options", {"path_style": "Batch"})["path_style"] == "Batch"
    assert sender.post(order(event_time="x"))["message"].startswith("Batch.0.event_time")
    assert sender.admin("GET", "options")["success_data"] == "null"


def test_a_code_among_the_choices_may_be_a_number() -> None:
    """In JSON a code is one."""
    assert changed(EventsOptions(), {"unhashed": 40002}).unhashed == "40002"


@pytest.mark.parametrize(
    "changes",
    [
        {"paths": "data"},
        {"keep": "some"},
        {"keep": None},
        {"pixel_qps": "10"},
        {"pixel_qps": -1},
        {"pixel_qps": True},
        {"pixel_qps": float("inf")},
        {"partner_names": ["a"]},
    ],
)
def test_a_change_that_cannot_be_is_refused(changes: dict[str, object]) -> None:
    """The error names the option."""
    with pytest.raises(ValueError, match=next(iter(changes))):
        changed(EventsOptions(), changes)


def test_every_option_stands_in_the_readme() -> None:
    """With each of its choices."""
    readme = (Path(events.__file__).parent / "README.md").read_text("utf-8")
    lines = {line.split("`")[1]: line for line in readme.splitlines() if line.startswith("| `")}
    for field in dataclasses.fields(EventsOptions):
        line = lines["--events-" + field.name.replace("_", "-")]
        for choice in field.metadata.get("choices", ()):
            assert f"`{choice}`" in line
