"""Headless Chromium: opens a page as a reader does, and tells what became of it."""

from __future__ import annotations

import base64
import hashlib
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.report.page_reader import PageReader

if TYPE_CHECKING:
    from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome")
DARK = "--blink-settings=preferredColorScheme=0"


def chromium() -> str | None:
    """The browser's executable; None where there is none, and in CI, which has none of ours."""
    if os.environ.get("CI"):
        return None
    return next((path for name in NAMES if (path := shutil.which(name))), None)


@dataclass(frozen=True)
class Opened:
    """A page after its scripts have run: what it holds, and what the console said."""

    html: str
    console: list[str]

    @property
    def page(self) -> PageReader:
        """The page, read."""
        return PageReader(self.html)

    def points(self, chart: str) -> list[str]:
        """What a chart's points or bars say to a screen reader: where, of what, how much."""
        start = self.html.index(f'data-chart="{chart}"')
        drawing = self.html[start : self.html.index("</figure>", start)]
        return re.findall(
            r'<path aria-label="([^"]*, [^"]*: [^"]*)" role="graphics-symbol"', drawing
        )


def opened(file: Path, folder: Path, *options: str, choice: str = "") -> Opened:
    """Open a page until its scripts have nothing left to do."""
    command = [
        *(str(chromium()), "--headless=new", "--no-sandbox", "--disable-gpu", "--dump-dom"),
        *("--enable-logging=stderr", "--virtual-time-budget=20000"),
        *(f"--user-data-dir={folder / 'browser'}", "--window-size=1280,900", *options),
        f"file://{file}#{choice}",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    console = [line for line in done.stderr.splitlines() if "CONSOLE" in line]
    assert 'data-ready="true"' in done.stdout, console
    return Opened(done.stdout, console)


def with_script(html: str, script: str) -> str:
    """The page with a script of the test's at its end, which its policy is told to let run."""
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    allowed = html.replace("script-src ", f"script-src 'sha256-{digest}' ", 1)
    # Vega's text holds an end of a body too.
    before, after = allowed.rsplit("</body>", 1)
    return f'{before}<script type="module">{script}</script></body>{after}'
