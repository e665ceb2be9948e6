"""What is allowed in the settings but probably not meant, such as names that TikTok won't join."""

from __future__ import annotations

from typing import TYPE_CHECKING

from target_tiktok_events.mapping.event_names import APP_NAMES, PURCHASES, STANDARD_NAMES, is_custom

if TYPE_CHECKING:
    from target_tiktok_events.mapping.options import MappingOptions

_BY_LOWER_CASE = {name.lower(): name for name in sorted(STANDARD_NAMES | APP_NAMES)}
_MINUTES_OF_A_DAY = 24 * 60


def setting_warnings(options: MappingOptions) -> list[str]:
    """Sentences for the log of a run, in the order of the settings; [] if all is well.

    Warned of are custom event names (a standard name in the wrong case above all), and the use
    of both names TikTok has for a purchase, which it may count as two.
    """
    names = [options.event_name, *(rule.event_name for rule in options.event_mappings)]
    unique = list(dict.fromkeys(name for name in names if isinstance(name, str)))
    sentences = [_custom(name) for name in unique if is_custom(name, options.event_source)]
    if set(unique) >= PURCHASES:
        sentences.append(
            "Both CompletePayment and Purchase are used: TikTok joins an event with the pixel's"
            " only under the same name, and may count a purchase under each."
        )
    return sentences


def ledger_warnings(ledger_url: str, window_minutes: int, age_days: int) -> list[str]:
    """Sentences about a ledger that forgets an event which may still be sent; [] if all is well."""
    if not ledger_url or window_minutes >= age_days * _MINUTES_OF_A_DAY:
        return []
    sentence = (
        f"dedup_window_minutes ({window_minutes}) is shorter than max_event_age_days ({age_days}):"
        " an order that is read again after the window counts twice."
    )
    return [sentence]


def _custom(name: str) -> str:
    meant = _BY_LOWER_CASE.get(name.lower())
    if meant is not None:
        return f"Event {name} is a custom event: names are case-sensitive, TikTok's is {meant}."
    return f"Event {name} is a custom event: TikTok reports it but can't optimise for it."
