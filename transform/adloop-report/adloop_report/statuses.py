"""How a status is shown: by a sign and a word, never by its colour alone."""

from __future__ import annotations

from typing import Final

STATUSES: Final = {
    status: {"tone": tone, "sign": sign, "words": words}
    for status, tone, sign, words in (
        ("ok", "good", "✓", "ok"),
        ("complete", "good", "✓", "complete"),
        ("within_5_percent", "good", "≈", "within 5 %"),
        ("waiting", "plain", "…", "waiting"),
        ("warn", "warn", "!", "warning"),
        ("incomplete", "warn", "!", "incomplete"),
        ("skipped", "warn", "!", "skipped"),
        ("gap", "bad", "✕", "gap"),
        ("error", "bad", "✕", "error"),
        ("failed", "bad", "✕", "failed"),
    )
}
"""Tone, sign and words of each status of the models; another one is shown as it is."""
