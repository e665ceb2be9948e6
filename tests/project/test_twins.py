"""What both packages need and neither may import from the other: alike, so that both are mended."""

from __future__ import annotations

import ast
import re
from typing import Any

import pytest

from tests.project.places import PACKAGES, ROOT

TWINS = (
    "config/ignored_variables.py",
    "operator/text_table.py",
    "tiktok/transport_faults.py",
)
"""Modules that differ in names and words alone: of the plugin, its prefix, and docstrings."""


def shape_of(package: str, module: str) -> list[str]:
    """The functions of a module without docstrings, by what they do."""
    text = (ROOT / package / PACKAGES[package] / module).read_text(encoding="utf-8")
    tree = ast.parse(text)
    functions: list[Any] = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    for function in functions:
        if ast.get_docstring(function) is not None:
            del function.body[0]
    own = re.compile(rf"{package}|{PACKAGES[package]}")
    return [own.sub("plugin", ast.unparse(function)) for function in functions]


@pytest.mark.parametrize("module", TWINS)
def test_twins_do_the_same(module: str) -> None:
    """A change of one is a change of the other: the two packages share no code by design."""
    tap, target = (shape_of(package, module) for package in PACKAGES)
    assert tap
    assert tap == target
