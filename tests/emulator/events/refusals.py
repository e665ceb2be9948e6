"""The ways a request is refused, each with TikTok's code."""

from __future__ import annotations

PARTIAL = 20001
BAD_REQUEST = 40000
NO_PERMISSION = 40001
BAD_PARAMETER = 40002
BAD_BATCH_SIZE = 40061
NOT_HASHED = 40062
BAD_PARTNER_NAME = 40063
TOO_MANY_REQUESTS = 40100
NO_TOKEN = 40104
WRONG_TOKEN = 40105
PIXEL_LIMIT = 40132


class RefusalError(Exception):
    """A whole request is refused: `code` and `message` of the envelope, HTTP status 200."""

    def __init__(self, *, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class FieldError(Exception):
    """A field of one event is refused.

    `path` is relative to the event, dotted, list positions as digits
    (`properties.contents.0.content_id`); `problem` never quotes the value.
    """

    def __init__(self, *, path: str, problem: str, code: int = BAD_PARAMETER) -> None:
        super().__init__(f"{path}: {problem}")
        self.path = path
        self.problem = problem
        self.code = code
