"""Runs a reader of someone else with TikTok's host replaced, in the reader's own environment.

`python redirect.py http://127.0.0.1:1234 module:function [its arguments]`. Neither Stitch's tap
nor Airbyte's source has a setting for the host. Nothing but the host of the URL is changed.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

from requests.adapters import HTTPAdapter

TIKTOK = "https://business-api.tiktok.com/"


def redirect(base_url: str) -> None:
    """Send what goes to TikTok to `base_url` instead."""
    send = HTTPAdapter.send

    def send_elsewhere(self: HTTPAdapter, request: Any, *args: Any, **kwargs: Any) -> Any:
        request.url = request.url.replace(TIKTOK, base_url.rstrip("/") + "/", 1)
        return send(self, request, *args, **kwargs)

    HTTPAdapter.send = send_elsewhere  # type: ignore[method-assign]


if __name__ == "__main__":
    _, url, target, *arguments = sys.argv
    redirect(url)
    module, _, function = target.partition(":")
    sys.argv = [target, *arguments]
    getattr(import_module(module), function)()
