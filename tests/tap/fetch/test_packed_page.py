"""A page that is packed comes back as it was."""

from __future__ import annotations

import msgspec
import pytest

from tap_tiktok_ads.fetch.packed_page import pack
from tap_tiktok_ads.fetch.page import Page
from tests.tap.moving_list import listing

RAW = [
    [],
    [b"{}"],
    [b'{"a":1}', b'{\n "b" : "x, [y]" }', b"null", b'"text"'],
    [b'{"name":"cut \\ud83d"}', '{"name":"ж"}'.encode()],
]


@pytest.mark.parametrize("rows", RAW)
def test_rows_come_back_byte_by_byte(rows: list[bytes]) -> None:
    """Whatever they hold, and none at all."""
    page = Page(listing(), 2, 3, 4, [msgspec.Raw(row) for row in rows], 99, is_truncated=True)

    unpacked = pack(page).unpacked()

    assert [bytes(row) for row in unpacked.rows] == rows
    assert unpacked._replace(rows=()) == page._replace(rows=())


def test_a_page_that_waits_takes_a_fraction_of_its_room() -> None:
    """Rows of a report are much alike."""
    rows = [msgspec.Raw(b'{"ad_id":"%d","spend":"%d.10"}' % (n, n % 7)) for n in range(1000)]
    size = sum(memoryview(row).nbytes for row in rows)

    assert pack(Page(listing(), 1, 1, 1000, rows, size)).size < size / 4
