"""The command line when its output cannot be written."""

import subprocess
import sys

import pytest

from tests.cli.conftest import environment

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="uses a shell and /dev/full")


def shell(line: str) -> "subprocess.CompletedProcess[str]":
    command = ["sh", "-c", line.replace("genart-bot", f"'{sys.executable}' -m bot")]
    return subprocess.run(command, capture_output=True, text=True, env=environment(), timeout=60)


@pytest.mark.parametrize(
    "command",
    [
        "styles",
        pytest.param("render squares1.harbour.7 -o -", marks=pytest.mark.slow),
        pytest.param("--help", marks=pytest.mark.slow),
        pytest.param("palettes --json", marks=pytest.mark.slow),
        pytest.param("render --style squares", marks=pytest.mark.slow),
        pytest.param("doctor", marks=pytest.mark.slow),
    ],
)
def test_a_full_stdout_is_reported_in_one_line(command: str) -> None:
    done = shell(f"genart-bot {command} >/dev/full")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == "The output could not be written: No space left on device"
    assert "Traceback" not in done.stderr


def test_a_picture_cannot_be_written_to_a_closed_stdout() -> None:
    done = shell("genart-bot render squares1.harbour.7 -o - >&-")
    assert done.returncode == 1
    assert done.stderr == "The picture cannot be written to stdout, because stdout is closed.\n"
