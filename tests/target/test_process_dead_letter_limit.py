"""Too many dead letters: loud, and nothing is lost by them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.target.target_process import Target, order, singer, stored_ids

if TYPE_CHECKING:
    from pathlib import Path

    from tests.emulator.process import LocalTikTok


def test_wrong_column_for_all_orders_holds_state_until_it_is_mended(
    tiktok: LocalTikTok, tmp_path: Path
) -> None:
    """By default more than half dead letters fail the run; the run after the repair sends all."""
    target = Target(tmp_path, tiktok)
    bad = [order(n, total="1,234.50") for n in range(11)]
    lines = singer([*bad, *map(order, range(11, 20))], state_every=1)
    result = target.run(lines)
    assert (result.code, result.states) == (5, [])
    last = result.stderr.splitlines()[-1]
    assert "11 of 20 records became dead letters" in last
    assert "max_dead_letters (50%)" in last
    target.config["field_mapping"] = {"total": "amount"}
    mended = [order(n, amount=10) for n in range(20)]
    result = target.run(singer(mended, state_every=1))
    assert (result.code, result.states[-1]) == (0, {"done": 20})
    assert (result.count("sent"), result.count("already sent, in the ledger")) == (11, 9)
    assert len(set(stored_ids(tiktok))) == 20


def test_share_counts_from_twenty_records_on(tiktok: LocalTikTok, tmp_path: Path) -> None:
    """A small run with a few bad orders is fine, and its STATE goes out at the end."""
    result = Target(tmp_path, tiktok).run(singer([order(n, total=-1) for n in range(19)]))
    assert (result.code, result.states) == (0, [{"done": 19}])


def test_number_of_dead_letters_holds_state_from_that_moment(
    tiktok: LocalTikTok, tmp_path: Path
) -> None:
    """What came before has its STATE; what made it too many is read again after the repair."""
    records = [order(1), order(2, total=-1), order(3, total=-1), order(4)]
    target = Target(tmp_path, tiktok, max_dead_letters=1)
    result = target.run(singer(records, state_every=4))
    assert (result.code, result.states) == (5, [])
    assert stored_ids(tiktok) == ["1", "4"]
    assert "2 of 4 records became dead letters" in result.stderr.splitlines()[-1]
    target.config["max_dead_letters"] = "2"
    assert target.run(singer(records)).code == 0


def test_run_without_a_single_event_says_what_left_them_out(
    tiktok: LocalTikTok, tmp_path: Path
) -> None:
    """Consent and skip rules that leave out everything are a warning with the counts."""
    settings = {
        "consent_column": "consent",
        "event_mappings": [{"when": {"status": "test"}, "skip": True}],
        "unmatched": "send",
    }
    target = Target(tmp_path, tiktok, **settings)
    records = [
        *(order(n, consent=False, status="paid") for n in range(3)),
        *(order(n, consent=True, status="test") for n in range(3, 5)),
    ]
    result = target.run(singer(records))
    assert (result.code, result.states) == (0, [{"done": 5}])
    [warning] = [line for line in result.stderr.splitlines() if "WARNING" in line]
    for said in ("all 5 records were left out", "consent 3", "event_mappings", " 2"):
        assert said in warning, warning
    result = target.run(singer([*records, order(9, consent=True, status="paid")]))
    assert "left out" in result.stderr
    assert "were left out" not in result.stderr
