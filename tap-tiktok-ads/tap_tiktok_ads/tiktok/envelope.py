"""TikTok's envelope: what an answer holds, whatever its HTTP status.

Source: TikTok's page "Return codes".
"""

from __future__ import annotations

import json
from typing import Final

import msgspec

from tap_tiktok_ads.errors import Retryable, Throttled, WrongAddress
from tap_tiktok_ads.tiktok.codes import is_known
from tap_tiktok_ads.tiktok.rows import RawRow, encode_rows, read_utf8

RETRYABLE_STATUS: Final = frozenset({408, 425, 429, *range(500, 600)})
TOO_MANY_REQUESTS: Final = 429


class PageInfo(msgspec.Struct):
    """How much there is in all pages."""

    total_number: int = 0
    total_page: int = 0


class Payload(msgspec.Struct):
    """The part of `data` that the tap reads; rows stay undecoded until their turn comes."""

    listed: list[RawRow] | None = msgspec.field(name="list", default=None)
    page_info: PageInfo | None = None
    pixels: list[RawRow] | None = None

    @property
    def rows(self) -> list[RawRow] | None:
        """The rows, whatever TikTok calls them on this path; None where there is no list."""
        return self.pixels if self.listed is None else self.listed


class Envelope(msgspec.Struct):
    """TikTok's answer. `data` is None when it is missing or no object.

    `is_truncated`: TikTok looked at the 20,000 newest objects only and says so in a header.
    `size`: the bytes that the rows keep in memory.
    """

    code: int | str
    message: str = ""
    request_id: str = ""
    data: Payload | None = None
    is_truncated: bool = False
    size: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether there is no answer in it: an answer without rows has an empty list."""
        data = self.data
        return data is None or (data.rows is None and data.page_info is None)


_NO_LIST: Final = (None,)
"""Stands for rows that are no list: a row that is no object is refused by who decodes it."""

_decode_envelope = msgspec.json.Decoder(Envelope).decode


def read_envelope(status: int, body: bytes, base_url: str) -> Envelope:
    """Decode an answer; what is not an envelope is judged by its HTTP status.

    So is an envelope whose code is not one of TikTok's errors: it comes from a gateway.

    Raises:
        Throttled: HTTP 429, which counts all requests of the app.
        Retryable: HTTP 408, 425 or 5xx, or a body that is no (whole) envelope.
        WrongAddress: a redirect or another HTTP 4xx without an envelope: not TikTok's API.
    """
    envelope = _decode(body)
    if status in RETRYABLE_STATUS and not (envelope and is_known(int(envelope.code))):
        kind = Throttled if status == TOO_MANY_REQUESTS else Retryable
        raise kind(f"HTTP {status} without an answer of TikTok's")
    if envelope is not None:
        return envelope
    if status >= 300:  # noqa: PLR2004 - redirects and client errors
        raise WrongAddress(f"HTTP {status} without a TikTok envelope from {base_url}")
    raise Retryable("the answer is not a whole TikTok envelope")


def _decode(body: bytes) -> Envelope | None:
    envelope: Envelope | None
    try:
        envelope = _decode_envelope(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        envelope = _decode_leniently(body)
    if envelope is None:
        return None
    envelope.size = len(body)
    try:
        envelope.code = int(envelope.code)
    except ValueError:
        return None
    return envelope


def _decode_leniently(body: bytes) -> Envelope | None:
    """Read what a strict decoder refuses, for example half an emoji in an ad's name."""
    try:
        answer = json.loads(read_utf8(body), strict=False)
    except (ValueError, RecursionError):
        return None
    if not isinstance(answer, dict) or not isinstance(answer.get("code"), int | str):
        return None
    return Envelope(
        code=answer["code"],
        message=str(answer.get("message") or ""),
        request_id=str(answer.get("request_id") or ""),
        data=_payload(answer.get("data")),
    )


def _payload(data: object) -> Payload | None:
    if not isinstance(data, dict):
        return None
    rows = data.get("pixels") if data.get("list") is None else data["list"]
    if rows is not None:
        rows = encode_rows(rows if isinstance(rows, list) else _NO_LIST)
    try:
        info = msgspec.convert(data.get("page_info"), PageInfo | None, strict=False)
    except msgspec.ValidationError:
        info = None
    return Payload(rows, info)
