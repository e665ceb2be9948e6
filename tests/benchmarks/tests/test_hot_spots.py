"""Samples of stacks, added up by function."""

from __future__ import annotations

import pytest

from tests.benchmarks.hot_spots import HotSpot, hottest


def test_innermost_function_counts_whatever_its_line() -> None:
    """Lines of one function and threads of one kind add up; the largest share comes first."""
    stacks = [
        "thread (1): MainThread;main (tap/tap.py:3);decode (tap/lines.py:10) 30",
        "thread (1): MainThread;main (tap/tap.py:9);decode (tap/lines.py:12) 30",
        "thread (2): page-reader-0;_work (tap/pages.py:5) 15",
        "thread (3): page-reader-1;_work (tap/pages.py:6) 15",
        "thread (1): MainThread;main (tap/tap.py:9) 10",
    ]
    assert hottest(stacks) == [
        HotSpot(0.6, "main", "decode (lines.py)"),
        HotSpot(0.3, "workers", "_work (pages.py)"),
        HotSpot(0.1, "main", "main (tap.py)"),
    ]


@pytest.mark.parametrize(
    ("stack", "function"),
    [
        ("thread (1);_find_and_load (<frozen importlib._bootstrap>:1176);x (y.py:1)", "imports"),
        ("thread (1): MainThread", "no Python function"),
    ],
)
def test_imports_and_the_interpreter_itself_have_a_name(stack: str, function: str) -> None:
    """Whatever an import does is one entry, and so is time outside of all functions."""
    assert hottest([f"{stack} 7"]) == [HotSpot(1.0, "main", function)]
