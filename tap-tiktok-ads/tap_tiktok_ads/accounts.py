"""Which advertisers are imported, and what is known of them.

`/oauth2/advertiser/get/` lists what the token may read now (the list given when the token was
made goes stale); `/advertiser/info/` gives time zone and currency, for at most 100 ids a call.
TikTok does not say whether one lost id fails the whole call, so a call that fails is repeated
with one id each. Source: TikTok's pages "Get authorized ad accounts" and "Get ad account details".
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from tap_tiktok_ads.errors import (
    AdvertiserFailed,
    NamesRefused,
    QueryTooLarge,
    Rejected,
    Retryable,
    RunFailed,
    SettingError,
    TikTokError,
    TimedOut,
)
from tap_tiktok_ads.fetch.requested_names import RequestedNames, as_json
from tap_tiktok_ads.fetch.windows import today_in
from tap_tiktok_ads.tiktok.rows import decode_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, datetime

    from tap_tiktok_ads.tiktok.client import Client
    from tap_tiktok_ads.tiktok.envelope import Envelope

IDS_PER_CALL: Final = 100
ADVERTISER_SERVICE_ERROR: Final = 51008
"""Seen when one of the ids asked for is lost, and when the service itself is down."""

NEEDED_FIELDS: Final = frozenset({"advertiser_id", "currency", "timezone", "display_timezone"})
"""What a run has to know of an advertiser, whatever is selected."""

logger = logging.getLogger(__name__)


class Advertiser:
    """One advertiser: its id, its row of `/advertiser/info/`, and its calendar."""

    def __init__(self, row: dict[str, Any]) -> None:
        """Take what the API said of it."""
        self.row = row
        self.advertiser_id = str(row["advertiser_id"])
        self.currency: str | None = row.get("currency")
        # `timezone` may be Etc/GMT+5, which means UTC-5: zoneinfo knows, people do not.
        self.time_zone: str = row.get("display_timezone") or row.get("timezone") or "UTC"
        self._is_time_zone_told = False

    def today(self, now: datetime) -> date:
        """Return the advertiser's local day at the instant `now`."""
        try:
            return today_in(self.time_zone, now)
        except ValueError:
            if not self._is_time_zone_told:  # each stream asks, for each window
                self._is_time_zone_told = True
                logger.warning(
                    "advertiser %s has an unknown time zone %r: its days are taken as UTC",
                    self.advertiser_id,
                    self.time_zone,
                )
            return now.date()


def _rows(envelope: Envelope) -> list[dict[str, Any]]:
    if envelope.data is None:
        raise Rejected("TikTok answered without a list of advertisers")
    return decode_rows(envelope.data.rows or ())


def _get(client: Client, path: str, params: dict[str, str]) -> Envelope:
    """Ask, and once more when no answer came in time: there is no less to ask for."""
    try:
        return client.get(path, params)
    except TimedOut as error:
        logger.warning("%s; asking once more", error)
        return client.get(path, params)


def discover(client: Client, app_id: str, app_secret: str) -> list[str]:
    """Return the ids of all advertisers the token may read.

    Raises:
        TikTokError: wrong token, app id or secret, among others.
    """
    params = {"app_id": app_id, "secret": app_secret}
    try:
        envelope = _get(client, "/oauth2/advertiser/get/", params)
    except RunFailed as error:
        if type(error) is RunFailed:  # what it is about is not said: here it may be the app, too
            error.advice = "check access_token, app_id and app_secret"
        raise
    return [str(row["advertiser_id"]) for row in _rows(envelope) if row.get("advertiser_id")]


def choose(candidates: Sequence[str], excluded: Sequence[str]) -> list[str]:
    """Return the advertisers to import: candidates without the excluded ones, each once.

    Raises:
        SettingError: none is left.
    """
    chosen = [one for one in dict.fromkeys(candidates) if one not in set(excluded)]
    if chosen:
        return chosen
    if candidates:
        raise SettingError("exclude_advertiser_ids leaves no advertiser: take some ids out of it")
    raise SettingError(
        "no advertiser: the token grants access to none. Authorize the app for at least one "
        "advertiser in TikTok for Business, or name them in advertiser_ids"
    )


class Described(NamedTuple):
    """The advertisers that TikTok describes, in the order asked, and why it does not the others."""

    advertisers: list[Advertiser]
    failures: dict[str, TikTokError]


def describe(client: Client, advertiser_ids: Sequence[str], names: RequestedNames) -> Described:
    """Ask TikTok what it knows of these advertisers; `names` are the columns.

    Raises:
        TikTokError: the call can work for no advertiser.
    """
    rows: dict[str, dict[str, Any]] = {}
    failures: dict[str, TikTokError] = {}
    for start in range(0, len(advertiser_ids), IDS_PER_CALL):
        for one, found in _describe_chunk(
            client, advertiser_ids[start : start + IDS_PER_CALL], names
        ):
            if isinstance(found, TikTokError):
                failures[one] = found
            else:
                rows[one] = found
    return Described([Advertiser(rows[one]) for one in advertiser_ids if one in rows], failures)


def _describe_chunk(
    client: Client, chunk: Sequence[str], names: RequestedNames
) -> Iterator[tuple[str, dict[str, Any] | TikTokError]]:
    """Yield each id with its row, or with why there is none."""
    try:
        rows = {str(row.get("advertiser_id")): row for row in _ask(client, chunk, names)}
    except (AdvertiserFailed, Rejected, Retryable, QueryTooLarge) as error:
        if isinstance(error, Retryable) and not _may_be_one_id(error, chunk):
            raise
        if len(chunk) == 1:
            yield chunk[0], error
            return
        logger.warning("%s; asking for each advertiser by itself", error)
        for one in chunk:
            yield from _describe_chunk(client, [one], names)
        return
    for one in chunk:
        missing = f"TikTok does not describe advertiser {one}: it may be deleted"
        yield one, rows.get(one) or AdvertiserFailed(missing)


def _may_be_one_id(error: Retryable, chunk: Sequence[str]) -> bool:
    """Say whether a lasting fault may be that of one id: each that is asked alone takes minutes."""
    return error.code == ADVERTISER_SERVICE_ERROR or (error.code == 0 and len(chunk) == 1)


def _ask(client: Client, chunk: Sequence[str], names: RequestedNames) -> list[dict[str, Any]]:
    while True:
        asked = names.text
        params = {"advertiser_ids": as_json(list(chunk)), names.parameter: asked}
        try:
            return _rows(_get(client, "/advertiser/info/", params))
        except NamesRefused as error:
            names.leave_out(error, asked)
