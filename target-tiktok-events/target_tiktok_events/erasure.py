"""Erases a person from the dead letters, where the law asks for it: `--erase-hash`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from target_tiktok_events.dead_letters.removal import is_digest, remove_person

if TYPE_CHECKING:
    import logging
    from collections.abc import Sequence

    from target_tiktok_events.config.settings import Settings


def erase(settings: Settings, digests: Sequence[str], logger: logging.Logger) -> None:
    """Removes every dead letter that holds one of the digests, and says how many.

    Raises:
        StorageError: the file can't be read or replaced.
    """
    path = Path(settings.dead_letter_path)
    removed = remove_person(path, digests)
    logger.info("%d dead letters were erased from %s", removed, path)


def checked_digests(
    _context: click.Context, _option: click.Parameter, texts: tuple[str, ...]
) -> tuple[str, ...]:
    """The digests in lower case.

    Raises:
        click.BadParameter: one is no SHA-256. It could be an address, so it is not repeated.
    """
    digests = tuple(text.strip().lower() for text in texts)
    if not all(map(is_digest, digests)):
        message = (
            "it takes the SHA-256 of an email address (lower case), a phone number (+49…) or an "
            "external id, 64 hexadecimal digits; the value itself is not needed"
        )
        raise click.BadParameter(message)
    return digests


ERASE_OPTION: Final = click.Option(
    ["--erase-hash"],
    multiple=True,
    callback=checked_digests,
    help="Erase the dead letters of a person, by SHA-256; may be given several times.",
)
