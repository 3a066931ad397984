"""A few rounds of ``tests.store.crash``; the thousand are for whoever changes how the store saves."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import environment


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no fork")
def test_killed_at_any_moment_nothing_is_torn_or_lost() -> None:
    root = Path(__file__).parents[2]
    command = [sys.executable, "-m", "tests.store.crash", "--rounds", "20"]
    done = subprocess.run(command, capture_output=True, text=True, env=environment(), cwd=root)
    assert done.returncode == 0, done.stderr
    figures = dict(line.split(": ") for line in done.stdout.splitlines() if ": " in line)
    assert figures["rounds"] == "20"
    assert int(figures["pictures acknowledged"]) > 20
