"""What TikTok's error messages say: which event, which field; and what of it may be repeated.

TikTok's messages begin with a dotted path in some form (`data.3.user.email`, `Batch.3.…`,
`3.…`); no documentation fixes the form, and a message may quote the value it complains about.
"""

from __future__ import annotations

import re
from typing import Final

_QUOTED: Final = re.compile(
    r"\"[^\"]*\"|(?<!\w)'.*?'(?!\w)|`[^`]*`|\N{LEFT DOUBLE QUOTATION MARK}[^\N{RIGHT DOUBLE QUOTATION MARK}]*\N{RIGHT DOUBLE QUOTATION MARK}"  # noqa: E501 - one pattern
)
_TOKEN: Final = re.compile(r"[^\s,;:()<>{}\"'`=]+")
_SEGMENT: Final = re.compile(r"[A-Za-z_]+|\d+")
_INDEX_DIGITS: Final = 4

EVENT_FIELDS: Final = frozenset(
    """
    event event_time event_id user properties page app ad limited_data_use lead device
    email phone external_id ttclid ttp ip user_agent locale idfa idfv gaid att_status
    first_name last_name zip_code city state country
    value currency contents content_type content_ids content_id content_name content_category
    num_items order_id shop_id description search_string query status delivery_category
    predicted_ltv event_channel price quantity brand url referrer app_id app_name app_version
    callback campaign_id ad_id creative_id is_retargeting attributed attribution_type
    attribution_provider lead_id lead_event_source
    """.split()  # noqa: SIM905 - as prose it is read and extended
)
ENVELOPE_FIELDS: Final = frozenset(
    ["event_source", "event_source_id", "test_event_code", "partner_name", "access_token", "data"]
)
_CONTAINERS: Final = frozenset(["data", "batch", "event", "events", "request", "body"])
_PATH_NAMES: Final = EVENT_FIELDS | ENVELOPE_FIELDS | _CONTAINERS
_OUTSIDE_EVENTS: Final = ENVELOPE_FIELDS - {"data"}
_WORDS: Final = frozenset(
    """
    a access account admin advertiser again all allowed already an and any are array as at batch
    be been between body boolean but by can cannot character characters code contain contains
    correct currently data date decimal default digits do does duplicate duplicated each element
    elements empty enum error exceed exceeded exceeds exist exists expected expired failed field
    fields float for format found from greater had has hash hashed have header http if in
    incorrect index input int integer internal invalid is it item items its json key large least
    length less limit limited list long longer lower mandatory match max maximum min minimum
    missing more most must name negative no non none not null number numeric object of on one
    only operate operator or out param parameter parameters params parse permission pii pixel
    please positive range reach reached refused reject rejected request required retry revoked s
    seconds server service set sha256 short should size some source specified string support
    supported text than that the this time timestamp to token too type unexpected unhashed
    unique unknown unsupported use valid validation value values was with within wrong you your
    """.split()  # noqa: SIM905 - as prose it is read and extended
)
_MASK: Final = "\N{HORIZONTAL ELLIPSIS}"


def event_index(message: str) -> int | None:
    """The position in `data` that a message names, counted from 0; None if it names none.

    Any integer segment of a dotted or bracketed path counts, unless it stands below a field of
    the event: `properties.contents.0.price` names a line item, not an event.
    """
    for token in _TOKEN.findall(_QUOTED.sub(" ", message)):
        index = _index_of_path(_SEGMENT.findall(token))
        if index is not None:
            return index
    return None


def _index_of_path(segments: list[str]) -> int | None:
    if not any(segment.lower() in EVENT_FIELDS | _CONTAINERS for segment in segments):
        return None
    for segment in segments:
        if segment.isdigit():
            return int(segment) if len(segment) <= _INDEX_DIGITS else None
        if segment.lower() in EVENT_FIELDS - _CONTAINERS:
            return None
    return None


def blames_envelope(message: str) -> bool:
    """Whether a message without an event's position complains about the request as a whole.

    It does if it names a field that stands outside the events, or if it misses fields of which
    none belongs to an event: then every event would be refused alike.
    """
    if event_index(message) is not None:
        return False
    words = {word.rstrip(".").lower() for word in _TOKEN.findall(message)}
    if words & _OUTSIDE_EVENTS or "access token" in message.lower():
        return True
    complaint, colon, missing = message.partition(":")
    if not colon or "missing required" not in complaint.lower():
        return False
    return not EVENT_FIELDS.intersection(re.split(r"[^\w]+", missing.lower()))


def without_values(message: str) -> str:
    """The message with everything masked that could be a value of the event.

    Only TikTok's field names, paths over them and common words of error messages survive;
    numbers survive as segments of a path only.
    """
    bare = _QUOTED.sub(lambda quoted: _kept_or_masked(quoted.group()[1:-1]), message)
    kept = _TOKEN.sub(lambda token: _kept_or_masked(token.group()), bare)
    return re.sub(rf"{_MASK}(?:[\s.,]*{_MASK})+", _MASK, kept).strip()


def _kept_or_masked(token: str) -> str:
    bare = token.rstrip(".!?")
    if bare == _MASK or bare.lower() in _WORDS | EVENT_FIELDS | ENVELOPE_FIELDS:
        return token
    return token if _is_path(bare) else _MASK


def _is_path(token: str) -> bool:
    """Whether a token is a path over known fields; digits alone may be an address or a phone."""
    segments = [segment.lower() for segment in re.split(r"[.\[\]]+", token) if segment]
    names = [segment for segment in segments if not segment.isdecimal()]
    short = all(len(segment) <= _INDEX_DIGITS for segment in segments if segment.isdecimal())
    return short and bool(names) and all(name in _PATH_NAMES for name in names)
