"""The listing in docs/architecture.md is the tree, one line a file."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
# Folders that the listing describes in one line.
WHOLE = {"bot/art/styles", "bot/art/titles/fonts", "bot/i18n/locales", "bot/store/migrations"}


def listed() -> set[str]:
    """Return the paths in the listing, folders without a slash at the end."""
    listing = (ROOT / "docs/architecture.md").read_text(encoding="utf-8").split("```")[1]
    paths, folders = set(), list[str]()
    for line in listing.strip().splitlines():
        indent, name = re.match(r"( *)(\S+)", line).groups()  # type: ignore[union-attr]  # every line has a name
        folders[len(indent) // 2 :] = [name.rstrip("/")]
        paths.add("/".join(folders))
    return paths


def in_the_tree() -> set[str]:
    """Return the modules of both packages and their folders, except for what WHOLE contains."""
    paths = {"bot", "cogs", "tests", "tools", "benchmarks", "docs", *WHOLE}
    for package in ("bot", "cogs"):
        for file in (ROOT / package).rglob("*.py"):
            path = file.relative_to(ROOT)
            if not any(path.is_relative_to(folder) for folder in WHOLE):
                paths.add(str(path.parent if path.name == "__init__.py" else path))
    return paths


def test_the_listing_is_the_tree() -> None:
    assert listed() == in_the_tree()
