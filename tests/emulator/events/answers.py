"""The envelope of every answer of the Events API."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from tests.emulator.wire import Reply

if TYPE_CHECKING:
    from tests.emulator.events.options import EventsOptions

_VARYING = ("empty", "null", "missing")


class Answer(msgspec.Struct):
    """What the API says before it is an HTTP reply.

    `shape` tells how `data` looks: "given" is `data` itself, "empty", "null" or "missing"; `None`
    leaves it to option `success_data`.
    """

    code: int
    message: str
    data: dict[str, object] = {}
    shape: str | None = None


class Answers:
    """Builds `{code, message, request_id, data}` with HTTP status 200, as TikTok always does."""

    def __init__(self) -> None:
        self._varied = 0

    def reply(self, answer: Answer, request_id: str, options: EventsOptions) -> Reply:
        """Return the reply; its header `X-TT-LOGID` repeats the request id."""
        envelope: dict[str, object] = {
            "code": str(answer.code) if options.code_type == "text" else answer.code,
            "message": answer.message,
            "request_id": request_id,
        }
        shape = answer.shape or options.success_data
        if shape == "vary":
            shape = _VARYING[self._varied % len(_VARYING)]
            self._varied += 1
        if shape != "missing":
            envelope["data"] = {"given": answer.data, "empty": {}, "null": None}[shape]
        return Reply(body=msgspec.json.encode(envelope), headers={"X-TT-LOGID": request_id})
