"""Questions to the Marketing API: about pixels and ad groups, with a token that may read them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from target_tiktok_events.operator.finding import not_checked
from target_tiktok_events.tiktok.client import NO_ANSWER
from target_tiktok_events.tiktok.codes import Recovery
from target_tiktok_events.tiktok.verdicts import judge

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from target_tiktok_events.operator.finding import Finding
    from target_tiktok_events.tiktok.client import Client, Envelope

PIXELS: Final = "/pixel/list/"
STATISTICS: Final = "/pixel/event/stats/"
AD_GROUPS: Final = "/adgroup/get/"
SCOPES: Final[Mapping[str, str]] = {
    PIXELS: "Pixel Management > Read Pixels",
    STATISTICS: "Pixel Management > Pixel Level Reporting",
    AD_GROUPS: "Ads Management > Ad Group > Read",
}
"""Path and permission, by the names that TikTok gives them in an app's settings."""

_MOST_PAGES: Final = 50
_NOT_PERMITTED: Final = frozenset([40001, 40003, 40117, 40118, 40130, 40300, 40301])
_WHICH_ONE: Final = (
    "give the Marketing API's token, such as the tap's, in --marketing-token or "
    "TAP_TIKTOK_ADS_ACCESS_TOKEN; one made in Events Manager sends events only"
)


class UnansweredError(Exception):
    """TikTok does not answer a question; the text says why and what to do."""

    def __init__(self, why: str, anchor: str) -> None:
        super().__init__(why)
        self.anchor = anchor

    def finding(self, check: str, *, is_missed: bool = True) -> Finding:
        """A check that could not be made for it."""
        return not_checked(check, str(self), self.anchor, is_missed=is_missed)


def rows_of(
    client: Client, path: str, query: Mapping[str, Any], key: str
) -> Iterator[dict[str, Any]]:
    """The rows under a key of the answer's data, page after page.

    Raises:
        UnansweredError: TikTok refuses, or can't answer.
    """
    for page in range(1, _MOST_PAGES + 1):
        data = _data(client, path, {**query, "page": page})
        rows = data.get(key)
        yield from (one for one in rows if isinstance(one, dict)) if isinstance(rows, list) else ()
        info = data.get("page_info")
        pages = info.get("total_page") if isinstance(info, dict) else None
        if not isinstance(pages, int) or page >= pages:
            return


def _data(client: Client, path: str, query: Mapping[str, Any]) -> dict[str, Any]:
    texts = {
        name: json.dumps(one) if isinstance(one, (dict, list)) else str(one)
        for name, one in query.items()
    }
    envelope = client.get(path, texts)
    if envelope.code != 0:
        raise _unanswered(path, envelope)
    return envelope.data if isinstance(envelope.data, dict) else {}


def _unanswered(path: str, envelope: Envelope) -> UnansweredError:
    verdict = judge(envelope)
    if envelope.status == NO_ANSWER:
        return UnansweredError(f"{envelope.message}. What to do: check api_url", "unreachable")
    said = " ".join(f"request {envelope.request_id}: code {envelope.code}".split())
    if envelope.code in _NOT_PERMITTED:
        return UnansweredError(
            f"the token may not ask {path} ({said}). What to do: check --advertiser-id, and let "
            f"the advertiser grant the app {SCOPES[path]}",
            "not-granted",
        )
    if verdict.recovery is Recovery.STOP and envelope.code is not None:
        return UnansweredError(
            f"TikTok refuses the token on {path} ({said}). What to do: {_WHICH_ONE}", "token"
        )
    if verdict.recovery in {Recovery.ISOLATE, Recovery.ISOLATE_OR_STOP}:
        return UnansweredError(
            f"TikTok refuses the question to {path} ({verdict}). What to do: check --advertiser-id",
            "rejected",
        )
    return UnansweredError(
        f"TikTok can't answer {path} now ({verdict}). What to do: run check again later", "passing"
    )
