"""The names of columns that are asked for, and which of them TikTok refuses."""

from __future__ import annotations

import json
import logging
import threading
from typing import TYPE_CHECKING, Any

from tap_tiktok_ads.errors import MetricRefused, NamesRefused, Rejected

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

logger = logging.getLogger(__name__)


def as_json(value: Any) -> str:
    """Encode a list or object parameter, as short as JSON can be.

    TikTok's page "How to make a GET request": scalars plain, lists and objects as JSON in one
    parameter.
    """
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


class RequestedNames:
    """The `fields` or `metrics` that are asked of one advertiser; shared by a stream's queries.

    TikTok refuses a whole request for one name it does not know, and the legal names differ from
    advertiser to advertiser and change without notice. A default name that is refused is left out
    for this advertiser, with a warning; a name the user asked for is an error.
    """

    def __init__(
        self,
        parameter: str,
        names: Iterable[str],
        *,
        from_settings: Iterable[str] = (),
        whole: RequestedNames | None = None,
        advertiser_id: str | None = None,
    ) -> None:
        """Ask for `names` in the parameter `fields` or `metrics`.

        What is refused of a part of others is left out of that `whole` too. Without an advertiser
        the names are asked of several at once.
        """
        self.parameter = parameter
        self.names = tuple(names)
        self._from_settings = frozenset(from_settings)
        self._whole = whole
        self._advertiser_id = advertiser_id
        self._lock = threading.RLock()
        self.text = as_json(self.names)

    @property
    def asked(self) -> dict[str, str]:
        """The parameter with the names; empty where there is nothing to name."""
        return {self.parameter: self.text} if self.names else {}

    def of(self, advertiser_id: str) -> RequestedNames:
        """Return the same names, to be asked of one advertiser: what it refuses others may have."""
        return RequestedNames(
            self.parameter,
            self.names,
            from_settings=self._from_settings,
            advertiser_id=advertiser_id,
        )

    def halves(self) -> list[RequestedNames] | None:
        """Split into two lists, for two requests whose rows are joined; None when too short."""
        count = len(self.names)
        return self.chunks((count + 1) // 2) if count > 1 else None

    def chunks(self, most: int) -> list[RequestedNames]:
        """Split into lists of at most `most` names, for requests whose rows are joined.

        They are about as long as one another: one name alone could be refused, and its rows then.
        """
        names = self.names
        parts = -(-len(names) // most)
        size = -(-len(names) // parts) if parts else 1
        return [
            RequestedNames(
                self.parameter,
                names[start : start + size],
                from_settings=self._from_settings,
                whole=self,
                advertiser_id=self._advertiser_id,
            )
            for start in range(0, len(names), size)
        ]

    def leave_out(self, error: NamesRefused, asked: str) -> None:
        """Learn from a refusal of `asked`, an earlier `text`.

        Raises:
            MetricRefused: the user asked for a refused name.
            Rejected: no name is left to leave out.
        """
        with self._lock:
            if asked != self.text:
                return  # another thread has learned it already
            refused = {name for name in self.names if _is_refused(name, error)}
            if chosen := self._from_settings & refused:
                raise MetricRefused(error, chosen)
            if not refused or len(refused) == len(self.names):
                raise Rejected(error.message, code=error.code, request_id=error.request_id)
            logger.warning(
                "TikTok refuses the %s %s%s; going on without, the columns stay null. %s",
                self.parameter,
                ", ".join(sorted(refused)),
                f" of advertiser {self._advertiser_id}" if self._advertiser_id else "",
                f"[request_id {error.request_id}]",
            )
            self.forget(refused)

    def forget(self, refused: Collection[str]) -> None:
        """Ask for these no more."""
        with self._lock:
            self.names = tuple(name for name in self.names if name not in refused)
            self.text = as_json(self.names)
            if self._whole is not None:
                self._whole.forget(refused)


def _is_refused(name: str, error: NamesRefused) -> bool:
    return name in error.refused or (bool(error.legal) and name not in error.legal)
