"""Personal data: what must be hashed, what must not be, and how a mistake is answered."""

from __future__ import annotations

from typing import Any

import pytest

from tests.emulator.events.personal_data import EMPTY_DIGEST
from tests.emulator.events.sender import EVENT_SET, Sender, digest, order

MATCH_KEYS = ["email", "phone", "external_id"]
CLEAR = ["a@shop.example", "", " " + digest("a"), digest("a")[:-1], digest("a")[:40], "Ä" * 64]


def with_user(**user: Any) -> dict[str, Any]:
    """Return an order whose `user` is only this."""
    return order(user=user)


def flags_of(*options: str, **user: object) -> dict[str, int]:
    """Send one event with this user, which must be accepted; the flags it raised."""
    sender = Sender(*options)
    assert sender.post(with_user(**user))["code"] == 0
    return sender.flags


@pytest.mark.parametrize("name", MATCH_KEYS)
@pytest.mark.parametrize("wrap", [str, lambda value: [value], lambda value: [digest("b"), value]])
def test_a_digest_is_accepted_as_text_or_in_a_list(name: str, wrap: Any) -> None:
    """One value and a list of values mean the same."""
    assert flags_of(**{name: wrap(digest("a"))}) == {}


@pytest.mark.parametrize("name", MATCH_KEYS)
@pytest.mark.parametrize("value", CLEAR)
def test_what_is_not_64_hex_digits_is_40062(name: str, value: str) -> None:
    """Clear text, blanks, other digests and a digest with white space are not hashed."""
    sender = Sender()
    answer = sender.post(order("good"), with_user(**{name: value}))
    assert answer["code"] == 40062
    assert answer["message"].startswith(f"data.1.user.{name}: ")
    assert sender.summary["stored"] == 0


def test_a_message_never_repeats_the_value() -> None:
    """The stand-in itself must not put personal data into a sender's log."""
    for value in ("a@shop.example", ["a@shop.example"], 4_917_012_345):
        answer = Sender().post(with_user(email=value))
        assert "shop.example" not in answer["message"]
        assert "4917" not in answer["message"]


def test_the_position_in_a_list_of_values_is_part_of_the_path() -> None:
    """The first number stays the event's."""
    answer = Sender().post(with_user(phone=[digest("a"), "+49 170 1234567"]))
    assert answer["message"].startswith("data.0.user.phone.1: ")


@pytest.mark.parametrize("name", MATCH_KEYS)
@pytest.mark.parametrize("value", [None, 1, {}, [1], [None], [[digest("a")]]])
def test_what_is_no_text_is_40002(name: str, value: object) -> None:
    """Numbers and null are not text, inside a list neither."""
    answer = Sender().post(with_user(**{name: value}))
    assert answer["code"] == 40002
    assert answer["message"].startswith(f"data.0.user.{name}")


def test_the_answer_to_clear_personal_data_is_a_switch() -> None:
    """40062 by default, else 40002, else let pass and flagged."""
    event = with_user(email="a@shop.example")
    assert Sender("--events-unhashed", "40002").post(event)["code"] == 40002
    assert flags_of("--events-unhashed", "flag", email="a@shop.example") == {"unhashed_email": 1}


def test_upper_case_digests_are_a_switch() -> None:
    """Let pass and flagged by default."""
    upper = digest("a").upper()
    assert flags_of(email=upper, first_name=upper) == {"upper_case_digest": 2}
    strict = Sender("--events-upper-digests", "refuse")
    assert strict.post(with_user(email=[upper]))["code"] == 40062


@pytest.mark.parametrize("name", [*MATCH_KEYS, "first_name", "last_name", "zip_code"])
def test_the_digest_of_nothing_is_flagged(name: str) -> None:
    """TikTok cannot tell; the sender hashed a blank."""
    assert digest("") == EMPTY_DIGEST
    assert flags_of(**{name: EMPTY_DIGEST}) == {"empty_digest": 1}


@pytest.mark.parametrize("name", MATCH_KEYS)
def test_an_empty_list_is_flagged(name: str) -> None:
    """A key without values should not be sent."""
    assert flags_of(**{name: []}) == {"empty_list": 1}


@pytest.mark.parametrize("name", ["first_name", "last_name", "zip_code"])
def test_clear_names_are_flagged_or_refused(name: str) -> None:
    """Whether 40062 looks at them is not known."""
    assert flags_of(**{name: digest("ada")}) == {}
    assert flags_of(**{name: "ada"}) == {f"unhashed_{name}": 1}
    strict = "--events-unhashed-names", "refuse"
    assert Sender(*strict).post(with_user(**{name: "ada"}))["code"] == 40062
    softer = Sender(*strict, "--events-unhashed", "40002")
    assert softer.post(with_user(**{name: "ada"}))["code"] == 40002


@pytest.mark.parametrize("name", ["city", "state", "country"])
def test_places_are_clear_lower_case_text(name: str) -> None:
    """Capitals, spaces and digests are mistakes that TikTok cannot see."""
    assert flags_of(**{name: "münchen"}) == {}
    assert flags_of(**{name: "New York"}) == {f"unnormalised_{name}": 1}
    assert flags_of(**{name: digest("berlin")}) == {f"hashed_{name}": 1}


@pytest.mark.parametrize("name", ["ttclid", "ttp", "user_agent", "locale"])
def test_what_must_stay_clear_is_flagged_when_it_looks_hashed(name: str) -> None:
    """A digest there can never match."""
    assert flags_of(**{name: digest("x")}) == {f"hashed_{name}": 1}
    assert flags_of(**{name: "E.C.P.x"}) == {}


@pytest.mark.parametrize(
    ("ip", "kinds"),
    [
        ("203.0.113.9", []),
        ("2001:db8:1111:a:b0::200", []),
        ("2001:0db8:1111:000a:00b0:0000:0000:0200", []),
        (digest("203.0.113.9"), ["hashed_ip"]),
        (digest("203.0.113.9")[:32], ["hashed_ip"]),
        ("10.0.0.1", ["private_ip"]),
        ("172.20.0.1", ["private_ip"]),
        ("::1", ["private_ip"]),
        ("fd00::1", ["private_ip"]),
        ("fe80::1", ["private_ip"]),
        ("300.1.1.1", ["invalid_ip"]),
        ("203.0.113.9, 10.0.0.1", ["invalid_ip"]),
        ("203.0.113.9:443", ["invalid_ip"]),
    ],
)
def test_an_ip_address_must_be_public_and_clear(ip: str, kinds: list[str]) -> None:
    """Accepted all the same, because TikTok does; flagged as the sender's mistake."""
    assert list(flags_of(ip=ip)) == kinds


@pytest.mark.parametrize(
    "name", ["ttclid", "ttp", "ip", "user_agent", "locale", "first_name", "city", "country"]
)
@pytest.mark.parametrize("value", [1, None, ["x"], True])
def test_every_other_field_of_the_user_is_text(name: str, value: object) -> None:
    """Null is not a way to leave a field out."""
    answer = Sender().post(with_user(**{name: value}))
    assert answer["code"] == 40002
    assert answer["message"] == f"data.0.user.{name}: Not a valid string"


def test_blank_text_is_flagged() -> None:
    """Empty values should be left out."""
    assert flags_of(ttclid="", ttp="") == {"blank_text": 2}


def test_device_ids_have_a_case_and_tracking_a_closed_list() -> None:
    """A raw IDFA is upper case, its digest and every GAID lower case."""
    app = {"event_source": "app", "event_source_id": EVENT_SET}
    good = {
        "idfa": "7A3CBEA0-BDF5-11E4-8DFC-AA07A5B093DB",
        "gaid": "7a3cbea0-bdf5-11e4-8dfc-aa07a5b093db",
        "att_status": "AUTHORIZED",
    }
    bad = {"idfa": good["gaid"], "gaid": good["idfa"], "att_status": "YES"}
    for user, kinds in ((good, set()), (bad, {"idfa_case", "gaid_case", "unknown_att_status"})):
        sender = Sender()
        event = order(user=user, app={"app_id": "343200656"}, event="Purchase")
        del event["page"]
        assert sender.post(event, **app)["code"] == 0
        assert set(sender.flags) == kinds


def test_a_lead_id_inside_the_user_is_flagged() -> None:
    """It belongs into `lead`."""
    assert flags_of(lead_id="7") == {"misplaced_lead_id": 1}
