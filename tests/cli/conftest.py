"""The command line as a process of its own."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.conftest import lacking

Run = Callable[..., subprocess.CompletedProcess[bytes]]


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), **more}


@pytest.fixture
def genart_bot() -> Run:
    def run(*arguments: str, **env: str) -> subprocess.CompletedProcess[bytes]:
        command = [sys.executable, "-m", "bot", *arguments]
        return subprocess.run(command, capture_output=True, env=environment(**env), timeout=60)

    return run


@pytest.fixture
def genart_bot_without_rights() -> Run:
    """One that root's rights over the files of others do not help."""
    setpriv = shutil.which("setpriv")
    if sys.platform != "linux" or os.getuid() != 0 or setpriv is None:
        lacking("Only root on Linux may give files away for a test, and setpriv then takes root's own rights")

    def run(*arguments: str, **env: str) -> subprocess.CompletedProcess[bytes]:
        rights = "--bounding-set=-dac_override,-dac_read_search"
        command = [setpriv, rights, sys.executable, "-m", "bot", *arguments]
        return subprocess.run(command, capture_output=True, env=environment(**env), timeout=60)

    return run


@pytest.fixture
def locked() -> Path:
    """A folder of somebody else's that nobody else may even look into, with a database in it."""
    data = Path("locked/data")
    data.mkdir(parents=True)
    with closing(sqlite3.connect(data / "genart.db")) as database, database:
        database.execute("CREATE TABLE anything (id INTEGER PRIMARY KEY)")
    Path("locked").chmod(0o700)
    os.chown("locked", 10001, 10001)
    return data
