"""Settings: read once from the environment and ``.env``, checked, then frozen.

Every variable stands with a line of explanation in ``.env.example``.
"""

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, Self, get_args

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from bot.errors import UserError

_LogLevel = Literal["DEBUG", "INFO", "WARNING", "ERROR"]
_LogFormat = Literal["text", "json"]
DATABASE_FILE = "genart.db"
_DRIVERS: Mapping[str, str] = MappingProxyType(
    {
        "sqlite": "sqlite+aiosqlite",
        "sqlite+aiosqlite": "sqlite+aiosqlite",
        "postgres": "postgresql+asyncpg",
        "postgresql": "postgresql+asyncpg",
        "postgresql+asyncpg": "postgresql+asyncpg",
    }
)
_SECRETS = frozenset({"discord_token", "database_url"})
# Where a password ends is a guess if it holds one of these as they are, and the rest of it would be shown.
_ONE_WAY_TO_READ = re.compile(r"[^:/?@]*(:[^?@]*)?@[^@]*|[^@]*")


class SettingsError(UserError):
    """One line for each setting that is wrong: its name, what it was, what is allowed."""


class Settings(BaseSettings):
    """Everything an operator can change. Arguments win over the environment, that over ``.env``."""

    model_config = SettingsConfigDict(
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        # A traceback must not show a token that was mistyped.
        hide_input_in_errors=True,
    )

    # Each description says what is allowed, and ends the sentence "it must be …".
    discord_token: SecretStr | None = Field(None, description="the bot's token, one line without spaces")
    persistent_storage_dir: Path = Field(
        Path("data"), description="a folder, and where it begins with ~ that of a user with a home"
    )
    database_url: SecretStr | None = Field(
        None,
        description="sqlite:///path/to/file.db or postgresql://user:password@host/name, "
        "with each @ and ? in a password written as %40 and %3F",
    )
    render_workers: int = Field(
        default_factory=lambda: min(os.cpu_count() or 1, 4),
        ge=1,
        le=64,
        description="a whole number from 1 to 64",
    )
    render_timeout: float = Field(10.0, ge=0.1, le=120, description="seconds, from 0.1 to 120")
    render_memory: int = Field(1536, ge=64, le=65536, description="MiB, from 64 to 65536")
    cooldown: float = Field(2.0, ge=0, le=3600, description="seconds, from 0 to 3600")
    recent_pictures: int = Field(200, ge=1, le=1_000_000, description="a whole number from 1 to 1000000")
    kept_pictures: int = Field(500, ge=0, le=1_000_000, description="a whole number from 0 to 1000000")
    log_level: _LogLevel = Field("INFO", description="DEBUG, INFO, WARNING or ERROR")
    log_format: _LogFormat = Field("text", description="text or json")
    health_port: int | None = Field(None, ge=1, le=65535, description="a port, from 1 to 65535")
    health_host: str = Field(
        "127.0.0.1", description="an address of this machine, or 0.0.0.0 for all of them"
    )
    dev_guild_id: int | None = Field(None, gt=0, lt=2**63, description="a server's id, digits only")

    @field_validator("persistent_storage_dir")
    @classmethod
    def _at_home(cls, folder: Path) -> Path:
        try:
            return folder.expanduser()
        except RuntimeError as error:
            raise ValueError("no home") from error

    @field_validator("discord_token")
    @classmethod
    def _one_word(cls, token: SecretStr | None) -> SecretStr | None:
        if token is not None and not (
            token.get_secret_value().isascii()
            and token.get_secret_value().isprintable()
            and " " not in token.get_secret_value()
        ):
            raise ValueError("not one word")
        return token

    @field_validator("log_level", mode="before")
    @classmethod
    def _any_case(cls, level: object) -> object:
        return str(level).upper() if str(level).upper() in get_args(_LogLevel) else level

    @field_validator("log_format", mode="before")
    @classmethod
    def _in_any_case(cls, format: object) -> object:
        return str(format).lower() if str(format).lower() in get_args(_LogFormat) else format

    @field_validator("health_host")
    @classmethod
    def _an_address(cls, host: str) -> str:
        host = host.strip().removeprefix("[").removesuffix("]")
        if host.split() != [host]:
            raise ValueError("not one word")
        _check_host(host)
        return host

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, url: SecretStr | None) -> SecretStr | None:
        if url is not None:
            try:
                parts = make_url(url.get_secret_value())
            except (ArgumentError, ValueError) as error:
                raise ValueError("no database URL") from error
            if parts.drivername not in _DRIVERS:
                raise ValueError("no database this bot can use")
            if parts.port is not None and not 1 <= parts.port <= 65535:
                raise ValueError("no port")
            _check_host(parts.host or "")
            rest = url.get_secret_value().partition("://")[2]
            if not parts.drivername.startswith("sqlite") and not _ONE_WAY_TO_READ.fullmatch(rest):
                raise ValueError("more than one way to read it")
        return url

    @classmethod
    def load(cls, **given: Any) -> Self:
        """The settings of this process.

        :raises SettingsError: naming everything that is wrong, all at once.
        """
        try:
            return cls(**given)
        except ValidationError as error:
            raise SettingsError("\n".join(sorted(_complaints(error)))) from None
        except UnicodeDecodeError:
            raise SettingsError(".env: is not UTF-8 text; please save it as UTF-8") from None
        except OSError as error:
            raise SettingsError(f".env: cannot be read: {error.strerror or error}") from None

    def secrets(self) -> tuple[str, ...]:
        """What no log may ever show."""
        token = self.discord_token.get_secret_value() if self.discord_token else ""
        passwords = _passwords(make_url(self.database_url.get_secret_value())) if self.database_url else ()
        return tuple(filter(None, (token, *passwords)))

    def database(self) -> URL:
        """Where artworks are kept: ``DATABASE_URL``, or a file in the storage directory."""
        if self.database_url is None:
            return URL.create(_DRIVERS["sqlite"], database=str(self.persistent_storage_dir / DATABASE_FILE))
        url = make_url(self.database_url.get_secret_value())
        return _without_libpq(url).set(drivername=_DRIVERS[url.drivername])


def _check_host(host: str) -> None:
    """:raises ValueError: if nobody could look it up, as it has an empty part or one that is too long."""
    host.encode("idna")


def _without_libpq(url: URL) -> URL:
    """What most hosts hand out is meant for libpq, which knows some things by other names."""
    query = dict(url.query)
    # No connection could be made with it: asyncpg knows no channel binding.
    query.pop("channel_binding", None)
    if "sslmode" in query:
        query["ssl"] = query.pop("sslmode")
    # Where nothing would hide it.
    user, password = query.pop("user", url.username), query.pop("password", url.password)
    return url.set(username=_first(user), password=_first(password), query=query)


def _passwords(url: URL) -> Iterator[str | None]:
    yield url.password
    for key, values in url.normalized_query.items():
        # That of a certificate's key is one as well.
        if "password" in key:
            yield from values


def _first(given: str | tuple[str, ...] | None) -> str | None:
    return given[0] if isinstance(given, tuple) else given


def _complaints(error: ValidationError) -> set[str]:
    lines = set()
    for flaw in error.errors():
        name = str(flaw["loc"][0])
        was = "something else, not shown as it is a secret" if name in _SECRETS else repr(flaw["input"])
        lines.add(f"{name.upper()}: was {was}; must be {Settings.model_fields[name].description}")
    return lines
