"""Keeps return codes and messages in docs/errors.md as the code of both packages has them.

python -m tests.project.error_guide           tells whether they differ; exit code 1 then
python -m tests.project.error_guide --write   writes them
"""

from __future__ import annotations

import re
import sys

from tap_tiktok_ads.tiktok import codes as tap
from target_tiktok_events.errors import Stopped
from target_tiktok_events.tiktok.codes import CODES, Recovery
from tests.emulator.catalogue.codes import MESSAGES
from tests.project.error_messages import messages
from tests.project.places import ROOT

GUIDE = ROOT / "docs" / "errors.md"
HEAD = "| code | TikTok says | tap-tiktok-ads | target-tiktok-events |\n|---|---|---|---|\n"
HEAD_OF_MESSAGES = "| message | of | entry |\n|---|---|---|\n"
_BLOCK = r"(<!-- begin: {0}, .*?-->\n).*?(<!-- end: {0} -->)"


def code_table() -> str:
    """Every return code that a package knows, with the entry of its error."""
    return HEAD + "".join(map(_row, sorted({*tap.RECOVERY, *CODES} - {0})))


def _row(code: int) -> str:
    meaning = MESSAGES.get(code) or CODES[code][1]
    return f"| {code} | {meaning.rstrip('.')} | {_of_tap(code)} | {_of_target(code)} |\n"


def _of_tap(code: int) -> str:
    if code not in tap.RECOVERY:
        return ""
    anchor = tap.RECOVERY[code].anchor
    return f"[{anchor}](#{anchor})"


def _of_target(code: int) -> str:
    if code not in CODES:
        return ""
    recovery, meaning = CODES[code]
    if recovery is Recovery.STOP:
        return f"[{Stopped.anchor}](#{Stopped.anchor}): {meaning}"
    return str(recovery.value)


def message_table() -> str:
    """Every message of ours, by its beginning, with its entry; `…` stands for a value."""
    found = sorted(messages(), key=lambda one: (one.text.lstrip("….: ").lower(), one))
    rows = ((one.text.replace("|", "\\|"), one.package, one.anchor) for one in found)
    return HEAD_OF_MESSAGES + "".join(
        f"| `{text}` | {package.partition('-')[0]} | [{anchor}](#{anchor}) |\n"
        for text, package, anchor in rows
    )


def with_tables(page: str) -> str:
    """The page with both tables as they should be."""
    for name, table in (("return codes", code_table()), ("messages", message_table())):
        block = re.compile(_BLOCK.format(name), re.DOTALL)
        page = block.sub(lambda found, table=table: f"{found[1]}\n{table}\n{found[2]}", page)  # type: ignore[misc]
    return page


def main(arguments: list[str]) -> int:
    """Compare or write."""
    page = GUIDE.read_text(encoding="utf-8")
    wanted = with_tables(page)
    if "--write" in arguments:
        GUIDE.write_text(wanted, encoding="utf-8")
        return 0
    return int(page != wanted)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
