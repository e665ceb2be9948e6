"""Digests of rows: small, and the last content of a key counts."""

from __future__ import annotations

from tap_tiktok_ads.changes.digests import Digests, digest_of


def test_a_row_is_known_by_key_and_content() -> None:
    """Another content, or another key with the same content, is not."""
    digests = Digests()
    digests.add(1, 10)
    again = Digests(digests.packed())

    assert again.has(1, 10)
    assert not again.has(1, 11)
    assert not again.has(2, 10)


def test_what_is_emitted_replaces_what_was() -> None:
    """Of a key the last content counts; keys that do not come again stay."""
    first = Digests()
    for key in (3, 1, 2):
        first.add(key, 10)
    second = Digests(first.packed())
    second.add(2, 20)
    second.add(2, 21)
    third = Digests(second.packed())

    assert [third.has(1, 10), third.has(2, 21), third.has(3, 10)] == [True, True, True]
    assert not third.has(2, 10)
    assert not third.has(2, 20)


def test_a_row_takes_sixteen_bytes() -> None:
    """Whatever its content."""
    digests = Digests()
    for number in range(1000):
        digests.add(digest_of(b"key %d" % number), digest_of(b"content" * 100))

    assert len(digests.packed()) == 16 * 1000


def test_bytes_that_are_cut_off_are_as_none() -> None:
    """Rather are rows emitted again."""
    digests = Digests()
    digests.add(1, 10)

    assert not Digests(digests.packed()[:-1]).has(1, 10)
