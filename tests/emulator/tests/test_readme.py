"""The README names what there is."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, get_args, get_type_hints

import pytest

from tests.emulator.admin import Admin
from tests.emulator.context import build_context
from tests.emulator.events.pixel_counts import PixelCounts
from tests.emulator.events.state import EventsState
from tests.emulator.faults import Fault
from tests.emulator.marketing import PREFIX
from tests.emulator.options import SCALES, build_parser, parse
from tests.emulator.process import ROOT
from tests.emulator.server import marketing_routes

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from tests.emulator.context import Context

README = (ROOT / "tests/emulator/README.md").read_text()


@pytest.fixture
def context() -> Iterator[Context]:
    """The state of a local TikTok that is not started."""
    found = build_context(parse(build_parser(), ["--today", "2026-11-20"]))
    yield found
    found.pages.close()


def _options() -> list[argparse.Action]:
    return [a for a in build_parser()._actions if a.option_strings]  # noqa: SLF001 - no other way


def test_every_option_is_explained() -> None:
    """Each option of the parser is in the table, under one of its spellings, with help."""
    for action in _options():
        assert action.help
        if not action.option_strings[0].startswith(("-h", "--events-")):
            assert any(spelling in README for spelling in action.option_strings)


def test_every_switch_says_whether_it_is_on_and_why() -> None:
    """All but the sizes, the names and the plumbing stand in the table of reasons too."""
    section = README.partition("## What is on by default, and why")[2].partition("\n## ")[0]
    groups = {group.title: group for group in build_parser()._action_groups}  # noqa: SLF001
    for title in ("traffic", "what TikTok leaves open"):
        for action in groups[title]._group_actions:  # noqa: SLF001
            assert any(f"`{spelling}`" in section for spelling in action.option_strings)


def test_the_defaults_of_the_sizes_are_those_of_the_table() -> None:
    """Six advertisers and so on."""
    sizes = ", ".join(map(str, SCALES["default"].values()))
    assert f"| `--advertisers --campaigns --ad-groups --ads --days` | {sizes} |" in README


def test_every_endpoint_is_named(context: Context) -> None:
    """Each route of the Marketing API stands in the list of endpoints."""
    assert PREFIX in README
    routes = marketing_routes(context, PixelCounts(EventsState(datetime.now, str, float)))
    assert all(f"`{path}`" in README for _, path in routes if path[-1] == "/")


def test_every_admin_path_is_named(context: Context) -> None:
    """Each admin path with its method."""
    routes = Admin(context, lambda _grant, _revoke: None).routes()
    for method, path in routes:
        name = path.rsplit("/", 1)[-1]
        assert f"{method} {name}" in README or (method == "DELETE" and "`DELETE` clears" in README)


def test_every_kind_of_fault_is_explained() -> None:
    """The table of faults is complete, keys included."""
    for kind in get_args(get_type_hints(Fault)["kind"]):
        assert f"| `{kind}`" in README
    for key in Fault.__struct_fields__:
        assert f"`{key}`" in README or f'"{key}"' in README or key == "hits"
