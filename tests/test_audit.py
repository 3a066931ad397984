"""The audit of dependencies: a finding fails it, an unreachable service does not."""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FLAW = {"id": "GHSA-1", "fix_versions": ["2.0"], "aliases": ["CVE-1"], "description": "bad"}


def audited(tmp_path: Path, out: str, err: str = "", code: int = 0) -> tuple[int, str]:
    """Run the audit with a pip-audit that prints this; return its exit code and output."""
    program = f"import sys\nprint({out!r})\nprint({err!r}, file=sys.stderr)\nsys.exit({code})\n"
    (tmp_path / "pip_audit.py").write_text(program)
    done = subprocess.run(
        [sys.executable, "-m", "tools.audit"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={"PYTHONPATH": str(tmp_path)},
    )
    assert done.stderr == ""
    return done.returncode, done.stdout


def report(*dependencies: Mapping[str, object]) -> str:
    return json.dumps({"dependencies": dependencies, "fixes": []})


GOOD = {"name": "click", "version": "8.2", "vulns": []}
BAD = {"name": "pillow", "version": "1.0", "vulns": [FLAW]}
UNKNOWN = {"name": "regex", "skip_reason": "Dependency not found"}


def test_no_vulnerability_is_found(tmp_path: Path) -> None:
    assert audited(tmp_path, report(GOOD)) == (0, "Audited 1 of 1 dependencies; 0 vulnerabilities.\n")


def test_a_finding_fails_and_names_the_fixed_version(tmp_path: Path) -> None:
    code, output = audited(tmp_path, report(GOOD, BAD, UNKNOWN), code=1)
    assert code == 1
    assert "pillow 1.0: GHSA-1 (CVE-1), fixed in 2.0" in output


def test_a_dependency_unknown_to_the_service_is_named(tmp_path: Path) -> None:
    code, output = audited(tmp_path, report(UNKNOWN))
    assert code == 0
    assert "Audited 0 of 1" in output
    assert "gives no answer about them: regex" in output


@pytest.mark.parametrize(
    ("error", "code", "says"),
    [
        ("requests.exceptions.ConnectionError: no route", 0, "cannot be reached"),
        ("requests.exceptions.ReadTimeout: Read timed out.", 0, "cannot be reached"),
        ("ERROR: invalid requirement", 1, "pip-audit failed"),
        ("No module named pip_audit", 1, "pip-audit failed"),
    ],
)
def test_only_a_broken_audit_fails_without_an_answer(
    tmp_path: Path, error: str, code: int, says: str
) -> None:
    assert audited(tmp_path, "", error, 1)[0] == code
    assert says in audited(tmp_path, "", error, 1)[1]
