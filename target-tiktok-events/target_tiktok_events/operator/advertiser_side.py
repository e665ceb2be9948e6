"""What the advertiser's side of TikTok knows of an event source, by the Marketing API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from target_tiktok_events.config.event_sources import token_complaint
from target_tiktok_events.operator import goal, pixel
from target_tiktok_events.operator.finding import not_checked
from target_tiktok_events.operator.marketing import UnansweredError
from target_tiktok_events.operator.site_events import names_sent
from target_tiktok_events.tiktok.client import Client

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from target_tiktok_events.config.event_sources import EventSource
    from target_tiktok_events.config.settings import Settings
    from target_tiktok_events.mapping.options import MappingOptions
    from target_tiktok_events.operator.finding import Finding

_WITHOUT_ADVERTISER: Final = (
    "give --advertiser-id, and a Marketing API token with Pixel Management > Read Pixels, to learn "
    "whose the pixel is, what the site sends, and what ad groups are optimised for"
)
_WITHOUT_TOKEN: Final = "give a Marketing API token in --marketing-token"  # noqa: S105 - no token


def check_pixel(
    settings: Settings, source: EventSource, advertiser_ids: Sequence[str], token: str
) -> Iterator[Finding]:
    """Asks about the pixel of one event source, its events, and the ad groups that use it.

    Args:
        settings: of the target.
        source: the event source.
        advertiser_ids: whose it may be; nothing is asked without.
        token: of the Marketing API.
    """
    if source.event_source != "web":
        yield not_checked(pixel.CHECK, f"event_source {source.event_source} has no pixel")
    elif not advertiser_ids:
        yield not_checked(pixel.CHECK, _WITHOUT_ADVERTISER)
    elif not token or token_complaint(token):
        yield not_checked(pixel.CHECK, _WITHOUT_TOKEN, is_missed=True)
    else:
        client = Client(settings.api_url, token, settings.request_timeout, 1)
        try:
            yield from _asked(client, advertiser_ids, source.event_source_id, settings.mapping)
        finally:
            client.close()


def _asked(
    client: Client, advertiser_ids: Sequence[str], code: str, options: MappingOptions
) -> Iterator[Finding]:
    try:
        found = pixel.find_pixel(client, advertiser_ids, code)
    except UnansweredError as error:
        yield error.finding(pixel.CHECK)
        return
    yield pixel.check_ownership(found, advertiser_ids)
    if found is None:
        return
    yield from pixel.check_use(client, found, options)
    try:
        goals = goal.goals_of(client, found.advertiser_id, str(found.row.get("pixel_id")))
    except UnansweredError as error:
        yield error.finding(goal.CHECK)
    else:
        yield goal.check_goals(goals, names_sent(options))
