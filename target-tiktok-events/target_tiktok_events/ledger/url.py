"""The URL of the ledger: read, and shown without anything secret in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import quote, quote_plus

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from target_tiktok_events.errors import SettingError

if TYPE_CHECKING:
    from collections.abc import Iterator

_NO_SECRETS: Final = frozenset(
    """
    application_name connect_timeout dbname gssencmode host hostaddr keepalives keepalives_count
    keepalives_idle keepalives_interval load_balance_hosts mode options port sslcert sslkey sslmode
    sslrootcert target_session_attrs tcp_user_timeout timeout uri user
    """.split()  # noqa: SIM905 - as prose it is read and extended
)


def read_url(text: str) -> URL:
    """The URL of the setting; empty text is a temporary SQLite database.

    Raises:
        SettingError: it is no URL, or a password in it is not written as URLs need it.
    """
    try:
        url = make_url(text or "sqlite://")
    except (ArgumentError, ValueError):
        message = (
            "ledger_url is not an SQLAlchemy URL: write sqlite:///path/to/file.db or "
            'postgresql+psycopg://user:password@host/database, or "" to switch the ledger off'
        )
        raise SettingError(message) from None
    if url.drivername in {"postgres", "postgresql"}:
        url = url.set(drivername="postgresql+psycopg")
    after_user = [url.host or "", url.database or "", *url.query]
    if url.get_backend_name() == "postgresql" and any("@" in part for part in after_user):
        # What stands between two @ is the rest of a password, and would be taken for the host.
        message = "ledger_url has an @ too many: write one that belongs to the password as %40"
        raise SettingError(message)
    return url


def shown(url: URL) -> str:
    """Driver, host and database: what tells one ledger from another, and no secret."""
    if url.get_backend_name() == "sqlite":
        return f"{url.drivername}:///{url.database or ''}"
    bare = URL.create(url.drivername, host=url.host, port=url.port, database=url.database)
    return bare.render_as_string()


def without_secrets(text: str, url: URL) -> str:
    """An error's text with `***` where it repeats a secret of the URL."""
    for secret in sorted(_secrets(url), key=len, reverse=True):
        for written in (secret, quote(secret, safe=""), quote_plus(secret)):
            text = text.replace(written, "***")
    return text


def _secrets(url: URL) -> Iterator[str]:
    if url.password:
        yield str(url.password)
    for name, values in url.query.items():
        if name not in _NO_SECRETS:
            yield from filter(None, [values] if isinstance(values, str) else values)
