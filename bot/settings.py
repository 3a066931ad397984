"""Settings: read once from the environment and ``.env``, checked, then frozen.

``.env.example`` explains every variable in one line. The store is imported where it is needed, not at the
top: the container's health check reads the settings twice a minute and should not load a database driver.
"""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self, get_args

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import UserError

if TYPE_CHECKING:
    from bot.store.url import URL

_LogLevel = Literal["DEBUG", "INFO", "WARNING", "ERROR"]
_LogFormat = Literal["text", "json"]
_DATABASE_FILE = "genart.db"
_SECRETS = frozenset({"discord_token", "database_url"})


class SettingsError(UserError):
    """Some settings are wrong. One line for each: its name, its value, and what is allowed."""


class Settings(BaseSettings):
    """Everything an operator can change.

    Arguments take precedence over the environment, and that over ``.env``.
    """

    model_config = SettingsConfigDict(
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        # A traceback must not show a mistyped token.
        hide_input_in_errors=True,
    )

    # Each description says what is allowed, and ends the sentence "must be …".
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
    def _expand_home(cls, folder: Path) -> Path:
        try:
            return folder.expanduser()
        except RuntimeError as error:
            raise ValueError("no such user, or a user without a home") from error

    @field_validator("discord_token")
    @classmethod
    def _check_token(cls, token: SecretStr | None) -> SecretStr | None:
        if token is not None:
            text = token.get_secret_value()
            if not text.isascii() or not text.isprintable() or " " in text:
                raise ValueError("not one word")
        return token

    @field_validator("log_level", mode="before")
    @classmethod
    def _uppercase(cls, level: object) -> object:
        return str(level).upper() if str(level).upper() in get_args(_LogLevel) else level

    @field_validator("log_format", mode="before")
    @classmethod
    def _lowercase(cls, format: object) -> object:
        return str(format).lower() if str(format).lower() in get_args(_LogFormat) else format

    @field_validator("health_host")
    @classmethod
    def _check_host(cls, host: str) -> str:
        host = host.strip().removeprefix("[").removesuffix("]")
        if host.split() != [host]:
            raise ValueError("not one word")
        # Fails for a host that no name server could look up: one with an empty or an overlong part.
        host.encode("idna")
        return host

    @field_validator("database_url")
    @classmethod
    def _check_database_url(cls, url: SecretStr | None) -> SecretStr | None:
        if url is not None:
            from bot.store.url import parse_url

            parse_url(url.get_secret_value())
        return url

    @classmethod
    def load(cls, **given: Any) -> Self:
        """Return the settings of this process.

        :raises SettingsError: naming everything that is wrong at once.
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
        """Return what must never appear in a log."""
        found = [self.discord_token.get_secret_value()] if self.discord_token else []
        if self.database_url is not None:
            from bot.store.url import passwords_in

            found += passwords_in(self.database_url.get_secret_value())
        return tuple(filter(None, found))

    def database(self) -> "URL":
        """Return the database's URL: ``DATABASE_URL``, or that of a file in the storage folder."""
        from bot.store.url import parse_url, sqlite_url

        if self.database_url is None:
            return sqlite_url(self.persistent_storage_dir / _DATABASE_FILE)
        return parse_url(self.database_url.get_secret_value())


def _complaints(error: ValidationError) -> set[str]:
    lines = set()
    for flaw in error.errors():
        name = str(flaw["loc"][0])
        was = "something else, not shown as it is a secret" if name in _SECRETS else repr(flaw["input"])
        lines.add(f"{name.upper()}: was {was}; must be {Settings.model_fields[name].description}")
    return lines
