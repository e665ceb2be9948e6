"""Puts the parts of a local TikTok together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.emulator.admin import Admin
from tests.emulator.app import App
from tests.emulator.context import Context, build_context
from tests.emulator.entities.advertisers import AdvertiserInfo
from tests.emulator.entities.listings import Listings
from tests.emulator.entities.smart_plus import SmartPlusAds
from tests.emulator.events import EventsApi
from tests.emulator.events_admin import EventsAdmin
from tests.emulator.http_server import HttpServer
from tests.emulator.marketing import MarketingApi, Route
from tests.emulator.oauth import OAuth
from tests.emulator.pixels.listing import PixelList
from tests.emulator.pixels.stats import PixelStats
from tests.emulator.report.endpoint import Reports
from tests.emulator.throttle import Limits, Throttle

if TYPE_CHECKING:
    import argparse

    from tests.emulator.events.pixel_counts import PixelCounts


def build_server(options: argparse.Namespace) -> HttpServer:
    """A server that listens but does not answer yet; call `start`."""
    return HttpServer(options.port, build_app(options).answer)


def build_app(options: argparse.Namespace) -> App:
    """One local TikTok without its socket."""
    context = build_context(options)
    throttle = Throttle(_limits(options), options.app_id, context.clock.seconds)
    events = EventsApi(context.clock.now, context.request_id, context.clock.seconds)
    events.configure(options)
    events_admin = EventsAdmin(events.admin_routes(), options.token)
    admin = Admin(context, events_admin.change_token)
    return App(
        context,
        MarketingApi(context, marketing_routes(context, events.pixel_counts()), throttle),
        {**admin.routes(), **events.admin_routes()},
        events.routes(),
    )


def marketing_routes(context: Context, counts: PixelCounts) -> dict[tuple[str, str], Route]:
    """Method and path, without /open_api/v1.3, of every endpoint."""
    oauth, listings = OAuth(context), Listings(context)
    return {
        ("GET", "/oauth2/advertiser/get/"): Route(oauth.advertisers),
        ("POST", "/oauth2/access_token/"): Route(oauth.access_token, open_=True),
        ("GET", "/user/info/"): Route(oauth.user),
        ("GET", "/user/info"): Route(oauth.user),
        ("GET", "/advertiser/info/"): Route(AdvertiserInfo(context).answer),
        ("GET", "/campaign/get/"): Route(listings.of("campaign")),
        ("GET", "/adgroup/get/"): Route(listings.of("adgroup")),
        ("GET", "/ad/get/"): Route(listings.of("ad")),
        ("GET", "/smart_plus/ad/get/"): Route(SmartPlusAds(context).answer),
        ("GET", "/report/integrated/get/"): Route(Reports(context).answer),
        ("GET", "/pixel/list/"): Route(PixelList(context, counts).answer),
        ("GET", "/pixel/event/stats/"): Route(PixelStats(context, counts).answer),
    }


def _limits(options: argparse.Namespace) -> Limits:
    return Limits(
        per_second=options.qps,
        per_minute=options.qpm,
        per_day=options.qpd,
        advertiser_per_second=options.advertiser_qps,
        refused_calls_count=options.throttled_calls_count,
    )
