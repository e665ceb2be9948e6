"""The URL of the ledger never shows a secret, wherever it stands in it."""

from __future__ import annotations

import pytest

from target_tiktok_events.errors import SettingError
from target_tiktok_events.ledger.url import read_url, shown, without_secrets


@pytest.mark.parametrize(
    "text",
    [
        "postgresql://me:hunter2@db.example:5433/shop",
        "postgres://db.example:5433/shop?user=me&password=hunter2",
        "postgresql+psycopg://me@db.example:5433/shop?sslpassword=hunter2&sslmode=require",
        "postgresql://db.example:5433/shop?password=hunter2&password=other",
    ],
)
def test_shown_are_driver_host_and_database_only(text: str) -> None:
    """Enough to know the ledger by, and neither password nor user."""
    url = read_url(text)
    assert shown(url) == "postgresql+psycopg://db.example:5433/shop"
    assert "hunter2" not in without_secrets(f"no entry for hunter2 in {text}", url)


@pytest.mark.parametrize(
    "written", ["hunter2 %/é", "hunter2%20%25%2F%C3%A9", "hunter2+%25%2F%C3%A9"]
)
def test_password_is_masked_in_every_spelling(written: str) -> None:
    """As it is, and as URLs write it."""
    url = read_url("postgresql://me:hunter2%20%25%2F%C3%A9@h/db")
    assert without_secrets(f"said {written}!", url) == "said ***!"


@pytest.mark.parametrize(
    "text", ["postgresql://me:hun@ter2@host/db", "postgresql://me:h@un/ter2@host/db"]
)
def test_password_with_a_bare_at_is_refused_unseen(text: str) -> None:
    """Its rest would be taken for the host, be looked up in DNS, and be printed."""
    with pytest.raises(SettingError, match="%40") as caught:
        read_url(text)
    assert "ter2" not in str(caught.value)


def test_at_in_a_user_name_is_no_mistake() -> None:
    """Some providers name users `user@server`."""
    assert read_url("postgresql://me@server:hunter2@host/db").host == "host"


def test_path_of_a_file_is_shown() -> None:
    """An @ in it is as good as any character."""
    assert shown(read_url("sqlite:////data/shop@home/ledger.db")) == (
        "sqlite:////data/shop@home/ledger.db"
    )
