"""Settings are checked as a whole, and never show secrets."""

import re
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from bot.settings import Settings, SettingsError

ROOT = Path(__file__).parents[1]


def test_every_setting_has_a_default() -> None:
    settings = Settings.load()
    assert settings.discord_token is None
    assert settings.persistent_storage_dir == Path("data")
    assert settings.database().render_as_string() == "sqlite+aiosqlite:///data/genart.db"
    assert settings.render_workers >= 1


def test_arguments_override_the_environment_which_overrides_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("COOLDOWN=1\nRENDER_TIMEOUT=2\nRENDER_WORKERS=3\nUNKNOWN=x\nLOG_LEVEL=\n")
    monkeypatch.setenv("COOLDOWN", "4")
    monkeypatch.setenv("RENDER_TIMEOUT", "5")
    settings = Settings(cooldown=6)
    assert (settings.cooldown, settings.render_timeout, settings.render_workers) == (6, 5, 3)
    assert settings.log_level == "INFO"


def test_all_wrong_settings_are_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = {
        "RENDER_WORKERS": "0",
        "RENDER_TIMEOUT": "soon",
        "COOLDOWN": "-1",
        "LOG_LEVEL": "loud",
        "DEV_GUILD_ID": "home",
    }
    for name, value in wrong.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        Settings.load()
    lines = str(caught.value).splitlines()
    assert len(lines) == len(wrong)
    for name, value in wrong.items():
        assert any(re.fullmatch(f"{name}: was '{value}'; must be .+", line) for line in lines)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("discord_token", "s3cret with a space"),
        ("discord_token", "s3cret\n"),
        ("discord_token", "s3crét"),
        ("database_url", "mysql://me:s3cret@host/art"),
        ("database_url", "s3cret"),
        ("database_url", "postgresql://me:s3cret@host:99999/art"),
        ("database_url", "postgresql://me:s3cret@a..b/art"),
        # Each of these could be split at the wrong place, which would show half of the password as a host.
        ("database_url", "postgresql://me:s3c@s3cr@host/art"),
        ("database_url", "postgresql://me:s3c@s3cr/et@host/art"),
        ("database_url", "postgresql://me:s3c@s3cr?et@host/art"),
        ("database_url", "postgresql://m/e:s3cret@host/art"),
        ("database_url", "postgresql://host:5432/art?user=me&password=s3c@s3cr"),
    ],
)
def test_an_invalid_secret_is_not_shown(name: str, value: str) -> None:
    given: dict[str, Any] = {name: value}
    with pytest.raises(SettingsError) as caught:
        Settings.load(**given)
    assert name.upper() in str(caught.value)
    assert "s3cr" not in str(caught.value)
    with pytest.raises(ValidationError) as raw:
        Settings(**given)
    assert "s3cr" not in str(raw.value)


def test_a_valid_secret_is_not_shown() -> None:
    settings = Settings(discord_token="s3cret", database_url="postgresql://me:s3cret@host/art")
    assert "s3cret" not in repr(settings) + str(settings) + repr(settings.model_dump())
    assert "s3cret" not in str(settings.database()) + repr(settings.database())
    assert settings.database().drivername == "postgresql+asyncpg"
    assert settings.database().password == "s3cret"


def test_settings_are_frozen() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        Settings().cooldown = 1  # type: ignore[misc]  # this mistake is what is tested


def test_an_unreadable_env_file_is_named() -> None:
    Path(".env").write_bytes("COOLDOWN=1".encode("utf-16"))
    with pytest.raises(SettingsError, match=r"\.env: is not UTF-8"):
        Settings.load()


def test_a_url_from_a_hosting_provider_is_accepted() -> None:
    url = Settings(database_url="postgres://me:s3cret@host:5432/art?sslmode=require").database()
    assert url.render_as_string(hide_password=True) == "postgresql+asyncpg://me:***@host:5432/art?ssl=require"


def test_a_password_among_the_parameters_is_masked() -> None:
    settings = Settings(database_url="postgresql://host/art?user=me&password=s3cret&sslmode=require")
    url = settings.database()
    assert str(url) == "postgresql+asyncpg://me:***@host/art?ssl=require"
    assert (url.username, url.password) == ("me", "s3cret")
    assert settings.secrets() == ("s3cret",)


def test_passwords_of_key_files_are_secrets() -> None:
    settings = Settings(
        database_url="postgresql://me:s3cret@host/art?password=0ther&sslpassword=k3y&sslpassword=k3y2&ssl=require"
    )
    assert set(settings.secrets()) == {"s3cret", "0ther", "k3y", "k3y2"}


def test_escaped_characters_are_decoded() -> None:
    settings = Settings(database_url="postgresql://m%40e:s3%40c/r%3Fet@host/art")
    assert (settings.database().username, settings.database().password) == ("m@e", "s3@c/r?et")
    assert settings.database().host == "host"
    assert Settings(database_url="sqlite:///me@home.db").database().database == "me@home.db"


def test_a_tilde_is_expanded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/ann")
    assert Settings(persistent_storage_dir="~/art").persistent_storage_dir == Path("/home/ann/art")


def test_the_home_of_an_unknown_user_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PERSISTENT_STORAGE_DIR", "~nosuchuser/art")
    with pytest.raises(
        SettingsError, match=r"^PERSISTENT_STORAGE_DIR: was '~nosuchuser/art'; must be a folder"
    ):
        Settings.load()


def test_parameters_only_libpq_knows_are_dropped() -> None:
    url = Settings(database_url="postgresql://me@host/art?sslmode=require&channel_binding=require").database()
    assert dict(url.query) == {"ssl": "require"}


def test_the_example_file_explains_every_variable() -> None:
    text = (ROOT / ".env.example").read_text()
    explained = re.findall(r"^# .+\n#?([A-Z_]+)=", text, re.MULTILINE)
    assert sorted(explained) == sorted(name.upper() for name in Settings.model_fields)
    readme = (ROOT / "README.md").read_text()
    assert all(f"| `{name.upper()}` |" in readme for name in Settings.model_fields)
