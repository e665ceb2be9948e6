"""Puts the parts of a local TikTok together."""

from __future__ import annotations

import argparse

import msgspec

from tests.emulator.admin import Admin
from tests.emulator.after_page import AfterPage
from tests.emulator.app import App
from tests.emulator.context import Context, build_context
from tests.emulator.faults import Fault, Faults
from tests.emulator.http_server import HttpServer
from tests.emulator.marketing import MarketingApi, Route
from tests.emulator.oauth import OAuth
from tests.emulator.punishment import Punishment
from tests.emulator.request_log import RequestLog
from tests.emulator.throttle import Limits, Throttle


def build_server(options: argparse.Namespace) -> HttpServer:
    """A server that listens but does not answer yet; call `start`."""
    return HttpServer(options.port, build_app(options).answer)


def build_app(options: argparse.Namespace) -> App:
    """One local TikTok without its socket."""
    context = build_context(options)
    faults, log, after_page = _faults(options), RequestLog(), AfterPage()
    throttle = Throttle(_limits(options), options.app_id, context.clock.seconds)
    punishment = Punishment(options.app_id, context.clock.seconds, enabled=options.punish_timeouts)
    return App(
        context,
        MarketingApi(context, marketing_routes(context), throttle, punishment),
        Admin(context, faults, log, after_page).routes(),
        {},
        faults=faults,
        log=log,
        punishment=punishment,
        after_page=after_page,
    )


def marketing_routes(context: Context) -> dict[tuple[str, str], Route]:
    """Method and path, without /open_api/v1.3, of every endpoint."""
    oauth = OAuth(context)
    return {
        ("GET", "/oauth2/advertiser/get/"): Route(oauth.advertisers),
        ("POST", "/oauth2/access_token/"): Route(oauth.access_token, open_=True),
        ("GET", "/user/info/"): Route(oauth.user),
        ("GET", "/user/info"): Route(oauth.user),
    }


def _limits(options: argparse.Namespace) -> Limits:
    return Limits(
        per_second=options.qps,
        per_minute=options.qpm,
        per_day=options.qpd,
        advertiser_per_second=options.advertiser_qps,
        refused_calls_count=options.throttled_calls_count,
    )


def _faults(options: argparse.Namespace) -> Faults:
    faults = Faults()
    if options.faults:
        for fault in msgspec.json.decode(options.faults.read_bytes(), type=list[Fault]):
            faults.add(fault)
    return faults
