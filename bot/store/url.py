"""``DATABASE_URL``: which ones are accepted, and which parts of them are secret."""

import re
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

__all__ = ["URL", "parse_url", "passwords_in", "sqlite_url"]

_SQLITE, _POSTGRESQL = "sqlite+aiosqlite", "postgresql+asyncpg"
# With an unescaped "@" or "?" in a password it is a guess where the password ends. A wrong guess would show
# the rest of it as the name of a host or a database.
_UNAMBIGUOUS = re.compile(r"[^:/?@]*(:[^?@]*)?@[^@]*|[^@]*")


def parse_url(given: str) -> URL:
    """Return a URL, as hosting providers hand it out, in the form that SQLAlchemy and its drivers take.

    :raises ValueError: if it is malformed or ambiguous, or names a database that the bot cannot use.
    """
    url = _parse(given)
    if url.port is not None and not 1 <= url.port <= 65535:
        raise ValueError("not a port")
    # Fails for a host that no name server could look up: one with an empty or an overlong part.
    (url.host or "").encode("idna")
    if url.drivername in ("sqlite", _SQLITE):
        return url.set(drivername=_SQLITE)
    if url.drivername not in ("postgres", "postgresql", _POSTGRESQL):
        raise ValueError("not a database that this bot can use")
    if not _UNAMBIGUOUS.fullmatch(given.partition("://")[2]):
        raise ValueError("ambiguous: unescaped @ or ?")
    return _for_asyncpg(url)


def sqlite_url(file: Path) -> URL:
    """Return the URL of a SQLite database in a file."""
    return URL.create(_SQLITE, database=str(file))


def passwords_in(given: str) -> Iterator[str]:
    """Yield every password in a URL: the database's, and those of key files among the parameters."""
    url = _parse(given)
    if url.password:
        yield url.password
    for key, values in url.normalized_query.items():
        if "password" in key:
            yield from values


def _parse(given: str) -> URL:
    try:
        return make_url(given)
    except ArgumentError as error:
        raise ValueError("not a URL") from error


def _for_asyncpg(url: URL) -> URL:
    """Translate the parameters that only libpq, PostgreSQL's own client library, knows by these names."""
    query = dict(url.query)
    # asyncpg has no channel binding and refuses the parameter.
    query.pop("channel_binding", None)
    if "sslmode" in query:
        query["ssl"] = query.pop("sslmode")
    # Left in the query, a password would not be masked when the URL is printed.
    user, password = query.pop("user", url.username), query.pop("password", url.password)
    return url.set(drivername=_POSTGRESQL, username=_first(user), password=_first(password), query=query)


def _first(given: str | tuple[str, ...] | None) -> str | None:
    return given[0] if isinstance(given, tuple) else given
