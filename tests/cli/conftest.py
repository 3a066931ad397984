"""The command line, run in this process where that makes no difference, and as a process of its own."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest

from bot.cli import main
from tests.conftest import lacking


class Result(NamedTuple):
    """The exit code and the output of a command."""

    returncode: int
    stdout: bytes
    stderr: bytes


Run = Callable[..., Result]


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), **more}


def run_process(command: list[str], **env: str) -> Result:
    done = subprocess.run(command, capture_output=True, env=environment(**env), timeout=60)
    return Result(done.returncode, done.stdout, done.stderr)


@pytest.fixture
def genart_bot(monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Run a command in this process."""

    def run(*arguments: str, **env: str) -> Result:
        capsysbinary.readouterr()
        code = 0
        with monkeypatch.context() as patch:
            for name, value in env.items():
                patch.setenv(name, value)
            try:
                main(arguments)
            except SystemExit as end:
                code = int(end.code or 0)
        return Result(code, *capsysbinary.readouterr())

    return run


@pytest.fixture
def genart_bot_process() -> Run:
    """Run a command as a process of its own."""

    def run(*arguments: str, **env: str) -> Result:
        return run_process([sys.executable, "-m", "bot", *arguments], **env)

    return run


@pytest.fixture
def genart_bot_without_rights() -> Run:
    """Run a command as a process without root's right to read the files of others."""
    setpriv = shutil.which("setpriv")
    if sys.platform != "linux" or os.getuid() != 0 or setpriv is None:
        lacking("Only root on Linux may give files away for a test, and setpriv then takes root's own rights")
    prefix = [setpriv, "--bounding-set=-dac_override,-dac_read_search"]

    def run(*arguments: str, **env: str) -> Result:
        return run_process([*prefix, sys.executable, "-m", "bot", *arguments], **env)

    return run


@pytest.fixture
def locked() -> Path:
    """A folder with a database in it, inside a folder that only another user may look into."""
    data = Path("locked/data")
    data.mkdir(parents=True)
    with closing(sqlite3.connect(data / "genart.db")) as database, database:
        database.execute("CREATE TABLE anything (id INTEGER PRIMARY KEY)")
    Path("locked").chmod(0o700)
    os.chown("locked", 10001, 10001)
    return data
