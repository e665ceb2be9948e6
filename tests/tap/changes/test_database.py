"""The database of a store: for one run at a time, and what is wrong with it in one line."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tap_tiktok_ads.changes.comparison import Comparison, Row
from tap_tiktok_ads.changes.store import ChangeStore
from tap_tiktok_ads.errors import ChangeStoreError, SettingError
from tests.tap.changes.stores import ADVERTISER, STREAM, store_run, url_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.demo.postgres import Database

ROWS = {"1": "a", "2": "b"}


def test_a_second_run_can_not_open_the_store(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It says so in one line; when the first one has ended it can."""
    monkeypatch.setattr("tap_tiktok_ads.changes.database._LOCK_SECONDS", 0)
    with store_run(url), pytest.raises(ChangeStoreError, match="another run is using it"):
        ChangeStore(url, None, print)
    with store_run(url):
        pass


def test_a_server_that_goes_away_ends_the_run_in_one_line(postgresql: Database) -> None:
    """What was forgotten before stays so; to go on would lose track of what arrived."""
    with store_run(postgresql.url) as run, postgresql.connect() as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
        )
        with pytest.raises(ChangeStoreError, match=r"change_store_url: .* can't be used") as caught:
            run.emitted({"1": "a"})

    assert postgresql.password not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_file_is_for_its_owner_only(tmp_path: Path) -> None:
    """Whatever the umask."""
    with store_run(url_of(tmp_path)):
        pass
    assert (tmp_path / "changes.db").stat().st_mode & 0o777 == 0o600


def test_a_store_that_was_deleted_or_is_older_than_state_is_empty(tmp_path: Path) -> None:
    """A copy from before the last run knows contents that are no longer in the warehouse."""
    url = url_of(tmp_path)
    with store_run(url) as first:
        first.emitted(ROWS)
    copy = (tmp_path / "changes.db").read_bytes()
    with store_run(url, first.mark) as second:
        second.emitted({"1": "A"})
    (tmp_path / "changes.db").write_bytes(copy)
    with store_run(url, second.mark) as third:
        assert third.emitted({"1": "a"}) == {"1"}
    (tmp_path / "changes.db").unlink()
    with store_run(url, third.mark) as fourth:
        assert fourth.emitted({"1": "a"}) == {"1"}


def test_half_a_million_rows_take_less_than_forty_bytes_each(tmp_path: Path) -> None:
    """On disk, with all that the database needs besides; here 28 days of 2,000."""
    url = url_of(tmp_path)
    days = [f"2026-02-{number:02}" for number in range(1, 29)]
    with store_run(url) as run:
        comparison = Comparison(run.store, STREAM, ADVERTISER)
        comparison.begin(days[0], days[-1])
        for day in days:
            comparison.changed(Row(day, str(number), b"x") for number in range(2000))
        comparison.settle()

    size = sum(path.stat().st_size for path in tmp_path.iterdir())
    assert size < 40 * 28 * 2000


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
        ("mysql://root:canary@host/db", "can't be a database of mysql"),
        ("canary", "is no SQLAlchemy URL"),
        ("postgresql+nodriver://user:canary@host/db", "unknown driver"),
        ("postgresql://user:can@ary@host/db", "%40"),
    ],
)
def test_a_url_that_can_not_be_used_is_a_mistake_of_the_user(url: str, said: str) -> None:
    """One line that names the setting and no password."""
    with pytest.raises(SettingError, match="change_store_url") as caught:
        ChangeStore(url, None, print)

    assert said in str(caught.value)
    assert "canary" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    ["postgresql://user:canary@127.0.0.1:1/db", "sqlite:////nowhere/at/all/changes.db"],
)
def test_a_store_that_can_not_be_reached_is_said_in_one_line(url: str) -> None:
    """With the place, what to do, and no password."""
    with pytest.raises(ChangeStoreError, match=r"change_store_url: .* can't be used") as caught:
        ChangeStore(url, None, print)

    assert "canary" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_no_database_is_said(tmp_path: Path) -> None:
    """It stays what it is."""
    path = tmp_path / "changes.db"
    path.write_text("precious " * 1000)

    with pytest.raises(ChangeStoreError, match="not a database"):
        ChangeStore(url_of(tmp_path), None, print)
    assert path.read_text().startswith("precious")


def test_a_relative_file_lies_in_the_meltano_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever Meltano was started."""
    monkeypatch.setenv("MELTANO_PROJECT_ROOT", str(tmp_path))
    with store_run("sqlite:///changes.db"):
        assert (tmp_path / "changes.db").exists()
    with closing(sqlite3.connect(tmp_path / "changes.db")) as database:
        assert database.execute("SELECT generation FROM tiktok_ads_change_store").fetchone() == (1,)
