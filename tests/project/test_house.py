"""How the packages are built: rooms that say what they are, and no back doors between them."""

from __future__ import annotations

import ast
import inspect
import re
from typing import TYPE_CHECKING

import singer_sdk
from singer_sdk import plugin_base

from tests.project.places import PACKAGES, REPORT, ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

SEAMS = "sdk_seams.py"
"""The one module of each package that may lean on what the SDK does not promise."""

SDK_CLASSES = (
    singer_sdk.Tap,
    singer_sdk.Stream,
    singer_sdk.Target,
    singer_sdk.Sink,
    plugin_base.SingerCommand,
)
SAYS_NOTHING = {"utils", "util", "helpers", "helper", "common", "misc", "new", "old"}
MOST_LINES = 250
MOST_LINES_OF_A_BODY = 30


def is_private(name: str) -> bool:
    """Whether a name is its module's or its class's own."""
    return name.startswith("_") and not name.startswith("__")


SDK_PRIVATE = {
    name
    for each in SDK_CLASSES
    for one in each.__mro__
    if one.__module__.startswith("singer_sdk")
    for name in {*vars(one), *re.findall(r"\bself\.(\w+)\b[^=\n]* = ", inspect.getsource(one))}
    if is_private(name)
}
MODULES = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
    for name, package in {**PACKAGES, **REPORT}.items()
    for path in sorted((ROOT / name / package).rglob("*.py"))
}
"""The text of every module of the packages."""
TREES = {name: ast.parse(text) for name, text in MODULES.items()}


def test_no_module_takes_a_private_name_of_another() -> None:
    """What begins with an underscore is used where it stands, and nowhere else."""
    assert {name: found for name, tree in TREES.items() if (found := [*_taken(tree)])} == {}


def _taken(tree: ast.Module) -> Iterator[str]:
    modules: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and _is_ours(node):
            yield from (alias.name for alias in node.names if is_private(alias.name))
            modules |= {alias.asname or alias.name for alias in node.names}
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and node.value.id in modules
            and is_private(node.attr)
        ):
            yield f"{node.value.id}.{node.attr}"


def _is_ours(node: ast.ImportFrom) -> bool:
    return (node.module or "").split(".")[0] in {*PACKAGES.values(), *REPORT.values()}


def test_the_insides_of_the_sdk_are_met_in_one_module() -> None:
    """A new SDK can break what it never promised in one module of each package only."""
    others = {name: tree for name, tree in TREES.items() if not name.endswith(SEAMS)}

    assert {name: found for name, tree in others.items() if (found := {*_insides(tree)})} == {}


def _insides(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("singer_sdk"):
            yield from filter(is_private, (node.module or "").split("."))
            yield from (alias.name for alias in node.names if is_private(alias.name))
        if isinstance(node, ast.ClassDef) and node.bases:  # whose base may be one of the SDK's
            yield from (name for name in _names_in(node) if name in SDK_PRIVATE)


def _names_in(node: ast.ClassDef) -> Iterator[str]:
    for each in ast.walk(node):
        if isinstance(each, ast.Attribute):
            yield each.attr
        if isinstance(each, ast.FunctionDef):
            yield each.name


def test_a_room_says_in_one_sentence_what_belongs_there() -> None:
    """A folder's `__init__` is one sentence; only the list of the streams holds anything else."""
    rooms = {name: tree for name, tree in TREES.items() if name.endswith("/__init__.py")}

    assert [name for name, tree in rooms.items() if "\n" in (ast.get_docstring(tree) or "\n")] == []
    assert [
        name
        for name, tree in rooms.items()
        if len(tree.body) > 1 and not name.endswith("/streams/__init__.py")
    ] == []


def test_a_file_holds_one_idea() -> None:
    """A module has a name that says something, and can be read in one go."""
    assert [name for name in MODULES if name.split("/")[-1][:-3] in SAYS_NOTHING] == []
    assert {
        name: lines
        for name, text in MODULES.items()
        if (lines := len(text.splitlines())) > MOST_LINES
    } == {}


def test_a_function_fits_on_a_screen() -> None:
    """A function's body, its docstring left aside, stays under about thirty lines."""
    assert {
        f"{name}:{node.name}": lines
        for name, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and (lines := _lines_of(node)) > MOST_LINES_OF_A_BODY
    } == {}


def _lines_of(node: ast.FunctionDef) -> int:
    body = node.body[1:] if ast.get_docstring(node) is not None else node.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0
