"""`tap-tiktok-ads login`: from the app's id and secret to a token, and what it opens."""

from __future__ import annotations

import secrets
import sys
from typing import Any, Final

import click

from tap_tiktok_ads.config.settings import read_settings
from tap_tiktok_ads.errors import SettingError
from tap_tiktok_ads.operator.auth_code import asked_for, auth_code, authorization_url
from tap_tiktok_ads.operator.check import report
from tap_tiktok_ads.operator.command import OperatorCommand
from tap_tiktok_ads.operator.env_file import check_writable, set_variable
from tap_tiktok_ads.tap import TapTikTokAds
from tap_tiktok_ads.tiktok.token_exchange import exchange

VARIABLE: Final = "TAP_TIKTOK_ADS_ACCESS_TOKEN"
STANDARD_OUTPUT: Final = "-"


def login(
    app_id: str | None, app_secret: str | None, redirect_uri: str, to: str, api_url: str
) -> None:
    """Get an access token: print the URL that lets the app in, and exchange the code it brings.

    The redirect URI is one of those on the app's page at TikTok. One like
    http://127.0.0.1:8085/ is caught here; after any other paste the code, or the whole URL that
    the browser was sent to. The token is written only where --to says; then the advertisers are
    listed that it opens, and what each stream needs. Exit codes are those of check.
    """
    app_id = app_id or asked_for("The app's id:")
    app_secret = app_secret or asked_for("The app's secret:", hide_input=True)
    settings: dict[str, Any] = {"app_id": app_id, "app_secret": app_secret, "api_url": api_url}
    timeout = read_settings({**settings, "access_token": "none-yet"}).request_timeout
    if to != STANDARD_OUTPUT:
        check_writable(to)
    state = secrets.token_urlsafe(16)
    click.echo(f"Open:\n\n  {authorization_url(app_id, redirect_uri, state)}\n", err=True)
    code = auth_code(redirect_uri, state)
    if not code:
        raise SettingError("no code was given: run login again")
    token = exchange(**settings, auth_code=code, timeout=timeout)
    if to == STANDARD_OUTPUT:
        click.echo(token)
    else:
        set_variable(to, VARIABLE, token)
        click.echo(f"{VARIABLE} is written to {to}, which only you can read.\n", err=True)
    tap = TapTikTokAds(config={**settings, "access_token": token})
    try:
        result = report(tap, to_stderr=True)
    finally:
        tap.run.close()
    sys.exit(result)


COMMAND: Final = OperatorCommand(
    name="login",
    callback=login,
    params=[
        click.Option(["--app-id"], envvar="TAP_TIKTOK_ADS_APP_ID", show_envvar=True),
        click.Option(
            ["--app-secret"],
            envvar="TAP_TIKTOK_ADS_APP_SECRET",
            show_envvar=True,
            help="Better in the variable, or asked for: other users may see a command line.",
        ),
        click.Option(["--redirect-uri"], required=True, help="As on the app's page."),
        click.Option(
            ["--to"],
            required=True,
            metavar="FILE",
            help="The .env file to write the token to, or - for standard output.",
        ),
        click.Option(
            ["--api-url"],
            envvar="TAP_TIKTOK_ADS_API_URL",
            default="https://business-api.tiktok.com",
            show_default=True,
        ),
    ],
    help=login.__doc__,
    logger=TapTikTokAds.logger,
)
COMMAND.examples = """\
  export TAP_TIKTOK_ADS_APP_ID=7000000000000000001
  tap-tiktok-ads login --redirect-uri http://127.0.0.1:8085/ --to .env
  tap-tiktok-ads login --redirect-uri https://example.com/done --to - > token.txt
  meltano invoke tap-tiktok-ads:login --redirect-uri http://127.0.0.1:8085/ --to .env
"""
