"""An access token for an auth code: the one request that is no GET, and never repeated.

Source: TikTok's page "Authentication": the code lives for an hour and works once.
"""

from __future__ import annotations

import json
import re
from typing import Any, Final
from urllib.parse import urlsplit

import requests

from tap_tiktok_ads.errors import Rejected, RunFailed, Unreachable
from tap_tiktok_ads.tiktok.client import API_PATH
from tap_tiktok_ads.tiktok.codes import judge
from tap_tiktok_ads.tiktok.envelope import read_envelope
from tap_tiktok_ads.tiktok.transport_faults import cause_of

_PATH: Final = "/oauth2/access_token/"
_TOKEN: Final = re.compile(r"[A-Za-z0-9._~+/=-]+")


def exchange(*, api_url: str, app_id: str, app_secret: str, auth_code: str, timeout: float) -> str:
    """Return the access token.

    Raises:
        TikTokError: code, app id or secret are refused, or no answer came.
    """
    base = api_url.rstrip("/") + API_PATH
    body = {"app_id": app_id, "secret": app_secret, "auth_code": auth_code}
    try:
        response = requests.post(base + _PATH, json=body, timeout=timeout, allow_redirects=False)
    except requests.RequestException as error:
        cause = cause_of(error)
        raise Unreachable(f"no connection to {urlsplit(api_url).netloc}: {cause}") from None
    envelope = read_envelope(response.status_code, response.content, base)
    refusal = judge(int(envelope.code), envelope.message, envelope.request_id)
    if type(refusal) is RunFailed:  # nothing is said against the app
        refusal.advice = "run login again: an auth code lives for an hour and works once"
    if refusal is not None:
        raise refusal
    return _token_in(response.content, envelope.request_id)


def _token_in(body: bytes, request_id: str) -> str:
    answer: Any = json.loads(body)
    found = (answer.get("data") or {}).get("access_token")
    if not isinstance(found, str) or not _TOKEN.fullmatch(found):
        raise Rejected("TikTok answered without a usable access token", request_id=request_id)
    return found
