"""What was delivered, and what is being sent right now; on SQLite and on PostgreSQL."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from msgspec.structs import replace
from sqlalchemy import create_engine, inspect, select, text, update
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.engine import make_url

from target_tiktok_events.delivery.interruption import Interruption
from target_tiktok_events.errors import SettingError, StorageError, Terminated
from target_tiktok_events.ledger.claim_ids import ClaimIds
from target_tiktok_events.ledger.claims import Key, key_of
from target_tiktok_events.ledger.ledger import Ledger
from target_tiktok_events.ledger.past_deliveries import PastDeliveries
from target_tiktok_events.ledger.store import TABLE, LedgerStore
from target_tiktok_events.ledger.trial import try_ledger
from tests.target.made_events import made_event

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from pathlib import Path

    from sqlalchemy.engine import Connection

MINUTE = 60
HOUR = 3600
WINDOW = 28 * 24 * 60
ONE, TWO, THREE = ("CompletePayment", "1"), ("CompletePayment", "2"), ("Subscribe", "1")


class _Clock:
    def __init__(self) -> None:
        self.now = 1_760_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(
    params=["sqlite", "temporary", pytest.param("postgresql", marks=pytest.mark.end_to_end)]
)
def open_ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[..., Ledger]]:
    """Opens ledgers; those of one test share a database, if it is one that can be shared."""
    url = f"sqlite:///{tmp_path}/ledger.db"
    if request.param == "temporary":
        url = ""
    elif request.param == "postgresql":
        url = request.getfixturevalue("postgresql")
    opened: list[Ledger] = []

    def open_one(source: str = f"C4{os.urandom(4).hex()}", **options: Any) -> Ledger:
        opened.append(Ledger(url, source, options.pop("window", WINDOW), **options))
        return opened[-1]

    yield open_one
    for ledger in opened:
        ledger.close()


@pytest.fixture
def url(tmp_path: Path) -> str:
    """An SQLite ledger that several processes can share."""
    return f"sqlite:///{tmp_path}/ledger.db"


def test_delivery_is_found_again(open_ledger: Callable[..., Ledger]) -> None:
    """A confirmed event is found under its event name and id, and no other is."""
    ledger = open_ledger()
    assert ledger.find([ONE, TWO, THREE]) == set()
    ledger.confirm({ONE: "request-1"})
    assert ledger.find([ONE, TWO, THREE]) == {ONE}


def test_event_source_is_part_of_the_key(url: str) -> None:
    """The same order sent to another pixel is another event."""
    first, second = Ledger(url, "A", WINDOW), Ledger(url, "B", WINDOW)
    first.confirm({ONE: "r"})
    assert (first.find([ONE]), second.find([ONE])) == ({ONE}, set())
    first.close()
    second.close()


def test_ledgers_of_a_run_share_one_database(open_ledger: Callable[..., Ledger]) -> None:
    """Each event source has its own entries, in the temporary database, too."""
    first = open_ledger("one")
    second = first.beside("two")
    first.confirm({ONE: "r"})
    assert (first.find([ONE]), second.find([ONE])) == ({ONE}, set())
    assert second.claim([ONE, TWO]).ours == {ONE, TWO}
    first.release(first.claim([TWO]), [TWO])


def test_claim_tells_ours_found_and_busy(open_ledger: Callable[..., Ledger]) -> None:
    """What nobody sent is ours; what was sent is found; what another batch sends is busy."""
    ledger = open_ledger()
    ledger.confirm({ONE: "r"})
    first = ledger.claim([ONE, TWO])
    assert (first.ours, first.found, first.busy) == ({TWO}, {ONE}, set())
    second = ledger.claim([TWO, THREE])
    assert (second.ours, second.found, second.busy) == ({THREE}, set(), {TWO})


def test_confirmed_claim_is_found_and_released_claim_is_free(
    open_ledger: Callable[..., Ledger],
) -> None:
    """After its batch an event is either delivered or free for the next attempt."""
    ledger = open_ledger()
    claim = ledger.claim([ONE, TWO])
    ledger.confirm({ONE: "r"})
    ledger.release(claim, [ONE, TWO])
    after = ledger.claim([ONE, TWO])
    assert (after.found, after.ours) == ({ONE}, {TWO})


def test_claim_of_another_is_not_released(open_ledger: Callable[..., Ledger]) -> None:
    """A batch gives back only what it holds itself."""
    ledger = open_ledger()
    of_another = replace(ledger.claim([ONE]), claim_id="somebody:1:else:0")
    ledger.release(of_another, [ONE])
    assert ledger.claim([ONE]).busy == {ONE}


def test_delivery_counts_for_the_window_and_is_pruned_after_it(
    open_ledger: Callable[..., Ledger],
) -> None:
    """An event may go again when its delivery is older than the window; then the row leaves."""
    clock = _Clock()
    ledger = open_ledger(window=10, now=clock)
    ledger.confirm({ONE: "r"})
    clock.now += 10 * MINUTE
    assert ledger.find([ONE]) == {ONE}
    assert ledger.prune() == 0
    clock.now += 1
    assert ledger.find([ONE]) == set()
    assert ledger.claim([ONE]).ours == {ONE}
    ledger.confirm({ONE: "r"})
    clock.now += 10 * MINUTE + 1
    assert ledger.prune() == 1


def test_claim_of_a_silent_target_runs_out(open_ledger: Callable[..., Ledger]) -> None:
    """A target that hangs keeps its events from others for two minutes, not for ever."""
    clock = _Clock()
    ledger = open_ledger(now=clock)
    ledger.claim([ONE])
    clock.now += 2 * MINUTE
    assert ledger.claim([ONE]).busy == {ONE}
    clock.now += 1
    assert ledger.claim([ONE]).ours == {ONE}


def test_many_keys_of_several_events_at_once(open_ledger: Callable[..., Ledger]) -> None:
    """A batch of a thousand is claimed, confirmed and found like one event."""
    ledger = open_ledger()
    keys = [(name, f"id-{number} ü'\"\\") for name in ("A", "B") for number in range(600)]
    assert ledger.claim(keys).ours == set(keys)
    ledger.confirm(dict.fromkeys(keys, "r"))
    assert ledger.find(keys) == set(keys)


def test_nul_in_an_event_id_is_no_hindrance(open_ledger: Callable[..., Ledger]) -> None:
    """PostgreSQL takes no NUL; the key writes it out, and is found again."""
    ledger = open_ledger()
    key = key_of(made_event("a\0b"))
    ledger.claim([key])
    ledger.confirm({key: "r"})
    assert ledger.find([key]) == {key}


def test_two_targets_never_hold_the_same_event(url: str) -> None:
    """Of two ledgers on one database that claim the same thousand events, each is had by one."""
    claims = []
    barrier = threading.Barrier(4)

    def claim() -> None:
        ledger = Ledger(url, "A", WINDOW)
        barrier.wait()
        claims.append(ledger.claim([("E", str(number)) for number in range(1000)]))
        ledger.close()

    threads = [threading.Thread(target=claim) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(len(claim.ours) for claim in claims) == [0, 0, 0, 1000]


def test_claims_of_a_dead_process_are_taken_over(url: str) -> None:
    """After kill -9 the next run does not wait: the claims of a dead process are free."""
    code = (
        "import os; from target_tiktok_events.ledger.ledger import Ledger;"
        f"Ledger({url!r}, 'A', 60).claim([('CompletePayment', '1')]); os._exit(9)"
    )
    subprocess.run([sys.executable, "-c", code], check=False)
    ledger = Ledger(url, "A", 60)
    assert ledger.claim([ONE]).ours == {ONE}
    ledger.confirm({ONE: "r"})
    assert ledger.find([ONE]) == {ONE}
    ledger.close()


def test_claims_of_an_earlier_process_with_our_number_are_taken_over(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a container every run has the same process id; the number alone proves nothing."""
    with monkeypatch.context() as earlier:
        earlier.setattr("target_tiktok_events.ledger.claim_ids._PROCESS", "earlier")
        before = Ledger(url, "A", WINDOW)
        before.claim([ONE])
    ledger = Ledger(url, "A", WINDOW)
    assert ledger.claim([ONE]).ours == {ONE}
    before.close()
    ledger.close()


@pytest.fixture
def orphaned(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Lets a process that is dead now claim keys of a ledger's event source."""

    def claim(ledger: Ledger, keys: Collection[Key]) -> None:
        with monkeypatch.context() as earlier:
            earlier.setattr(ledger, "_claim_ids", _DeadProcess())
            assert ledger.claim(keys).ours == set(keys)

    return claim


def test_note_of_a_dead_run_is_repeated_while_tiktok_recognises_it(
    open_ledger: Callable[..., Ledger], orphaned: Callable[..., None]
) -> None:
    """Within 48 hours, some of which the request may wait itself, the event may go again."""
    clock = _Clock()
    ledger = open_ledger(now=clock)
    orphaned(ledger, [ONE, TWO])
    assert ledger.claim([ONE]).ours == {ONE}  # at once: its process is dead
    clock.now += 46 * HOUR
    assert ledger.claim([ONE, TWO]).ours == {ONE, TWO}


def test_older_note_is_uncertain(
    open_ledger: Callable[..., Ledger], orphaned: Callable[..., None]
) -> None:
    """Nobody knows whether TikTok has it: it is not ours to send but where that is wanted."""
    clock = _Clock()
    ledger = open_ledger(now=clock)
    orphaned(ledger, [ONE])
    clock.now += 48 * HOUR
    claim = ledger.claim([ONE, TWO])
    assert (claim.ours, claim.uncertain, claim.found, claim.busy) == ({TWO}, {ONE}, set(), set())
    assert ledger.claim([ONE]).uncertain == {ONE}
    wanted = ledger.claim([ONE], even_uncertain=True)
    assert wanted.ours == {ONE}
    ledger.confirm({ONE: "r"})
    assert ledger.claim([ONE]).found == {ONE}


def test_note_keeps_its_time_through_further_crashes(
    open_ledger: Callable[..., Ledger], orphaned: Callable[..., None]
) -> None:
    """TikTok's 48 hours count from the first time: a second crash does not begin them anew."""
    clock = _Clock()
    ledger = open_ledger(now=clock)
    orphaned(ledger, [ONE])
    clock.now += 40 * HOUR
    orphaned(ledger, [ONE])
    clock.now += 10 * HOUR
    assert ledger.claim([ONE]).uncertain == {ONE}


def test_refusal_of_the_run_leaves_an_older_note(
    open_ledger: Callable[..., Ledger], orphaned: Callable[..., None]
) -> None:
    """A run after the crash had a wrong token: what it gives back is as uncertain as before."""
    clock = _Clock()
    ledger = open_ledger(now=clock)
    orphaned(ledger, [ONE])
    clock.now += 10 * HOUR
    ledger.release(ledger.claim([ONE, TWO]), [ONE, TWO])
    clock.now += 40 * HOUR
    claim = ledger.claim([ONE, TWO])
    assert (claim.uncertain, claim.ours) == ({ONE}, {TWO})


def test_what_may_have_been_delivered_stays_noted(open_ledger: Callable[..., Ledger]) -> None:
    """The next run may claim it at once, and is told when it is too late to repeat it."""
    clock = _Clock()
    ledger = open_ledger(now=clock)
    ledger.leave_noted(ledger.claim([ONE]), [ONE])
    claim = ledger.claim([ONE])
    assert claim.ours == {ONE}
    ledger.leave_noted(claim, [ONE])
    clock.now += 48 * HOUR
    assert ledger.claim([ONE]).uncertain == {ONE}


def test_note_counts_for_the_window_and_is_pruned_after_it(
    open_ledger: Callable[..., Ledger], orphaned: Callable[..., None]
) -> None:
    """As a delivery does: an event may go again after the window, whatever became of the first."""
    clock = _Clock()
    ledger = open_ledger(window=3 * 24 * 60, now=clock)
    orphaned(ledger, [ONE, TWO])
    clock.now += 72 * HOUR
    assert ledger.claim([ONE]).uncertain == {ONE}
    assert ledger.prune() == 0
    clock.now += 1
    assert ledger.claim([ONE]).ours == {ONE}
    assert ledger.prune() == 1


def test_short_window_makes_nothing_uncertain(
    open_ledger: Callable[..., Ledger], orphaned: Callable[..., None]
) -> None:
    """Who lets events go again after a minute is not asked about older ones."""
    clock = _Clock()
    ledger = open_ledger(window=1, now=clock)
    orphaned(ledger, [ONE])
    clock.now += MINUTE + 1
    assert ledger.claim([ONE]).ours == {ONE}


def test_table_of_an_earlier_version_is_brought_up_to_date(url: str, tmp_path: Path) -> None:
    """Its deliveries are found, and its open claims count as notes."""
    with sqlite3.connect(tmp_path / "ledger.db") as connection:
        connection.execute(
            "create table tiktok_events_ledger (event_source_id text, event text, event_id text, "
            "delivered_at datetime, request_id text, claimed_by text, claimed_until datetime, "
            "primary key (event_source_id, event, event_id)) without rowid"
        )
        moment = "2025-10-09 08:53:20.000000"
        rows = [
            ("A", *ONE, moment, "r", None, None),
            ("A", *TWO, None, None, "gone:1:x:0", moment),
        ]
        connection.executemany(
            "insert into tiktok_events_ledger values (?, ?, ?, ?, ?, ?, ?)", rows
        )
    connection.close()
    clock = _Clock()
    clock.now += 50 * HOUR
    for _ in range(2):
        ledger = Ledger(url, "A", WINDOW, now=clock)
        claim = ledger.claim([ONE, TWO])
        assert (claim.found, claim.uncertain) == ({ONE}, {TWO})
        ledger.close()


class _DeadProcess(ClaimIds):
    """An earlier process that had our number."""

    def __init__(self) -> None:
        super().__init__()
        self._process = self._process.rpartition(":")[0] + ":earlier"


def test_dead_claim_that_another_target_takes_first_is_busy(
    open_ledger: Callable[..., Ledger],
    orphaned: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Between finding a dead claim and taking it over another target may have taken it."""
    ledger = open_ledger()
    orphaned(ledger, [ONE, TWO])
    rival = ClaimIds().new()
    take_over = ledger._take_over  # noqa: SLF001 - the moment in between

    def rival_is_first(connection: Connection, *rest: Any) -> None:
        of_one = (TABLE.c.event == ONE[0], TABLE.c.event_id == ONE[1])
        connection.execute(update(TABLE).where(*of_one).values(claimed_by=rival))
        take_over(connection, *rest)

    monkeypatch.setattr(ledger, "_take_over", rival_is_first)
    claim = ledger.claim([ONE, TWO])
    assert (claim.ours, claim.busy, claim.found) == ({TWO}, {ONE}, set())
    ledger.release(replace(claim, claim_id=rival), [ONE])
    assert ledger.claim([ONE]).ours == {ONE}


def test_two_targets_never_take_over_the_same_dead_claim(
    url: str, orphaned: Callable[..., None]
) -> None:
    """Of four targets that find a thousand events of a dead one, each event is had by one."""
    keys = [("E", str(number)) for number in range(1000)]
    ledgers = [Ledger(url, "A", WINDOW) for _ in range(4)]
    orphaned(ledgers[0], keys)
    barrier = threading.Barrier(4)
    claims = []

    def claim(ledger: Ledger) -> None:
        barrier.wait(10)
        claims.append(ledger.claim(keys))

    threads = [threading.Thread(target=claim, args=(ledger,)) for ledger in ledgers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for ledger in ledgers:
        ledger.close()
    assert sorted(len(claim.ours) for claim in claims) == [0, 0, 0, 1000]


def test_ledger_holds_no_more_than_it_says(url: str, tmp_path: Path) -> None:
    """Columns: event source, event, its id, time, request id, claim and note; nothing personal."""
    ledger = Ledger(url, "A", WINDOW, now=_Clock())
    claim = ledger.claim([ONE, TWO])
    ledger.confirm({ONE: "request-1"})
    ledger.release(claim, [TWO])
    ledger.close()
    with sqlite3.connect(tmp_path / "ledger.db") as connection:
        rows = connection.execute("select * from tiktok_events_ledger").fetchall()
    connection.close()
    moment = "2025-10-09 08:53:20.000000"
    assert rows == [("A", "CompletePayment", "1", moment, "request-1", None, None, None)]


@pytest.mark.parametrize(
    "url",
    [
        "nonsense",
        "mysql://host/db",
        "sqlite+nothing:///x.db",
        "postgresql+nothing://host/db",
    ],
)
def test_unusable_url_is_a_setting_error(url: str) -> None:
    """A URL that can't work names the setting and what to write."""
    with pytest.raises(SettingError, match="ledger_url"):
        Ledger(url, "A", WINDOW)


def test_unwritable_place_is_said_before_anything_is_sent(tmp_path: Path) -> None:
    """A ledger that can't be created fails when it is opened."""
    (tmp_path / "file").touch()
    with pytest.raises(StorageError, match="ledger_url"):
        Ledger(f"sqlite:///{tmp_path}/file/ledger.db", "A", WINDOW)
    with pytest.raises(StorageError, match="ledger_url"):
        Ledger(f"sqlite:///{tmp_path}", "A", WINDOW)


def test_file_that_is_no_database_is_said(tmp_path: Path) -> None:
    """Some other file in the ledger's place is left as it is."""
    path = tmp_path / "ledger.db"
    path.write_text("a shopping list, and quite a long one at that " * 20)
    with pytest.raises(StorageError, match="not a database"):
        Ledger(f"sqlite:///{path}", "A", WINDOW)
    assert path.read_text().startswith("a shopping list")


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+psycopg://me:hunter2@127.0.0.1:9/db",
        "postgresql+psycopg://127.0.0.1:9/db?user=me&password=hunter2",
    ],
)
def test_password_is_masked(url: str) -> None:
    """No error shows the password of the database, wherever it stands in the URL."""
    with pytest.raises(StorageError, match="ledger_url") as caught:
        Ledger(url, "A", WINDOW, lambda _seconds: True)
    assert "hunter2" not in str(caught.value)


def test_server_that_is_away_is_given_up_within_a_minute() -> None:
    """Nobody listens: waited for once, not once more for each thing there is to do."""
    clock = _Clock()
    began = clock.now

    def pause(seconds: float) -> None:
        clock.now += seconds

    with pytest.raises(StorageError, match="the server is up"):
        LedgerStore("postgresql+psycopg://me@127.0.0.1:9/db", pause, clock)
    assert 30 < clock.now - began <= 60


def test_signal_ends_the_wait_for_a_server() -> None:
    """Exit code 143 and not 6: somebody ended the run before the ledger was given up."""
    interruption = Interruption()
    interruption.by_signal(15)
    with pytest.raises(Terminated):
        Ledger("postgresql+psycopg://me@127.0.0.1:9/db", "A", WINDOW, interruption.pause_or_end)


def test_server_that_does_not_answer_is_no_endless_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each attempt to connect has a limit, unless the URL has another; dead connections end."""
    asked: list[dict[str, Any]] = []

    def connect(_dialect: Any, *_arguments: Any, **options: Any) -> Any:
        asked.append(options)
        message = "no"
        raise psycopg.OperationalError(message)

    monkeypatch.setattr(PGDialect_psycopg, "connect", connect)
    for url in ("postgresql://me@h/db", "postgresql://me@h/db?connect_timeout=3"):
        with pytest.raises(StorageError):
            LedgerStore(url, lambda _seconds: True)
    assert [int(options["connect_timeout"]) for options in asked] == [5, 3]
    assert all(options["tcp_user_timeout"] <= 30_000 for options in asked)


@pytest.mark.end_to_end
def test_database_server_may_go_away_and_come_back(
    postgresql: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Connections that the server ends are opened again, within a pause or two."""
    pauses: list[float] = []
    ledger = Ledger(postgresql, "outage", WINDOW, pauses.append)
    ledger.confirm({ONE: "r"})
    killer = Ledger(postgresql, "killer", WINDOW)

    def kill_all(connection: Any) -> None:
        connection.exec_driver_sql(
            "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()"
        )

    killer._store.transaction(kill_all)  # noqa: SLF001 - there is no other way in
    killer.close()
    assert ledger.find([ONE]) == {ONE}
    ledger.close()


@pytest.mark.end_to_end
def test_dry_run_asks_a_server_and_creates_nothing(postgresql: str) -> None:
    """Who only asks finds deliveries, and leaves a database without a ledger as it is."""
    ledger = Ledger(postgresql, "dry", WINDOW)
    ledger.confirm({ONE: "r"})
    asked = PastDeliveries(postgresql, "dry", WINDOW)
    assert asked.find([ONE, TWO]) == {ONE}
    with psycopg.connect(postgresql.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("create schema empty")
        empty = f"{postgresql}{'&' if '?' in postgresql else '?'}options=-csearch_path%3Dempty"
        nothing = PastDeliveries(empty, "dry", WINDOW)
        assert nothing.find([ONE]) == set()
        tables = "select count(*) from information_schema.tables where table_schema = 'empty'"
        assert connection.execute(tables).fetchall() == [(0,)]
    for each in (ledger, asked, nothing):
        each.close()


@pytest.mark.end_to_end
def test_a_trial_leaves_nothing_on_a_server(postgresql: str) -> None:
    """Neither a table where there was none, nor a row; the password is not in what it returns."""
    database = f"trial_{os.urandom(4).hex()}"
    engine = create_engine(postgresql, isolation_level="AUTOCOMMIT")
    with engine.begin() as connection:
        connection.execute(text(f"CREATE DATABASE {database}"))
    url = make_url(postgresql).set(database=database).render_as_string(hide_password=False)

    label = try_ledger(url)

    other = create_engine(url)
    assert inspect(other).get_table_names() == []
    assert database in label
    LedgerStore(url).close()
    try_ledger(url)
    with other.connect() as connection:
        assert connection.execute(select(TABLE)).all() == []
    other.dispose()
    with engine.begin() as connection:
        connection.execute(text(f"DROP DATABASE {database} WITH (FORCE)"))
    engine.dispose()
