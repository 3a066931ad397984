"""Look up the pinned dependencies in a list of known vulnerabilities, with pip-audit.

A finding fails. A service that cannot be reached does not: the output says so, and which were not looked up.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

LOCK = Path(__file__).parents[1] / "requirements.lock"
# Errors of pip-audit when it cannot reach the service. Any other error is a failure of the audit itself.
UNREACHABLE = ("Connection", "ServiceError", "Timeout", "timed out", "Max retries", "HTTPError")


def main(lock: Path = LOCK) -> int:
    """Print the findings and return the exit code."""
    command = [sys.executable, "-m", "pip_audit", "--requirement", str(lock), "--require-hashes"]
    command += ["--disable-pip", "--format=json", "--progress-spinner=off"]
    done = subprocess.run(command, capture_output=True, text=True)  # noqa: S603  # a fixed command
    try:
        found: list[dict[str, Any]] = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        why = (done.stderr.strip().splitlines() or ["no answer"])[-1]
        if any(word in done.stderr for word in UNREACHABLE):
            print(f"Not audited, as the advisory service cannot be reached: {why}")
            return 0
        print(f"pip-audit failed: {why}")
        return 1
    skipped = [d["name"] for d in found if "skip_reason" in d]
    flaws = [(d["name"], d["version"], flaw) for d in found for flaw in d.get("vulns", ())]
    for name, version, flaw in flaws:
        fixed = ", ".join(flaw["fix_versions"]) or "no version yet"
        print(f"{name} {version}: {flaw['id']} ({', '.join(flaw['aliases'])}), fixed in {fixed}")
    print(f"Audited {len(found) - len(skipped)} of {len(found)} dependencies; {len(flaws)} vulnerabilities.")
    if skipped:
        print(f"Not audited, as the advisory service gives no answer about them: {', '.join(skipped)}")
    return 1 if flaws else 0


if __name__ == "__main__":
    sys.exit(main())
