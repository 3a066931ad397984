"""The command line where the shell gives it nowhere to write to, or the machine no thread."""

import subprocess
import sys

import pytest

from tests.cli.conftest import environment
from tests.cli.test_doctor import ALL, lines

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the shell and the limits are Linux's")

# The stack of a thread would be larger than all that the process may have.
NO_THREADS = "ulimit -s 33554432 && ulimit -v 16777216 &&"
SAID = "No thread could be started: this machine or account may have no more."


def shell(line: str) -> "subprocess.CompletedProcess[str]":
    command = ["sh", "-c", line.replace("genart-bot", f"'{sys.executable}' -m bot")]
    env = environment(OPENBLAS_NUM_THREADS="1")
    return subprocess.run(command, capture_output=True, text=True, env=env, timeout=60)


@pytest.mark.parametrize(
    "command",
    [
        "styles",
        "palettes --json",
        "--help",
        "render squares1.harbour.7 -o -",
        "render --style squares",
        "doctor",
    ],
)
def test_a_stdout_that_is_full(command: str) -> None:
    done = shell(f"genart-bot {command} >/dev/full")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == "What was to be written could not be: No space left on device"
    assert "Traceback" not in done.stderr


def test_a_stdout_that_is_closed_takes_no_picture() -> None:
    done = shell("genart-bot render squares1.harbour.7 -o - >&-")
    assert (done.returncode, done.stderr) == (1, "There is no stdout that a picture could be written to.\n")


def test_a_doctor_that_can_start_no_thread_says_so_in_every_line() -> None:
    done = shell(f"{NO_THREADS} genart-bot doctor")
    assert done.returncode == 1
    assert done.stderr.splitlines() in ([], [SAID])
    found = lines(done)
    assert list(found) == ALL
    assert found["pool"].startswith("problem")
    assert "can't start new thread" in found["pool"]


def test_a_backup_that_can_start_no_thread() -> None:
    done = shell(f"{NO_THREADS} genart-bot backup copy.db")
    assert (done.returncode, done.stderr) == (1, f"{SAID}\n")
