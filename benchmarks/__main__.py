"""``python -m benchmarks [STYLE …]``: draw + encode of every style, relative to the tutorial's request.

Prints medians of five seeds at 1000x1000. The tutorial's request is measured before each picture. The last
column is the time of Pillow's encoder for the same picture, relative to ours.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from io import BytesIO
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
        shares = []
        for id in chosen:
            style = styles()[id]
            recipes = [Recipe(id, style.version, colours[s % len(colours)].name, s) for s in SEEDS]
            render(recipes[0])
            times = [measure(recipe, tutorial) for recipe in recipes]
            draw, ours, pillow, request = (statistics.median(column) for column in zip(*times, strict=True))
            shares.append(statistics.median(t[0] + t[1] for t in times) / request)
            columns = f"draw {draw:6.1f} ms  encode {ours:5.1f} ms  x{shares[-1]:.3f}"
            print(f"{id:<12} {columns}  Pillow x{pillow / ours:.1f}")
    print(f"\nof the tutorial's request: median x{statistics.median(shares):.3f}, slowest x{max(shares):.3f}")


def measure(recipe: Recipe, tutorial: Callable[[int], float]) -> tuple[float, float, float, float]:
    """Return the milliseconds to draw, to encode, to encode with Pillow, and for the tutorial's request."""
    request = tutorial(recipe.seed)
    draw = milliseconds(lambda: render(recipe))
    image = render(recipe)
    ours = milliseconds(lambda: encode(image, recipe))
    pillow = milliseconds(lambda: image.save(BytesIO(), "PNG"))
    return draw, ours, pillow, request


if __name__ == "__main__":
    main()
