"""`target-tiktok-events check`: whether a run would deliver, and what to do if not."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click
from msgspec.structs import replace

from target_tiktok_events.config.event_sources import token_variable
from target_tiktok_events.operator.advertiser_side import check_pixel
from target_tiktok_events.operator.catalog_columns import check_columns
from target_tiktok_events.operator.clock import check_clock
from target_tiktok_events.operator.command import operator_command
from target_tiktok_events.operator.finding import exit_code_of, not_checked, ok, table_of
from target_tiktok_events.operator.source_ids import check_source_id
from target_tiktok_events.operator.storage import check_dead_letters, check_history, check_ledger
from target_tiktok_events.operator.trial_event import (
    HOW_TO_GET_A_CODE,
    finding_of,
    send_test_event,
)
from target_tiktok_events.tiktok.client import NO_ANSWER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from target_tiktok_events.config.event_sources import EventSource
    from target_tiktok_events.config.settings import Settings
    from target_tiktok_events.operator.finding import Finding
    from target_tiktok_events.target import TargetTikTokEvents

_DRY_RUN: Final = (
    "dry_run sends nothing, and needs no token: to try the token all the same, "
    "give it and a code as --test-event-code"
)


def check(
    target: TargetTikTokEvents,
    *,
    test_event_code: str | None,
    catalog: str | None,
    advertiser_id: tuple[str, ...],
    marketing_token: str | None,
) -> int:
    """Check settings, ledger, dead letters, columns, event source, token, clock and pixel.

    Token and event source are tried with one event under a test code, which TikTok shows under Test
    Events and never counts; without a code nothing is sent. With --advertiser-id TikTok is asked
    whether the pixel is the advertiser's, which events the site sends, and what running ad groups
    are optimised for. A line per check says ok, warning, failed or not checked, and what to do.
    Exit code 0: nothing failed; 1: something did; 2: something could not be found out.
    """
    findings = list(_findings(target, test_event_code, catalog))
    findings += _of_pixels(target.settings, advertiser_id, marketing_token)
    click.echo(table_of(findings))
    return exit_code_of(findings)


def _findings(
    target: TargetTikTokEvents, test_event_code: str | None, catalog: str | None
) -> Iterator[Finding]:
    settings = target.settings
    yield ok("settings", _mode_of(settings))
    yield check_ledger(settings.ledger_url)
    yield check_dead_letters(Path(settings.dead_letter_path))
    if settings.history_path:
        yield check_history(Path(settings.history_path))
    yield from check_columns(
        catalog, settings.mapping, has_maps=bool(target.config.get("stream_maps"))
    )
    for source in settings.event_sources:
        yield check_source_id(_named("event source", source, settings), source)
    yield from _check_tokens(settings, test_event_code)


def _check_tokens(settings: Settings, given: str | None) -> Iterator[Finding]:
    """Tries the token of each event source, and compares the clocks by the first answer."""
    code = given or (None if settings.dry_run else settings.test_event_code)
    date, now, unreachable = "", 0.0, False
    for source in settings.event_sources:
        name = _named("token", source, settings)
        if code is None:
            why = _DRY_RUN if settings.dry_run else f"there is no test code: {HOW_TO_GET_A_CODE}"
            yield not_checked(name, why, is_missed=not settings.dry_run)
        elif not source.access_token:
            yield not_checked(name, "access_token is not set", is_missed=True)
        elif unreachable:
            yield not_checked(name, "TikTok was out of reach just now", is_missed=True)
        else:
            envelope = send_test_event(settings, source, code)
            unreachable = envelope.status == NO_ANSWER
            if not date:
                date, now = envelope.date, time.time()
            yield finding_of(name, envelope, code, _token_setting(source, settings))
    yield check_clock(date, now)


def _token_setting(source: EventSource, settings: Settings) -> str:
    """Where the token of an event source is written."""
    if source is settings.event_sources[0]:
        return "access_token"
    return f"event_sources or {token_variable(source.name)}"


def _of_pixels(
    settings: Settings, advertiser_ids: tuple[str, ...], token: str | None
) -> list[Finding]:
    """What the Marketing API knows of each event source."""
    return [
        replace(one, check=_named(one.check, source, settings))
        for source in settings.event_sources
        for one in check_pixel(settings, source, advertiser_ids, token or source.access_token)
    ]


def _named(check_name: str, source: EventSource, settings: Settings) -> str:
    """What a check of one event source is called: by the source, where there are several."""
    return f"{check_name} {source.name}" if len(settings.event_sources) > 1 else check_name


def _mode_of(settings: Settings) -> str:
    if settings.dry_run:
        return "they can be used; dry_run: a run sends nothing"
    if settings.test_event_code:
        return "they can be used; test_event_code: a run sends test events only"
    return "they can be used; a run sends events that count"


COMMAND: Final = operator_command(
    "check",
    check,
    [
        click.Option(
            ["--test-event-code"],
            metavar="CODE",
            help="For the test event; by default that of the settings.",
        ),
        click.Option(
            ["--catalog"],
            metavar="FILE",
            help="Compare the settings with the columns of this catalog of the tap.",
        ),
        click.Option(
            ["--advertiser-id"],
            multiple=True,
            help="Whose pixel and campaigns it is; may be given several times.",
        ),
        click.Option(
            ["--marketing-token"],
            envvar="TAP_TIKTOK_ADS_ACCESS_TOKEN",
            show_envvar=True,
            help="Marketing API token that may read pixels and ad groups; by default that of the "
            "settings. Better in the variable: other users may see a command line.",
        ),
    ],
    examples="""\
  target-tiktok-events check --config config.json --test-event-code TEST12345
  tap-postgres --config tap.json --discover > catalog.json
  target-tiktok-events check --config config.json --catalog catalog.json
  target-tiktok-events check --config config.json --advertiser-id 7000000000000000001
  meltano invoke target-tiktok-events:check --test-event-code TEST12345
""",
)
