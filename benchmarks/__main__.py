"""``python -m benchmarks [STYLE …]``: draw + encode of every style, as a share of the tutorial's request.

Median of five seeds at 1000x1000, the tutorial's request measured between the styles all along.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.tutorial import tutorial_request
from bot.art.palette import palettes
from bot.art.recipe import Recipe
from bot.art.render import encode, render
from bot.art.style import styles

SEEDS = range(1, 6)


def milliseconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def main() -> None:
    chosen = sys.argv[1:] or list(styles())
    colours = list(palettes().values())[:: len(palettes()) // len(SEEDS)]
    with tempfile.TemporaryDirectory() as folder:

        def tutorial(seed: int) -> float:
            return milliseconds(lambda: tutorial_request(colours[seed % len(colours)], seed, Path(folder)))

        tutorial(0)
        rows: list[tuple[str, float, float, float]] = []
        for id in chosen:
            style = styles()[id]
            recipes = [Recipe(id, style.version, colours[s % len(colours)].name, s) for s in SEEDS]
            render(recipes[0])
            yardstick, draws, encodes = [], [], []
            for seed, recipe in zip(SEEDS, recipes, strict=True):
                yardstick.append(tutorial(seed))
                image = render(recipe)
                draws.append(milliseconds(lambda: render(recipe)))  # noqa: B023  # called at once
                encodes.append(milliseconds(lambda: encode(image, recipe)))  # noqa: B023
            whole = statistics.median(d + e for d, e in zip(draws, encodes, strict=True))
            rows.append(
                (
                    id,
                    statistics.median(draws),
                    statistics.median(encodes),
                    whole / statistics.median(yardstick),
                )
            )
            print(f"{id:<12} draw {rows[-1][1]:6.1f} ms  encode {rows[-1][2]:5.1f} ms  x{rows[-1][3]:.3f}")
    ratios = sorted(row[3] for row in rows)
    print(f"\nof the tutorial's request: median x{statistics.median(ratios):.3f}, slowest x{ratios[-1]:.3f}")


if __name__ == "__main__":
    main()
