"""Damaged uploads: both functions for uploads must refuse them or cope, without a crash or a hang.

``python -m tests.art.files.fuzz_uploads --files 200000 --seed 1`` tries them on that many files. A child
process does the work, so that a crash or a hang ends only the child and is counted. A failure of file
number n is repeated by ``--first n --files 1``.
"""

import multiprocessing
import sys
import time
import warnings
from argparse import ArgumentParser
from collections import Counter
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path

from bot.art.errors import NoRecipe
from bot.art.files.upload import BadUpload, palette_in_upload, recipe_in_upload
from bot.art.palette import find_palette
from tests.art.files.damaged_files import corpus, damaged_file

# Seconds after which a file counts as a hang.
SLOWEST = 5.0
FILES_PER_CHILD = 5000


@dataclass
class Report:
    """The results of a run.

    :ivar outcomes: how often each function had each outcome.
    :ivar failures: number of the file, and what went wrong.
    :ivar slowest: seconds, and number of the file.
    :ivar memory: peak of a child, in MiB.
    """

    outcomes: Counter[str] = field(default_factory=Counter)
    failures: list[tuple[int, str]] = field(default_factory=list)
    slowest: tuple[float, int] = (0.0, 0)
    memory: int = 0


def try_out(data: bytes) -> list[str]:
    """Return the outcomes of both functions.

    :raises Exception: any error that they do not document.
    """
    outcomes = []
    try:
        find_palette(palette_in_upload(data))
        outcomes.append("palette: found")
    except BadUpload:
        outcomes.append("palette: BadUpload")
    try:
        recipe_in_upload(data)
        outcomes.append("recipe: found")
    except (BadUpload, NoRecipe) as error:
        outcomes.append(f"recipe: {type(error).__name__}")
    return outcomes


def run(files: int, seed: int, first: int = 0) -> Report:
    """Try this many files, in one child process at a time."""
    report = Report()
    number, end = first, first + files
    while number < end:
        number = _one_child(report, seed, number, min(end, number + FILES_PER_CHILD))
    return report


def _one_child(report: Report, seed: int, number: int, end: int) -> int:
    """Let a child work from a number on, and return the number to continue from."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    child = context.Process(target=_work, args=(there, seed, number, end), daemon=True)
    child.start()
    there.close()
    ready = False
    try:
        while number < end:
            if not here.poll(SLOWEST if ready else 60):
                report.failures.append((number, f"more than {SLOWEST:g} s"))
                return number + 1
            if not ready:
                ready = here.recv()
                continue
            outcomes, failure, seconds, memory = here.recv()
            report.outcomes.update(outcomes)
            if failure:
                report.failures.append((number, failure))
            report.slowest = max(report.slowest, (seconds, number))
            report.memory = max(report.memory, memory)
            number += 1
    except EOFError:
        child.join()
        if not ready:
            raise RuntimeError("no child can be started") from None
        report.failures.append((number, f"the process died: {child.exitcode}"))
        return number + 1
    finally:
        child.kill()
        child.join()
        here.close()
    return number


def _work(answers: Connection, seed: int, number: int, end: int) -> None:
    corpus()
    warnings.simplefilter("error")
    answers.send(True)
    for n in range(number, end):
        data = damaged_file(seed, n)
        start = time.perf_counter()
        outcomes, failure = [], ""
        try:
            outcomes = try_out(data)
        except Exception as error:  # any error here is a finding
            failure = f"{type(error).__name__}: {error}"
        seconds = time.perf_counter() - start
        answers.send((outcomes, failure, seconds, _peak_memory()))


def _peak_memory() -> int:
    """Return the peak of this process in MiB; 0 where the system does not tell."""
    try:
        status = Path("/proc/self/status").read_text()
    except OSError:
        return 0
    # getrusage would include the parent's peak.
    return int(status.partition("VmHWM:")[2].split()[0]) >> 10


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0)
    arguments = parser.parse_args()
    start = time.perf_counter()
    report = run(arguments.files, arguments.seed, arguments.first)
    print(f"{arguments.files:,} files of seed {arguments.seed} in {time.perf_counter() - start:.0f} s")
    for outcome, count in sorted(report.outcomes.items()):
        print(f"{count:>9,}  {outcome}")
    print(f"slowest: {report.slowest[0]:.3f} s, file {report.slowest[1]}; peak memory {report.memory} MiB")
    for number, failure in report.failures[:50]:
        print(f"FAILED: file {number}: {failure}")
    sys.exit(f"{len(report.failures)} failures" if report.failures else 0)


if __name__ == "__main__":
    main()
