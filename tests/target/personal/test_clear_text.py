"""Text that may be about a person."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from target_tiktok_events.personal.clear_text import may_be_personal


@pytest.mark.parametrize(
    "text",
    [
        "alice@example.com",
        "Alice <alice@example.com>",
        "+4915112345678",
        "+1(212)555-0123",
        "+49 151 2345678",
        "(0151)2345678",
        "0151/2345678",
        "004915112345678",
        "212-555-0123",
        "(212)555-0123",
        "Erika",
        "O'Neill",
        "Mustermann-Schmidt",
        "Erika Mustermann",
        "erika mustermann",
        "Łukasz",
        "Main Street 5",
    ],
)
def test_contacts_and_names_may_be_personal(text: str) -> None:
    """They are not shown in clear."""
    assert may_be_personal(text)


@pytest.mark.parametrize(
    "text",
    [
        "1001",
        "5044668852556",
        "0000012345",
        "0815",
        "#1001",
        "SO-2026-17",
        "2026-000123",
        "2026-11-21",
        "2026-11-21T09:30:00Z",
        "2026-11-21 09:30:00+00:00",
        "gid://shopify/Order/5044668852556",
        "8f14e45f-ceea-467f-a0e6-1b2c3d4e5f60",
        "de",
        "DE",
        "my-shop",
        "e1",
        "-7",
        "7.5",
    ],
)
def test_ids_instants_and_codes_are_shown(text: str) -> None:
    """A record has to be found again."""
    assert not may_be_personal(text)


@given(st.text(min_size=1))
def test_any_text_has_an_answer(text: str) -> None:
    """Whatever a key holds."""
    assert may_be_personal(text) in {True, False}


@given(st.integers(1, 10**15))
def test_whole_numbers_are_ids(number: int) -> None:
    """However many digits they have."""
    assert not may_be_personal(str(number))
