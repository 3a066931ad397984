"""A few rounds of ``tests.store.crash``. Run a thousand after a change to how the store saves."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import environment


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no fork")
def test_a_kill_at_any_moment_loses_nothing() -> None:
    root = Path(__file__).parents[2]
    command = [sys.executable, "-m", "tests.store.crash", "--rounds", "20"]
    done = subprocess.run(command, capture_output=True, text=True, env=environment(), cwd=root)
    assert done.returncode == 0, done.stderr
    figures = dict(line.split(": ") for line in done.stdout.splitlines() if ": " in line)
    assert figures["rounds"] == "20"
    assert int(figures["pictures acknowledged"]) > 0
