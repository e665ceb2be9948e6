"""Google's metadata of a country's phone numbers, with its patterns compiled once."""

from __future__ import annotations

import re
from functools import cache

from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata, country_code_for_region


class NumberingPlan:
    """How numbers of one region are written: lengths, trunk prefix, prefix for calls abroad.

    Texts are ASCII digits. A method gives None where the metadata asks for a step that only
    libphonenumber does: the rewriting of prefixes (Argentina's 15, Brazil's carrier codes).
    """

    __slots__ = (
        "_abroad",
        "_local",
        "_longest",
        "_pattern",
        "_prefix",
        "_rewrites",
        "code",
        "lengths",
    )

    def __init__(self, metadata: PhoneMetadata | None) -> None:
        general = None if metadata is None else metadata.general_desc
        if metadata is None or general is None or general.national_number_pattern is None:
            message = "phonenumbers has no metadata for a region or calling code that it lists"
            raise LookupError(message)
        self.code = str(metadata.country_code)
        self.lengths = frozenset(general.possible_length) - set(general.possible_length_local_only)
        self._local = frozenset(general.possible_length_local_only)
        self._longest = max(general.possible_length)
        self._pattern = re.compile(general.national_number_pattern)
        self._prefix = _compiled(metadata.national_prefix_for_parsing)
        self._rewrites = bool(metadata.national_prefix_transform_rule)
        self._abroad = _compiled(metadata.international_prefix)

    def dials_abroad(self, digits: str) -> bool:
        """Whether the number starts with the region's prefix for calls abroad (00, 011)."""
        return self._abroad is not None and self._abroad.match(digits) is not None

    def matches(self, digits: str) -> bool:
        """Whether the national number fits the general pattern of the region."""
        return self._pattern.fullmatch(digits) is not None

    def is_too_long(self, digits: str) -> bool:
        """Whether no number of the region is as long, area code included."""
        return len(digits) > self._longest and len(digits) not in self._local

    def without_prefix(self, digits: str) -> str | None:
        """The number without its trunk prefix, if taking it off leaves a number.

        None where the metadata rewrites the prefix instead.
        """
        if self._prefix is None:
            return digits
        prefix = self._prefix.match(digits)
        if prefix is None:
            return digits
        # As in libphonenumber, a prefix is rewritten only if its last group took part in the match.
        if self._rewrites and prefix.group(prefix.re.groups) is not None:
            return None
        rest = digits[prefix.end() :]
        return digits if self.matches(digits) and not self.matches(rest) else rest

    def national_number(self, digits: str) -> str | None:
        """The national number without trunk prefix, if what is left is long enough for one."""
        if self._prefix is None or self._prefix.match(digits) is None:
            return digits  # the usual case, without a second call
        rest = self.without_prefix(digits)
        if rest is None or rest is digits:
            return rest
        return rest if len(rest) in self.lengths or self.is_too_long(rest) else digits


def _compiled(pattern: str | None) -> re.Pattern[str] | None:
    return re.compile(pattern) if pattern else None


@cache
def plan_of_region(region: str) -> NumberingPlan:
    """The plan of a region that `phonenumbers.SUPPORTED_REGIONS` lists; kept, 245 at most."""
    code = country_code_for_region(region)
    if COUNTRY_CODE_TO_REGION_CODE[code][0] == region:
        return plan_of_code(str(code))
    return NumberingPlan(PhoneMetadata.metadata_for_region(region, None))


@cache
def plan_of_code(code: str) -> NumberingPlan:
    """The plan of the main region of a calling code of `COUNTRY_CODE_TO_REGION_CODE`; kept."""
    region = COUNTRY_CODE_TO_REGION_CODE[int(code)][0]
    return NumberingPlan(PhoneMetadata.metadata_for_region_or_calling_code(int(code), region))
