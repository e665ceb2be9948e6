"""Says what the demo is doing, and collects what did not reconcile."""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass
class Progress:
    """The printing side of the demo. `problems` decides about the exit code."""

    problems: list[str] = field(default_factory=list)

    @contextmanager
    def step(self, text: str) -> Iterator[None]:
        """Print one line: the step when it begins, its seconds when it has ended."""
        print(f"{text} ...", end="", flush=True)
        began = time.monotonic()
        try:
            yield
        except BaseException:
            print(flush=True)
            raise
        print(f" {time.monotonic() - began:.1f} s", flush=True)

    def title(self, text: str) -> None:
        """Print the title of a part."""
        print(f"\n{text}\n", flush=True)

    def check(self, *, held: bool, text: str) -> None:
        """Print what was compared; note it as a problem when it differs."""
        print(f"  {'ok' if held else 'NOT OK'}: {text}", flush=True)
        if not held:
            self.problems.append(text)
