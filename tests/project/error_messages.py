"""Every message of ours that ends a run or gives up a part of it, with its entry in the guide.

They are found in the source, so that none can be written without the page knowing it.
"""

from __future__ import annotations

import ast
import re
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from tap_tiktok_ads import errors as tap
from target_tiktok_events import errors as target
from tests.project.message_templates import VALUE, Module, Package, called, parameters
from tests.project.places import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGES: Final[dict[str, tuple[str, Any]]] = {
    "tap-tiktok-ads": ("tap_tiktok_ads", tap.TapError),
    "target-tiktok-events": ("target_tiktok_events", target.TargetError),
}
_GUIDED: Final = {
    "with_guide": (0, 1),
    "_exit": (1, 3),
    "failed": (1, 2),  # what a check of the operator's found
    "warning": (1, 2),
    "not_checked": (1, 2),
    "UnansweredError": (0, 1),
}
"""Functions that are given the line and its entry, each at a place among the arguments."""


MOST_WORDS_OF_A_PART: Final = 2
"""Shorter texts are the names of things in a message, and no message."""


class Message(NamedTuple):
    """A text as it stands in the code, `…` for each value, and its entry."""

    anchor: str
    package: str
    text: str


class Site(NamedTuple):
    """A place in the code where an error gets its text."""

    module: Module
    node: ast.AST
    anchor: str


def messages() -> set[Message]:
    """All messages of both packages."""
    return {
        Message(site.anchor, name, text)
        for name in PACKAGES
        for site, texts in sites_of(name)
        for text in map(_readable, texts)
        if len(re.findall(r"[A-Za-z]{2,}", text)) > MOST_WORDS_OF_A_PART
    } | {
        Message(kind.anchor, name, f"What to do: {kind.advice}")
        for name, (_, base) in PACKAGES.items()
        for kind in _kinds(base)
        if getattr(kind, "advice", None)
    }


def unread() -> set[str]:
    """Where an error gets a text that is not found: `file: expression`."""
    return {
        f"{site.module.path.name}: {ast.unparse(site.node)}"
        for name in PACKAGES
        for site, texts in sites_of(name)
        if not texts
    }


def sites_of(name: str) -> list[tuple[Site, set[str]]]:
    """Each place where an error of a package gets its text, with the texts it can get."""
    package = Package.read(ROOT / name / PACKAGES[name][0])
    anchors = {one.__name__: one.anchor for one in _kinds(PACKAGES[name][1])}
    found: list[tuple[Site, set[str]]] = []
    seen: set[tuple[ast.AST, str]] = set()
    todo = [site for module in package.modules for site in _sites(module, anchors)]
    while todo:
        site = todo.pop()
        if (site.node, site.anchor) not in seen:
            seen.add((site.node, site.anchor))
            found.append((site, package.texts(site.node, site.module, frozenset())))
            todo += _callers(site, package)
    return found


def _kinds(base: type[Any]) -> Iterator[type[Any]]:
    for name, (folder, _) in PACKAGES.items():
        for path in (ROOT / name / folder).rglob("*.py"):  # a subclass may stand anywhere
            parts = path.relative_to(ROOT / name).with_suffix("").parts
            import_module(".".join(one for one in parts if one != "__init__"))
    todo = [base]
    while todo:
        yield (kind := todo.pop())
        todo += type.__subclasses__(kind)


def _sites(module: Module, anchors: dict[str, str]) -> Iterator[Site]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ClassDef) and node.name in anchors:
            yield from (Site(module, one, anchors[node.name]) for one in _own_texts(node))
        if not isinstance(node, ast.Call):
            continue
        if (name := called(node)) in _GUIDED and isinstance(node.func, ast.Name):
            at, of_anchor = _GUIDED[name]
            entry = node.args[of_anchor] if len(node.args) > of_anchor else None
            if anchor := _constant(entry, module):
                yield Site(module, node.args[at], anchor)
        elif node.args:
            yield from (Site(module, node.args[0], one) for one in _anchors(node, module, anchors))


def _constant(node: ast.AST | None, module: Module) -> str:
    """The text of a literal, or of a constant of the module."""
    if isinstance(node, ast.Name):
        values = {
            ast.unparse(one.target): one.value
            for one in module.tree.body
            if isinstance(one, ast.AnnAssign)
        }
        node = values.get(node.id)
    return str(node.value) if isinstance(node, ast.Constant) else ""


def _own_texts(kind: ast.ClassDef) -> Iterator[ast.AST]:
    """What a class of errors says by itself."""
    for node in ast.walk(kind):
        is_super = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        if is_super and node.func.attr == "__init__" and node.args:  # type: ignore[attr-defined]
            yield node.args[0]  # type: ignore[attr-defined]


def _anchors(call: ast.Call, module: Module, anchors: dict[str, str]) -> set[str]:
    """The entries of what a call makes; a variable may hold one class of errors or another."""
    name = called(call)
    if name in anchors:
        return {anchors[name]}
    function = module.within.get(call)
    chosen = (
        one.value
        for one in ast.walk(function or module.tree)
        if isinstance(one, ast.Assign) and any(ast.unparse(to) == name for to in one.targets)
    )
    named = {one.id for value in chosen for one in ast.walk(value) if isinstance(one, ast.Name)}
    return {anchors[one] for one in named if one in anchors}


def _callers(site: Site, package: Package) -> Iterator[Site]:
    """Where the text is a parameter of the function: the calls of that function."""
    function, text = site.module.within.get(site.node), site.node
    while isinstance(text, ast.Call) and called(text) in {"str", "join"} and text.args:
        text = text.args[0]  # " ".join(line.split()) is the line
        text = text.func.value if _is_split(text) else text  # type: ignore[attr-defined]
    if function is None or function.name == "__init__" or not isinstance(text, ast.Name):
        return
    for place, parameter in enumerate(parameters(function)):
        if parameter != text.id:
            continue
        for module in package.modules:
            for call in ast.walk(module.tree):
                if isinstance(call, ast.Call) and called(call) == function.name:
                    given = [one.value for one in call.keywords if one.arg == parameter]
                    given += call.args[place : place + 1]
                    yield from (Site(module, one, site.anchor) for one in given)


def _is_split(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and called(node) == "split"


def _readable(text: str) -> str:
    text = " ".join(text.split())
    return re.sub(f"{VALUE}(?:[, ]*{VALUE})+", VALUE, text)
