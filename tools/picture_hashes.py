"""Show that a change leaves every picture as it was, byte for byte.

``python -m tools.picture_hashes before.json`` writes the hashes when the file is new, and compares
against it when it exists. It covers every style, 40 seeds and two sizes: the whole PNG file, the alt
text and the facts. Only pictures drawn on one machine are comparable.
"""

import argparse
import json
import sys
from concurrent.futures import ProcessPoolExecutor
from hashlib import blake2b
from itertools import product
from pathlib import Path

import numpy as np

from bot.art.describe import alt_text, facts
from bot.art.recipe import Brief, Recipe
from bot.art.render import draw_png
from bot.art.style import styles

SEEDS = range(1, 41)
SIZES = ("600x600", "400x640")
# Two and three colours try the fallbacks of styles that would use more; None is the seed's own palette.
PALETTES = ("#0b132b #d1495b", "#f4f1de #3d405b #e07a5f", None, None)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--styles", nargs="*", help="only these styles")
    parser.add_argument("--workers", type=int, default=2)
    arguments = parser.parse_args()
    names = arguments.styles or sorted(styles())
    codes = [_code(*choice) for choice in product(names, SEEDS, SIZES)]
    with ProcessPoolExecutor(arguments.workers) as pool:
        hashes = dict(zip(codes, pool.map(_hash, codes, chunksize=20), strict=True))
    if arguments.file.exists():
        sys.exit(_compare(json.loads(arguments.file.read_text()), hashes))
    arguments.file.write_text(json.dumps(hashes, indent=0))
    print(f"{len(hashes):,} pictures hashed into {arguments.file}")


def _code(style: str, seed: int, size: str) -> str:
    brief = Brief.from_options(style=style, seed=seed, size=size, palette=PALETTES[seed % len(PALETTES)])
    return brief.resolve(np.random.RandomState(0)).code


def _hash(code: str) -> str:
    recipe = Recipe.parse(code)
    words = f"{facts(recipe)}|{alt_text(recipe)}"
    return (
        blake2b(draw_png(recipe), digest_size=16).hexdigest()
        + blake2b(words.encode(), digest_size=8).hexdigest()
    )


def _compare(before: dict[str, str], now: dict[str, str]) -> int:
    """Print what differs; return how many pictures do, as an exit status."""
    missing = now.keys() - before.keys()
    different = [code for code in now if code not in missing and before[code] != now[code]]
    for code in (*sorted(missing), *different):
        print(f"differs: {code}")
    print(f"{len(now):,} pictures compared, {len(different)} differ, {len(missing)} are new")
    return min(len(different) + len(missing), 100)


if __name__ == "__main__":
    main()
