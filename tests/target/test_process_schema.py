"""Settings against SCHEMA, as a user meets them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.target.target_process import Target, event_requests, order, singer, stored_ids

if TYPE_CHECKING:
    from pathlib import Path

    from tests.emulator.process import LocalTikTok


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"field_mapping": {"email": "e_mail"}}, ["field_mapping.email", "email"]),
        ({"field_mapping": {"created_at": "ordered"}}, ["for the time", "created_at"]),
    ],
)
def test_missing_column_ends_the_run_before_anything_is_sent(
    tiktok: LocalTikTok, tmp_path: Path, settings: dict[str, Any], words: list[str]
) -> None:
    """Exit 1, one line with the setting and the nearest names, no request, no STATE, no letter."""
    target = Target(tmp_path, tiktok, **settings)
    result = target.run(singer([order(1)], state_every=1))
    assert (result.code, event_requests(tiktok), result.states) == (1, 0, [])
    [line] = [each for each in result.stderr.splitlines() if "the nearest are" in each]
    assert all(word in line for word in words), line
    assert "Traceback" not in result.stderr
    assert target.dead_letters == []


def test_stream_that_sends_nothing_is_not_compared(tiktok: LocalTikTok, tmp_path: Path) -> None:
    """Products beside orders are no mistake once rules name the stream of orders."""
    rules = [{"stream": "orders", "event_name": "CompletePayment"}]
    lines = [*singer([{"sku": "x"}], stream="products"), *singer([order(1)])]
    target = Target(tmp_path, tiktok, event_mappings=rules, unmatched="skip")
    result = target.run(lines)
    assert (result.code, stored_ids(tiktok)) == (0, ["1"]), result.stderr
    assert result.count("unmatched") == 1


def test_stream_without_id_and_time_is_named(tmp_path: Path) -> None:
    """Without any rule products would be refused one by one; the run says so at once."""
    result = Target(tmp_path, None, dry_run=True).run(singer([{"sku": "x"}], stream="products"))
    assert result.code == 1
    assert "stream 'products' has no column for the id" in result.stderr


def test_renamed_columns_are_those_that_are_compared(tmp_path: Path) -> None:
    """What a stream map makes of the columns is what settings are compared with."""
    maps = {"orders": {"number": "order_id"}}
    target = Target(tmp_path, None, dry_run=True, stream_maps=maps)
    target.config["field_mapping"] = {"order_id": "number"}
    assert target.run(singer([order(1)])).count("would be sent") == 1
    target.config["stream_maps"] = {}
    assert target.run(singer([order(1)])).code == 1


def test_later_stream_that_does_not_fit(tiktok: LocalTikTok, tmp_path: Path) -> None:
    """The run ends at its first record with no STATE past it; the mended run loses no order."""
    lines = [*singer([order(1)]), *singer([{"sku": "x"}], stream="products"), *singer([order(2)])]
    target = Target(tmp_path, tiktok)
    assert target.run(lines).code == 1
    target.config["streams"] = ["orders"]
    assert target.run(lines).code == 0
    assert sorted(stored_ids(tiktok)) == ["1", "2"]
