"""The names of columns that are asked for, and which of them TikTok refuses."""

from __future__ import annotations

import json
import logging
import threading
from typing import TYPE_CHECKING, Any

from tap_tiktok_ads.errors import NamesRefused, Rejected, SettingError

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
    """The `fields` or `metrics` a stream asks for; shared by its queries.

    TikTok refuses a whole request for one name it does not know, and the legal names differ
    from account to account and change without notice. A default name that is refused is left
    out for the rest of the run, with a warning; a name the user asked for is an error.
    """

    def __init__(
        self,
        parameter: str,
        names: Iterable[str],
        *,
        from_settings: Iterable[str] = (),
        whole: RequestedNames | None = None,
    ) -> None:
        """Ask for `names` in the parameter `fields` or `metrics`.

        What is refused of a part of others is left out of that `whole` too.
        """
        self.parameter = parameter
        self.names = tuple(names)
        self._from_settings = frozenset(from_settings)
        self._whole = whole
        self._lock = threading.RLock()
        self.text = as_json(self.names)

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
            )
            for start in range(0, len(names), size)
        ]

    def leave_out(self, error: NamesRefused, asked: str) -> None:
        """Learn from a refusal of `asked`, an earlier `text`.

        Raises:
            SettingError: the user asked for a refused name.
            Rejected: no name is left to leave out.
        """
        with self._lock:
            if asked != self.text:
                return  # another thread has learned it already
            refused = {name for name in self.names if _is_refused(name, error)}
            if chosen := sorted(refused & self._from_settings):
                raise SettingError(
                    f"metrics: TikTok refuses {', '.join(chosen)} here; remove the name from "
                    f"the setting, or mend its spelling. {error}"
                )
            if not refused or len(refused) == len(self.names):
                raise Rejected(error.message, code=error.code, request_id=error.request_id)
            logger.warning(
                "TikTok refuses the %s %s; going on without, the columns stay null. %s",
                self.parameter,
                ", ".join(sorted(refused)),
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
