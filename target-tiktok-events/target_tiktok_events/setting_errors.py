"""The error of a setting that can't be used."""

from __future__ import annotations


class SettingError(ValueError):
    """A setting is missing or unusable; the text names the setting and says what to write.

    The text holds setting names, column names and codes, never a record's value or a token.
    """
