"""genart-bot doctor, of a process of its own: each trouble is real, and each has a remedy."""

import asyncio
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from bot.settings import Settings
from bot.store import DatabaseStore, StoreError
from tests.cli.conftest import Run, environment
from tests.conftest import lacking
from tests.store.samples import ANN, artwork

TOKEN = "MTIz.s3cret.Tok"


def lines(done: subprocess.CompletedProcess[Any]) -> dict[str, str]:
    """What was found, by what it is about."""
    out = done.stdout if isinstance(done.stdout, str) else done.stdout.decode()
    assert "Traceback" not in out
    return {line.split()[1]: line for line in out.splitlines() if line.split()[0] in LEVELS}


LEVELS = {"ok", "warning", "problem"}
ALL = ["settings", "storage", "fonts", "pool", "database", "discord"]


@pytest.fixture
def data() -> Path:
    """A database with a picture in it, where the bot would look for it."""

    async def make() -> None:
        store = DatabaseStore(Settings().database())
        await store.open()
        await store.save(artwork(ANN, 1))
        await store.close()

    asyncio.run(make())
    return Path("data")


def test_all_is_well_before_the_first_start_and_nothing_is_left_behind(genart_bot: Run) -> None:
    done = genart_bot("doctor")
    found = lines(done)
    assert done.returncode == 0
    assert list(found) == ALL
    assert [line for line in found.values() if not line.startswith("ok")] == [found["discord"]]
    assert "DISCORD_TOKEN is not set" in found["discord"]
    assert list(Path().iterdir()) == []


def test_a_database_in_use_is_written_to_and_is_as_before(genart_bot: Run, data: Path) -> None:
    def content() -> list[str]:
        with closing(sqlite3.connect(data / "genart.db")) as database:
            return list(database.iterdump())

    before = content()
    with closing(sqlite3.connect(data / "genart.db")) as reader:
        reader.execute("SELECT * FROM artworks").fetchone()
        done = genart_bot("doctor")
    assert done.returncode == 0
    assert "can be written to and read" in lines(done)["database"]
    assert content() == before


def test_a_newer_database_is_a_problem_and_untouched(genart_bot: Run, data: Path) -> None:
    with closing(sqlite3.connect(data / "genart.db")) as database:
        database.execute("UPDATE genart_revision SET version_num = '9999'")
        database.commit()
    done = genart_bot("doctor")
    assert done.returncode == 1
    line = lines(done)["database"]
    assert line.startswith("problem")
    assert "newer version" in line


def test_an_older_database_is_pointed_out_and_not_brought_up_to_date(genart_bot: Run, data: Path) -> None:
    with closing(sqlite3.connect(data / "genart.db")) as database:
        database.execute("DROP TABLE notes")
        database.execute("UPDATE genart_revision SET version_num = '0002'")
        database.commit()
    done = genart_bot("doctor")
    assert done.returncode == 0
    assert lines(done)["database"].startswith("warning")
    assert "genart-bot backup" in lines(done)["database"]
    with closing(sqlite3.connect(data / "genart.db")) as database:
        assert database.execute("SELECT version_num FROM genart_revision").fetchall() == [("0002",)]


def test_a_file_that_is_no_database(genart_bot: Run) -> None:
    Path("data").mkdir()
    Path("data/genart.db").write_bytes(b"no database " * 1000)
    done = genart_bot("doctor")
    assert done.returncode == 1
    assert lines(done)["database"].startswith("problem")


def test_wrong_settings_are_named_and_end_it(genart_bot: Run) -> None:
    done = genart_bot("doctor", RENDER_WORKERS="0", DISCORD_TOKEN="s3cret token")
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
def test_no_piece_of_a_password_is_shown(genart_bot: Run, rest: str) -> None:
    done = genart_bot("doctor", DATABASE_URL=f"postgresql://{rest}")
    assert done.returncode == 1
    assert b"problem" in done.stdout
    assert b"ter2" not in done.stdout + done.stderr


@pytest.mark.parametrize("query", ["host=a..b", "host=127.0.0.1&port=99999", "host=127.0.0.1&port=x"])
def test_a_url_that_leads_nowhere_is_a_problem(genart_bot: Run, query: str) -> None:
    done = genart_bot("doctor", DATABASE_URL=f"postgresql:///art?{query}")
    assert done.returncode == 1
    assert not done.stderr
    assert list(lines(done)) == ALL
    assert lines(done)["database"].startswith("problem")
    store = DatabaseStore(Settings(database_url=f"postgresql:///art?{query}").database())
    with pytest.raises(StoreError, match="cannot be opened"):
        asyncio.run(store.open())


def test_a_storage_folder_that_is_a_file(genart_bot: Run) -> None:
    Path("data").write_text("in the way")
    done = genart_bot("doctor")
    assert done.returncode == 1
    assert "is no folder" in lines(done)["storage"]


@pytest.mark.parametrize("whose", ["folder", "file"])
def test_a_mounted_folder_of_somebody_else(genart_bot_without_rights: Run, data: Path, whose: str) -> None:
    file = data / "genart.db"
    file.chmod(0o644)
    os.chown(file if whose == "file" else data, 10001, 10001)
    done = genart_bot_without_rights("doctor")
    assert done.returncode == 1, done.stderr
    line = lines(done)["storage"]
    assert line.startswith(f"problem  storage   {file if whose == 'file' else data} is not ours to write to")
    assert "belongs to user 10001, the bot runs as user 0" in line
    assert "sudo chown -R 0:0" in line


def test_a_folder_that_may_not_even_be_looked_into(genart_bot_without_rights: Run, locked: Path) -> None:
    for folder in (locked, locked.parent, locked / "deeper"):
        done = genart_bot_without_rights("doctor", PERSISTENT_STORAGE_DIR=str(folder))
        assert done.returncode == 1
        assert not done.stderr
        found = lines(done)
        assert list(found) == ALL
        assert "locked is not ours to write to: it belongs to user 10001" in found["storage"]
        assert "sudo chown -R 0:0" in found["storage"]
        assert found["database"].startswith("problem")
        assert "Permission denied" in found["database"]


def test_a_database_that_may_not_even_be_looked_at(genart_bot_without_rights: Run, locked: Path) -> None:
    done = genart_bot_without_rights("doctor", DATABASE_URL=f"sqlite:///{locked}/genart.db")
    assert done.returncode == 1
    assert list(lines(done)) == ALL
    assert "Permission denied" in lines(done)["database"]


def test_a_folder_whose_name_is_too_long(genart_bot: Run) -> None:
    done = genart_bot("doctor", PERSISTENT_STORAGE_DIR="x" * 300)
    assert done.returncode == 1
    assert list(lines(done)) == ALL
    assert "File name too long" in lines(done)["storage"]


@pytest.mark.skipif(sys.platform != "linux", reason="users are numbers on Linux")
def test_a_user_without_a_home_is_told_what_to_set() -> None:
    if os.getuid() != 0:
        lacking("Only root may be somebody else for a test")
    program = (
        # Afterwards it may not be allowed to read them.
        "import os, encodings.idna, bot.cli.checks\nfrom bot.cli import main\n"
        "os.chdir('/')\nos.setuid(54321)\nmain(['doctor'])"
    )
    env = environment(PERSISTENT_STORAGE_DIR="~/art")
    # Nor may it write what is covered.
    env = {name: value for name, value in env.items() if name != "HOME" and not name.startswith("COVERAGE_")}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, env=env, timeout=60)
    assert done.returncode == 1
    assert not done.stderr
    assert "PERSISTENT_STORAGE_DIR: was '~/art'; must be a folder" in lines(done)["settings"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps it while somebody is there")
def test_where_it_is_run_is_gone(tmp_path: Path) -> None:
    program = "import os, shutil, sys\nfrom bot.cli import main\nshutil.rmtree(os.getcwd())\nmain(['doctor'])"
    done = subprocess.run(
        [sys.executable, "-P", "-c", program], capture_output=True, env=environment(), timeout=60
    )
    tmp_path.mkdir()
    assert done.returncode == 1
    assert list(lines(done)) == ALL, done.stderr
    assert "No such file or directory" in lines(done)["storage"]


@pytest.mark.skipif(sys.platform != "linux", reason="mounts are Linux's")
@pytest.mark.parametrize(
    ("options", "says"), [("size=4m", "MiB free"), ("size=64m,ro", "cannot be written to")]
)
def test_a_disk_with_little_room_or_none_to_write(genart_bot: Run, options: str, says: str) -> None:
    Path("data").mkdir()
    mount, umount = shutil.which("mount"), shutil.which("umount")
    disk = ["-t", "tmpfs", "-o", options, "tmpfs", "data"]
    if mount is None or umount is None or subprocess.run([mount, *disk], capture_output=True).returncode != 0:
        lacking("Only root on Linux may mount a disk for a test")
    try:
        done = genart_bot("doctor")
    finally:
        subprocess.run([umount, "data"], check=True)
    assert done.returncode == 1
    assert says in lines(done)["storage"]


@contextmanager
def discord_that_says(status: int, answers: dict[str, object]) -> Iterator[str]:
    """An HTTP server on loopback that answers as Discord would."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps(answers.get(self.path.partition("?")[0], {"message": "no", "code": 0})).encode()
            self.send_response(status if self.path in answers or status != 200 else 403)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def doctor_at(url: str, **env: str) -> subprocess.CompletedProcess[str]:
    program = (
        f"import discord\ndiscord.http.Route.BASE = {url!r}\n"
        "from bot.cli import main\nif __name__ == '__main__':\n    main(['doctor'])"
    )
    Path("doctor.py").write_text(program)
    command = [sys.executable, "-W", "ignore", "doctor.py"]
    done = subprocess.run(
        command, capture_output=True, text=True, env=environment(DISCORD_TOKEN=TOKEN, **env), timeout=60
    )
    assert TOKEN not in done.stdout + done.stderr
    assert "s3cret" not in done.stdout + done.stderr
    return done


USER = {"id": "42", "username": "genart", "discriminator": "0", "avatar": None, "bot": True}
APP = {
    "id": "42",
    "name": "Art club",
    "icon": None,
    "description": "",
    "bot_public": True,
    "bot_require_code_grant": False,
    "owner": USER,
    "verify_key": "x",
    "approximate_guild_count": 3,
}


def discord_lines(done: subprocess.CompletedProcess[str]) -> list[str]:
    return [line for line in done.stdout.splitlines() if line.split()[1] == "discord"]


def test_a_good_token_is_told_what_it_may_do() -> None:
    scopes = {"oauth2_install_params": {"scopes": ["bot", "applications.commands"], "permissions": "0"}}
    app = {**APP, "integration_types_config": {"0": scopes, "1": {}}}
    with discord_that_says(200, {"/users/@me": USER, "/oauth2/applications/@me": app}) as url:
        done = doctor_at(url)
    assert done.returncode == 0, done.stdout + done.stderr
    (line,) = discord_lines(done)
    assert line.endswith("The token is that of Art club (42), in 3 servers.")


def test_what_an_application_lacks_is_said() -> None:
    scopes = {"oauth2_install_params": {"scopes": ["bot"], "permissions": "0"}}
    app = {**APP, "integration_types_config": {"0": scopes}}
    with discord_that_says(200, {"/users/@me": USER, "/oauth2/applications/@me": app}) as url:
        done = doctor_at(url, DEV_GUILD_ID="7")
    assert done.returncode == 1
    _, scope, users, server = discord_lines(done)
    assert scope.startswith("warning")
    assert "lacks the scope applications.commands" in scope
    assert "tick User Install" in users
    assert server.startswith("problem")
    assert "server 7" in server


def test_a_token_that_discord_refuses_is_a_problem() -> None:
    with discord_that_says(401, {}) as url:
        done = doctor_at(url)
    assert done.returncode == 1
    (line,) = discord_lines(done)
    assert "does not accept DISCORD_TOKEN" in line


def test_a_discord_that_cannot_be_reached_is_no_fault_of_yours(unused_tcp_port: int) -> None:
    done = doctor_at(f"http://127.0.0.1:{unused_tcp_port}")
    assert done.returncode == 0
    (line,) = discord_lines(done)
    assert line.startswith("warning")
    assert "Not checked" in line
