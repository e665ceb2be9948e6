"""The URL of a change store: read, and shown without anything secret in it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from tap_tiktok_ads.config.project_path import in_project
from tap_tiktok_ads.errors import SettingError

if TYPE_CHECKING:
    from collections.abc import Iterator


def read_url(text: str) -> URL:
    """Return the URL; a relative SQLite file lies in the Meltano project.

    Raises:
        SettingError: it is none of a SQLite file or a PostgreSQL database.
    """
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise _mistake("is no SQLAlchemy URL") from None
    if url.drivername in {"postgres", "postgresql"}:
        url = url.set(drivername="postgresql+psycopg")
    backend = url.get_backend_name()
    if backend not in {"sqlite", "postgresql"}:
        raise _mistake(f"can't be a database of {backend}")
    if backend == "sqlite":
        if not url.database or url.database.startswith((":", "file:")):
            raise _mistake("names no file")
        return url.set(database=in_project(url.database))
    if any("@" in part for part in (url.host or "", url.database or "", *url.query)):
        # What stands between two @ is the rest of a password, and would be taken for the host.
        raise _mistake("has an @ too many: write one that belongs to the password as %40")
    return url


def shown(url: URL) -> str:
    """Return driver, host and database: what tells one store from another, and no secret."""
    if url.get_backend_name() == "sqlite":
        return f"sqlite:///{url.database}"
    bare = URL.create(url.drivername, host=url.host, port=url.port, database=url.database)
    return bare.render_as_string()


def without_secrets(text: str, url: URL) -> str:
    """Return an error's text with `***` where it repeats a password or an option of the URL."""
    for secret in sorted(_secrets(url), key=len, reverse=True):
        for written in (secret, quote(secret, safe=""), quote_plus(secret)):
            text = text.replace(written, "***")
    return text


def _secrets(url: URL) -> Iterator[str]:
    if url.password:
        yield str(url.password)
    for name, values in url.query.items():
        if "password" in name.lower():
            yield from filter(None, [values] if isinstance(values, str) else values)


def _mistake(what: str) -> SettingError:
    return SettingError(
        f"change_store_url {what}: write sqlite:///path/to/changes.db or "
        "postgresql://user:password@host/database"
    )
