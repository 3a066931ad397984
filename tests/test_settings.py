"""Settings: read once, checked as a whole, and silent about secrets."""

import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.settings import Settings, SettingsError

ROOT = Path(__file__).parents[1]


def test_nothing_has_to_be_set() -> None:
    settings = Settings.load()
    assert settings.discord_token is None
    assert settings.persistent_storage_dir == Path("data")
    assert settings.database().render_as_string() == "sqlite+aiosqlite:///data/genart.db"
    assert settings.render_workers >= 1


def test_arguments_win_over_the_environment_and_that_over_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("COOLDOWN=1\nRENDER_TIMEOUT=2\nRENDER_WORKERS=3\nUNKNOWN=x\nLOG_LEVEL=\n")
    monkeypatch.setenv("COOLDOWN", "4")
    monkeypatch.setenv("RENDER_TIMEOUT", "5")
    settings = Settings(cooldown=6)
    assert (settings.cooldown, settings.render_timeout, settings.render_workers) == (6, 5, 3)
    assert settings.log_level == "INFO"


def test_everything_wrong_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
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
        # Each of these would be taken apart at the wrong place, and half of it shown as a host or a name.
        ("database_url", "postgresql://me:s3c@s3cr@host/art"),
        ("database_url", "postgresql://me:s3c@s3cr/et@host/art"),
        ("database_url", "postgresql://me:s3c@s3cr?et@host/art"),
        ("database_url", "postgresql://m/e:s3cret@host/art"),
        ("database_url", "postgresql://host:5432/art?user=me&password=s3c@s3cr"),
    ],
)
def test_a_wrong_secret_stays_secret(name: str, value: str) -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.load(**{name: value})
    assert name.upper() in str(caught.value)
    assert "s3cr" not in str(caught.value)
    with pytest.raises(ValidationError) as raw:
        Settings(**{name: value})
    assert "s3cr" not in str(raw.value)


def test_a_right_secret_stays_secret_too() -> None:
    settings = Settings(discord_token="s3cret", database_url="postgresql://me:s3cret@host/art")
    assert "s3cret" not in repr(settings) + str(settings) + repr(settings.model_dump())
    assert "s3cret" not in str(settings.database()) + repr(settings.database())
    assert settings.database().drivername == "postgresql+asyncpg"
    assert settings.database().password == "s3cret"


def test_settings_are_frozen() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        Settings().cooldown = 1


def test_a_file_that_cannot_be_read_is_named() -> None:
    Path(".env").write_bytes("COOLDOWN=1".encode("utf-16"))
    with pytest.raises(SettingsError, match=r"\.env: is not UTF-8"):
        Settings.load()


def test_a_database_as_hosts_hand_it_out_is_understood() -> None:
    url = Settings(database_url="postgres://me:s3cret@host:5432/art?sslmode=require").database()
    assert url.render_as_string(hide_password=True) == "postgresql+asyncpg://me:***@host:5432/art?ssl=require"


def test_a_password_after_the_question_mark_is_a_password_as_well() -> None:
    settings = Settings(database_url="postgresql://host/art?user=me&password=s3cret&sslmode=require")
    url = settings.database()
    assert str(url) == "postgresql+asyncpg://me:***@host/art?ssl=require"
    assert (url.username, url.password) == ("me", "s3cret")
    assert settings.secrets() == ("s3cret",)


def test_the_password_of_a_key_is_a_secret_too() -> None:
    settings = Settings(
        database_url="postgresql://me:s3cret@host/art?password=0ther&sslpassword=k3y&sslpassword=k3y2&ssl=require"
    )
    assert set(settings.secrets()) == {"s3cret", "0ther", "k3y", "k3y2"}


def test_what_has_to_be_escaped_may_be() -> None:
    settings = Settings(database_url="postgresql://m%40e:s3%40c/r%3Fet@host/art")
    assert (settings.database().username, settings.database().password) == ("m@e", "s3@c/r?et")
    assert settings.database().host == "host"
    assert Settings(database_url="sqlite:///me@home.db").database().database == "me@home.db"


def test_home_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/ann")
    assert Settings(persistent_storage_dir="~/art").persistent_storage_dir == Path("/home/ann/art")


def test_a_home_that_nobody_knows_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PERSISTENT_STORAGE_DIR", "~nosuchuser/art")
    with pytest.raises(
        SettingsError, match=r"^PERSISTENT_STORAGE_DIR: was '~nosuchuser/art'; must be a folder"
    ):
        Settings.load()


def test_what_only_libpq_knows_is_left_out() -> None:
    url = Settings(database_url="postgresql://me@host/art?sslmode=require&channel_binding=require").database()
    assert dict(url.query) == {"ssl": "require"}


def test_the_example_file_explains_every_variable() -> None:
    text = (ROOT / ".env.example").read_text()
    explained = re.findall(r"^# .+\n#?([A-Z_]+)=", text, re.MULTILINE)
    assert sorted(explained) == sorted(name.upper() for name in Settings.model_fields)
    readme = (ROOT / "README.md").read_text()
    assert all(f"| `{name.upper()}` |" in readme for name in Settings.model_fields)
