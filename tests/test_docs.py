"""The documentation names only tests that exist."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


def names_in(file: Path) -> set[str]:
    """Return the names of a file's tests."""
    tree = ast.parse(file.read_text())
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return {function.name for function in functions if function.name.startswith("test_")}


def rows(page: str, end: str) -> list[str]:
    """Return the rows of a page's tables up to a heading, without the header rows."""
    lines = (ROOT / page).read_text().partition(f"\n{end}\n")[0].splitlines()
    heads = {i for i, line in enumerate(lines) if re.fullmatch(r"\|[-|]+\|", line)}
    return [s for i, s in enumerate(lines) if s.startswith("|") and i not in heads and i + 1 not in heads]


def test_every_fault_has_a_test_that_exists() -> None:
    table = rows("docs/reliability.md", "## Figures")
    assert len(table) > 40
    for row in table:
        named = NAMED.findall(row)
        assert named, row
        for file, test in named:
            assert test in names_in(ROOT / file), (file, test)


def test_a_missing_test_would_be_noticed() -> None:
    assert "test_nothing_of_the_kind" not in names_in(Path(__file__))
    assert "test_a_missing_test_would_be_noticed" in names_in(Path(__file__))
