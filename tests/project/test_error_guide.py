"""docs/errors.md has an entry for whatever a line of the log refers to."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

import pytest

from tap_tiktok_ads import errors as tap
from tap_tiktok_ads.guide import GUIDE as GUIDE_OF_TAP
from target_tiktok_events import errors as target
from target_tiktok_events.guide import GUIDE as GUIDE_OF_TARGET
from tests.project.error_guide import GUIDE, with_tables
from tests.project.error_messages import messages, unread
from tests.project.places import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = GUIDE.read_text(encoding="utf-8")

# Where the text of an error is that of another one, whose own place is found.
PASSED_ON = {
    "accounts.py: error",
    "catalog.py: place",
    "catalog_columns.py: text",
    "command.py: str(error)",
    "errors.py: message",
    "event_sources.py: str(error).replace('event_mappings[0]', setting)",
    "expected_requests.py: error",
    "files.py: place",
    "history.py: line",
    "interruption.py: self._signal",
    "page_source.py: error",
    "page_source.py: error.message",
    "requested_names.py: error",
    "requested_names.py: error.message",
    "sdk_settings.py: '; '.join(error.errors)",
    "values.py: '; '.join(complaints)",
    "trial_event.py: envelope.message",
}
WITH_GUIDE_BEFORE = {"summary.py"}

ENTRIES = set(re.findall(r'<a id="([a-z-]+)"></a>', PAGE))


def kinds(base: type[Exception]) -> Iterator[type[Exception]]:
    """A class of errors and all below it."""
    yield base
    for below in type.__subclasses__(base):
        yield from kinds(below)


@pytest.mark.parametrize("kind", [*kinds(tap.TapError), *kinds(target.TargetError)])
def test_every_error_has_an_entry(kind: type) -> None:
    """Each class of the trees of errors names an entry that is there."""
    assert kind.anchor in ENTRIES  # type: ignore[attr-defined]


def test_what_ends_a_run_outside_of_the_trees_has_an_entry() -> None:
    """Pipe, disk and defect are named where a command ends."""
    for path in (
        "tap-tiktok-ads/tap_tiktok_ads/cli.py",
        "target-tiktok-events/target_tiktok_events/cli.py",
    ):
        calls = [
            node
            for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8")))
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "_exit"
        ]
        named = {one.args[3].value for one in calls if isinstance(one.args[3], ast.Constant)}
        assert named
        assert named <= ENTRIES


def test_every_link_of_the_page_leads_somewhere() -> None:
    """No entry refers to one that is not there."""
    assert set(re.findall(r"\(#([a-z-]+)\)", PAGE)) <= ENTRIES


def test_return_codes_and_messages_are_those_of_the_code() -> None:
    """`make settings` writes them."""
    assert with_tables(PAGE) == PAGE


def test_messages_are_found_where_errors_are_made() -> None:
    """A text may be built elsewhere, come from another error, or pass through functions."""
    assert unread() <= PASSED_ON
    found = {(one.anchor, one.text) for one in messages()}
    assert found >= {
        ("pipe", "the target closed the pipe: see the target's log"),
        ("setting", "… is no date: write it as YYYY-MM-DD"),
        ("setting", "history_path is not set: set it, or name the file with --path"),
        ("unreachable", "no connection to …: …"),
        ("storage", "standard output can't be written (…): does the next program still run?"),
        ("token", "What to do: check access_token"),
    }
    assert {one.anchor for one in messages()} <= ENTRIES


def test_every_error_line_names_its_entry() -> None:
    """What is logged as an error goes through `with_guide`."""
    for path in (*ROOT.glob("tap-tiktok-ads/*/**/*.py"), *ROOT.glob("target-*/*/**/*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("logger.error"):
                made = {
                    getattr(one.func, "id", "")
                    for one in ast.walk(node)
                    if isinstance(one, ast.Call)
                }
                assert "with_guide" in made or path.name in WITH_GUIDE_BEFORE, ast.unparse(node)


def test_both_packages_refer_to_this_page() -> None:
    """A line of the log names the page by its path in the repository."""
    assert {GUIDE_OF_TAP, GUIDE_OF_TARGET} == {str(GUIDE.relative_to(ROOT))}
