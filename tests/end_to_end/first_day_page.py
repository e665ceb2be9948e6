"""docs/first-day.md: a recorded session, and what a reader needs to know of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tests.demo.meltano import ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tests.end_to_end.terminal import Typed

PAGE: Final = ROOT / "docs" / "first-day.md"

HEAD: Final = """\
# The first day

A recorded session: the commands of the [README](../README.md), typed in an empty folder, and what
they print. `make first-day` records it anew, and a test compares it with what a run prints. TikTok
is the local one of this repository; where the README says a loader or an extractor of your choice,
two scripts stand in (`target-jsonl`, `tap-postgres`). Left out are instants, and what Meltano and
the Singer SDK say of themselves; ports, paths and TikTok's request ids are replaced.
"""

CHAPTERS: Final[dict[str, tuple[str, str]]] = {
    "new project": (
        "An empty project",
        """\
Two definitions of this repository are added, and Meltano installs both plugins.""",
    ),
    "connect": (
        "From an app's id to a green check",
        """\
In `.env` stand `TAP_TIKTOK_ADS_APP_ID` and `TAP_TIKTOK_ADS_APP_SECRET`, and nothing else yet.
`login` prints a URL, catches the code that TikTok's redirect brings, and writes the token into
`.env`. `advertisers` is for choosing, `check` says what can be read, `plan` what the first import
costs.""",
    ),
    "ads": (
        "The first import",
        """\
It sends as many requests as `plan` said.""",
    ),
    "orders": (
        "Orders, first where they do not count",
        """\
In `.env` stand the pixel code and the token of Events Manager now. `check` tries them with a test
event; then come a dry run, a run under a test event code, and the live run.""",
    ),
    "revoked": (
        "The day a token is revoked",
        """\
Both tokens are refused, and a new order waits. Both runs end with the reason, what to do, and the
entry of the [error guide](errors.md).""",
    ),
    "mended": (
        "With a new token",
        """\
The order that waited is sent; the others are in the ledger, which is that of the project although
this was typed in a folder below it, and are not sent again.""",
    ),
}
ONLY: Final = {"new project": r"^Added |^Cloning "}
"""Of Meltano's own commands only what concerns the two plugins."""


def page_of(chapters: Mapping[str, Sequence[Typed]]) -> str:
    """The page, from what was typed in each chapter and what came of it."""
    parts = [HEAD]
    for name, (title, text) in CHAPTERS.items():
        shown = "\n\n".join(one.shown(only=ONLY.get(name)) for one in chapters[name])
        parts.append(f"## {title}\n\n{text}\n\n```console\n{shown}\n```\n")
    return "\n".join(parts)
