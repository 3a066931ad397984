"""genart-bot doctor: real problems, each with a remedy."""

import asyncio
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from bot.cli.checks import Finding, Level
from bot.settings import Settings
from bot.store import DatabaseStore, StoreError
from tests.cli.conftest import Result, Run, run_process
from tests.conftest import lacking
from tests.store.samples import ANN, artwork

TOKEN = "MTIz.s3cret.Tok"


def lines(done: Result) -> dict[str, str]:
    """Return the lines of the findings, by what they are about."""
    out = done.stdout.decode()
    assert "Traceback" not in out
    return {line.split()[1]: line for line in out.splitlines() if line.split()[0] in LEVELS}


LEVELS = {"ok", "warning", "problem"}
ALL = ["settings", "storage", "fonts", "pool", "database", "discord"]


@pytest.fixture
def data() -> Path:
    """A database with a picture in it, where the bot looks for it."""

    async def make() -> None:
        store = DatabaseStore(Settings().database())
        await store.open()
        await store.save(artwork(ANN, 1))
        await store.close()

    asyncio.run(make())
    return Path("data")


@pytest.fixture
def doctor(genart_bot: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run all checks, except that of the workers, which takes a second."""

    async def pool(settings: Settings) -> Finding:
        return Finding(Level.OK, "pool", "Not started.")

    monkeypatch.setattr("bot.cli.checks.pool", pool)
    return partial(genart_bot, "doctor")


def test_before_the_first_start_there_is_no_problem_and_it_creates_nothing(genart_bot: Run) -> None:
    done = genart_bot("doctor")
    found = lines(done)
    assert done.returncode == 0
    assert list(found) == ALL
    assert [line for line in found.values() if not line.startswith("ok")] == [found["discord"]]
    assert "DISCORD_TOKEN is not set" in found["discord"]
    assert list(Path().iterdir()) == []


def test_a_database_in_use_is_checked_and_not_changed(doctor: Run, data: Path) -> None:
    def content() -> list[str]:
        with closing(sqlite3.connect(data / "genart.db")) as database:
            return list(database.iterdump())

    before = content()
    with closing(sqlite3.connect(data / "genart.db")) as reader:
        reader.execute("SELECT * FROM artworks").fetchone()
        done = doctor()
    assert done.returncode == 0
    assert "can be written to and read" in lines(done)["database"]
    assert content() == before


def test_a_newer_database_is_a_problem(doctor: Run, data: Path) -> None:
    with closing(sqlite3.connect(data / "genart.db")) as database:
        database.execute("UPDATE genart_revision SET version_num = '9999'")
        database.commit()
    done = doctor()
    assert done.returncode == 1
    line = lines(done)["database"]
    assert line.startswith("problem")
    assert "newer version" in line


def test_an_older_database_is_a_warning_and_not_upgraded(doctor: Run, data: Path) -> None:
    with closing(sqlite3.connect(data / "genart.db")) as database:
        database.execute("DROP TABLE notes")
        database.execute("UPDATE genart_revision SET version_num = '0002'")
        database.commit()
    done = doctor()
    assert done.returncode == 0
    assert lines(done)["database"].startswith("warning")
    assert "genart-bot backup" in lines(done)["database"]
    with closing(sqlite3.connect(data / "genart.db")) as database:
        assert database.execute("SELECT version_num FROM genart_revision").fetchall() == [("0002",)]


def test_a_file_that_is_not_a_database_is_a_problem(doctor: Run) -> None:
    Path("data").mkdir()
    Path("data/genart.db").write_bytes(b"no database " * 1000)
    done = doctor()
    assert done.returncode == 1
    assert lines(done)["database"].startswith("problem")


def test_wrong_settings_are_problems_and_nothing_else_is_checked(doctor: Run) -> None:
    done = doctor(RENDER_WORKERS="0", DISCORD_TOKEN="s3cret token")
    assert done.returncode == 1
    assert done.stdout.decode().count("problem") == 2
    assert b"s3cret" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    "rest",
    [
        "me:hun@ter2@127.0.0.1:9/art",
        "me:hun@ter2/x@127.0.0.1:9/art",
        "me@127.0.0.1:9/art?sslpassword=ter2",
        "me@127.0.0.1:9/art?options=ter2",
    ],
)
def test_no_part_of_a_password_is_printed(doctor: Run, rest: str) -> None:
    done = doctor(DATABASE_URL=f"postgresql://{rest}")
    assert done.returncode == 1
    assert b"problem" in done.stdout
    assert b"ter2" not in done.stdout + done.stderr


@pytest.mark.parametrize("query", ["host=a..b", "host=127.0.0.1&port=99999", "host=127.0.0.1&port=x"])
def test_a_url_that_leads_nowhere_is_a_problem(doctor: Run, query: str) -> None:
    done = doctor(DATABASE_URL=f"postgresql:///art?{query}")
    assert done.returncode == 1
    assert not done.stderr
    assert list(lines(done)) == ALL
    assert lines(done)["database"].startswith("problem")
    store = DatabaseStore(Settings(database_url=f"postgresql:///art?{query}").database())
    with pytest.raises(StoreError, match="cannot be opened"):
        asyncio.run(store.open())


def test_a_file_in_the_place_of_the_storage_folder_is_a_problem(doctor: Run) -> None:
    Path("data").write_text("in the way")
    done = doctor()
    assert done.returncode == 1
    assert "is not a folder" in lines(done)["storage"]


@pytest.mark.parametrize("whose", ["folder", pytest.param("file", marks=pytest.mark.slow)])
def test_a_folder_or_database_of_another_user_is_a_problem(
    genart_bot_without_rights: Run, data: Path, whose: str
) -> None:
    file = data / "genart.db"
    file.chmod(0o644)
    os.chown(file if whose == "file" else data, 10001, 10001)
    done = genart_bot_without_rights("doctor")
    assert done.returncode == 1, done.stderr
    line = lines(done)["storage"]
    assert line.startswith(f"problem  storage   {file if whose == 'file' else data} is not writable")
    assert "belongs to user 10001, the bot runs as user 0" in line
    assert "sudo chown -R 0:0" in line


@pytest.mark.slow
def test_a_folder_inside_a_locked_one_is_a_problem(genart_bot_without_rights: Run, locked: Path) -> None:
    for folder in (locked, locked.parent, locked / "deeper"):
        done = genart_bot_without_rights("doctor", PERSISTENT_STORAGE_DIR=str(folder))
        assert done.returncode == 1
        assert not done.stderr
        found = lines(done)
        assert list(found) == ALL
        assert "locked is not writable: it belongs to user 10001" in found["storage"]
        assert "sudo chown -R 0:0" in found["storage"]
        assert found["database"].startswith("problem")
        assert "Permission denied" in found["database"]


def test_a_database_in_a_locked_folder_is_a_problem(genart_bot_without_rights: Run, locked: Path) -> None:
    done = genart_bot_without_rights("doctor", DATABASE_URL=f"sqlite:///{locked}/genart.db")
    assert done.returncode == 1
    assert list(lines(done)) == ALL
    assert "Permission denied" in lines(done)["database"]


def test_a_folder_with_a_name_that_is_too_long_is_a_problem(doctor: Run) -> None:
    done = doctor(PERSISTENT_STORAGE_DIR="x" * 300)
    assert done.returncode == 1
    assert list(lines(done)) == ALL
    assert "File name too long" in lines(done)["storage"]


@pytest.mark.skipif(sys.platform != "linux", reason="users are numbers on Linux")
def test_a_user_without_a_home_is_told_what_to_set() -> None:
    if os.getuid() != 0:
        lacking("Only root may be somebody else for a test")
    program = (
        # Imported first, because the other user may not read these files.
        "import os, encodings.idna, bot.cli.checks\nfrom bot.cli import main\n"
        "os.chdir('/')\nos.setuid(54321)\nmain(['doctor'])"
    )
    # That user may not write the coverage data of this one either.
    inherited = [name for name in os.environ if name == "HOME" or name.startswith("COVERAGE_")]
    with pytest.MonkeyPatch.context() as patch:
        for name in inherited:
            patch.delenv(name)
        done = run_process([sys.executable, "-c", program], PERSISTENT_STORAGE_DIR="~/art")
    assert done.returncode == 1
    assert not done.stderr
    assert "PERSISTENT_STORAGE_DIR: was '~/art'; must be a folder" in lines(done)["settings"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps it while somebody is there")
def test_a_current_directory_that_was_deleted_is_a_problem(tmp_path: Path) -> None:
    program = "import os, shutil, sys\nfrom bot.cli import main\nshutil.rmtree(os.getcwd())\nmain(['doctor'])"
    done = run_process([sys.executable, "-P", "-c", program])
    tmp_path.mkdir()
    assert done.returncode == 1
    assert list(lines(done)) == ALL, done.stderr
    assert "No such file or directory" in lines(done)["storage"]


@pytest.mark.skipif(sys.platform != "linux", reason="mounts are Linux's")
@pytest.mark.parametrize(
    ("options", "says"), [("size=4m", "MiB free"), ("size=64m,ro", "cannot be written to")]
)
def test_a_full_or_read_only_disk_is_a_problem(doctor: Run, options: str, says: str) -> None:
    Path("data").mkdir()
    mount, umount = shutil.which("mount"), shutil.which("umount")
    disk = ["-t", "tmpfs", "-o", options, "tmpfs", "data"]
    if mount is None or umount is None or subprocess.run([mount, *disk], capture_output=True).returncode != 0:
        lacking("Only root on Linux may mount a disk for a test")
    try:
        done = doctor()
    finally:
        subprocess.run([umount, "data"], check=True)
    assert done.returncode == 1
    assert says in lines(done)["storage"]
