"""The read-only promise: GET requests alone, whatever the tap does; login's exchange apart."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import tap_tiktok_ads
from tap_tiktok_ads.operator.commands import COMMANDS
from tap_tiktok_ads.streams import STREAM_TYPES
from tests.tap.in_process import run_in_process
from tests.tap.local_settings import settings_for
from tests.tap.operator.selection import catalog_of
from tests.tap.singer_output import KEYS, PIXEL_STREAMS

if TYPE_CHECKING:
    from tests.emulator.process import LocalTikTok
    from tests.tap.operator.conftest import Operate

EVERY_STREAM = {str(vars(one)["name"]) for one in STREAM_TYPES}
ASKING = sorted({*COMMANDS} - {"history", "login"})
READ = {"get", "info", "list", "stats"}
SENDING = {"post", "put", "patch", "delete", "Request", "urlopen"}


def methods(tiktok: LocalTikTok) -> set[str]:
    """What was sent; every path is one of those that TikTok reads from."""
    sent = tiktok.requests()
    assert sent
    assert {one["path"].rstrip("/").rpartition("/")[2] for one in sent} <= READ
    return {str(one["method"]) for one in sent}


@pytest.mark.parametrize("only_try", [False, True], ids=["import", "--test"])
def test_every_stream_is_read_by_get(
    tiktok: LocalTikTok, tmp_path: Path, *, only_try: bool
) -> None:
    """Also what is asked again in parts, because an answer was cut off."""
    tiktok.change_answers(advertiser_id=tiktok.advertiser_ids[0], max_ads=2)
    settings = settings_for(tiktok, metrics=["app_install"])
    catalog = json.loads(Path(catalog_of(settings, tmp_path, *EVERY_STREAM)).read_text())
    try:
        ran = run_in_process(settings, catalog=catalog, only_try=only_try)
    finally:
        tiktok.admin("DELETE", "answers")

    assert {*ran.output.streams} >= {*KEYS, *PIXEL_STREAMS}
    assert methods(tiktok) == {"GET"}


@pytest.mark.parametrize("name", ASKING)
def test_every_command_asks_by_get(
    tiktok: LocalTikTok, settings: dict[str, Any], operate: Operate, tmp_path: Path, name: str
) -> None:
    """`history` asks nothing, and `login` sends one POST: the exchange of the code."""
    catalog = ["--catalog", catalog_of(settings, tmp_path, *EVERY_STREAM)]
    assert operate(name, settings, *(catalog if name != "advertisers" else [])).exit_code == 0

    assert methods(tiktok) == {"GET"}


def test_only_the_exchange_of_the_code_could_send_anything_else() -> None:
    """No other module calls what sends."""
    found = set()
    for path in Path(tap_tiktok_ads.__file__).parent.rglob("*.py"):
        calls = (one for one in ast.walk(ast.parse(path.read_text("utf-8"))) if _is_sending(one))
        found |= {path.name for _ in calls}

    assert found == {"token_exchange.py"}


def _is_sending(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and getattr(node.func, "attr", "") in SENDING
