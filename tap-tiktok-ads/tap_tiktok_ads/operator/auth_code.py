"""The auth code that TikTok's redirect brings: caught on a loopback port, or pasted."""

from __future__ import annotations

import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Final
from urllib.parse import parse_qs, urlencode, urlsplit

import click

from tap_tiktok_ads.errors import SettingError

PORTAL: Final = "https://business-api.tiktok.com/portal/auth"
SECONDS: Final = 600.0
"""How long a redirect is waited for."""

_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost"})


def authorization_url(app_id: str, redirect_uri: str, state: str) -> str:
    """Return where an advertiser's user lets the app in."""
    query = {"app_id": app_id, "state": state, "redirect_uri": redirect_uri}
    return f"{PORTAL}?{urlencode(query)}"


def auth_code(redirect_uri: str, state: str) -> str:
    """Return the code that the redirect brings.

    It is caught where `redirect_uri` is this machine with a port; else the user pastes it.

    Raises:
        SettingError: none came, the port is taken, or it belongs to another login.
    """
    parts = urlsplit(redirect_uri)
    if parts.scheme == "http" and parts.hostname in _LOOPBACK and parts.port:
        return _caught(parts.port, state)
    return code_in(asked_for("Then paste the code, or the whole URL you were sent to:"), state)


def asked_for(line: str, *, hide_input: bool = False) -> str:
    """Return what the user types after a line of its own: Meltano shows whole lines only."""
    click.echo(line, err=True)
    return str(click.prompt("", prompt_suffix="> ", hide_input=hide_input, err=True))


def code_in(pasted: str, state: str) -> str:
    """Return the code of what was pasted: the code itself, or the URL that holds it.

    Raises:
        SettingError: there is no code in it, or the URL belongs to another login.
    """
    text = pasted.strip()
    if "?" not in text:
        return text
    query = parse_qs(urlsplit(text).query)
    if query.get("state", [state]) != [state]:
        raise SettingError("the URL belongs to another login: open the one printed here")
    found = query.get("auth_code") or query.get("code")
    if not found:
        raise SettingError("the URL holds no auth_code: allow the access that TikTok asks for")
    return found[0]


def _caught(port: int, state: str) -> str:
    codes: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            query = parse_qs(urlsplit(self.path).query)
            found = query.get("auth_code") or query.get("code")
            is_ours = bool(found) and query.get("state") == [state]
            if found and is_ours:
                codes.append(found[0])
            self.send_response(200 if is_ours else 404)
            self.end_headers()
            self.wfile.write(b"Done: see the terminal." if is_ours else b"This is no login.")

        def log_message(self, *_: object) -> None:
            """Say nothing: the path holds the code."""

    try:
        server = HTTPServer(("127.0.0.1", port), Handler)
    except OSError as error:
        raise SettingError(f"--redirect-uri: port {port}: {error.strerror}") from None
    with server:
        ends = time.monotonic() + SECONDS
        while not codes and (left := ends - time.monotonic()) > 0:
            server.timeout = left
            server.handle_request()
    if not codes:
        raise SettingError(f"no redirect came within {SECONDS:.0f} s: run login again")
    return codes[0]
