"""What the history keeps of one run: its times, settings, counts, bookmarks and exit code."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any, Final

from tap_tiktok_ads.config.declarations import SETTINGS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tap_tiktok_ads.observe.outcomes import Outcome

_USER_IN_URL: Final = re.compile(r"//[^/@]*@")


def settings_to_keep(config: Mapping[str, Any]) -> dict[str, Any]:
    """Return the tap's own settings that are set; secrets are left out, and users in URLs."""
    given = {one.name: config.get(one.name) for one in SETTINGS if not one.secret}
    return {
        name: _USER_IN_URL.sub("//***@", value) if isinstance(value, str) else value
        for name, value in given.items()
        if value is not None
    }


def counts_of(outcomes: Iterable[Outcome]) -> dict[str, dict[str, int]]:
    """Return per stream how much was read and emitted, and what became of the advertisers."""
    found: dict[str, dict[str, int]] = {}
    for one in outcomes:
        counts = found.setdefault(one.stream, {"rows": 0, "requests": 0, "retries": 0})
        counts["rows"] += one.share.rows
        counts["requests"] += one.made.requests
        counts["retries"] += one.made.retries
        ended = "not_finished" if one.is_unread and one.error is None else one.status
        counts[ended] = counts.get(ended, 0) + 1
    return found


def summed(streams: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
    """Return the counts of all streams together."""
    names = dict.fromkeys(name for counts in streams.values() for name in counts)
    return {name: sum(counts.get(name, 0) for counts in streams.values()) for name in names}


def tap_version() -> str:
    """Return the version that is installed."""
    try:
        return version("adloop-tap-tiktok-ads")
    except PackageNotFoundError:  # run from a checkout
        return "unknown"
