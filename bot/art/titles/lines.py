"""Sets a title into a box: where it breaks, how large it is, how its lines stand to each other.

Measures are in units of the canvas, so a title breaks at the same places at every size.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
import regex
from numpy.typing import NDArray

from bot.art.titles.bidi import levels
from bot.art.titles.fonts import clusters
from bot.art.titles.shaping import Glyph, Line, shape, tamed

MOST_LINES = 9
# Below this size, words are broken rather than set still smaller.
COMFORTABLE = 40.0
# How much larger a title must get to be worth one more line.
_LINE_COST = 1.13
# And how much to be worth broken words.
_WORTH_BREAKING = 1.4

_IDEOGRAPHIC = regex.compile(
    r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Bopomofo}\p{Yi}\u3000-\u303f\uff00-\uffef]|\p{Emoji_Presentation}|\ufe0f"
)
_STARTS_NO_LINE = regex.compile(
    r"[\p{Pe}\p{Pf}\p{Po}ーゝゞヽヾ々〻ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ～〜]"
)
_ENDS_NO_LINE = regex.compile(r"[\p{Ps}\p{Pi}\p{Sc}#@&]")
_ENDS_A_LINE = regex.compile(r"[-‐–—/]$")


@dataclass(frozen=True)
class Block:
    """A title that has been set.

    :ivar lines: the text of each; none if nothing of the title can be seen.
    :ivar size: of the type, in units.
    :ivar glyphs: with the x and y of their origins from the block's left top corner, in units.
    :ivar width: of the ink, in units; likewise height.
    """

    lines: tuple[str, ...]
    size: float
    glyphs: tuple[tuple[Glyph, float, float], ...]
    width: float
    height: float


def compose(title: str, width: float, height: float, largest: float, *, side: float) -> Block:
    """Sets a title as large as it will go, in lines of about the same length.

    :param width: of the box that it must fit into, in units; likewise height.
    :param largest: size of the type, in units.
    :param side: on which lines are flush: 0 for the left, 0.5 for none (centred), 1 for the right.
    """
    text = tamed(title)
    level_of = levels(text)
    cut = _cut(text, width, height, largest)
    size = cut.size(width, height, largest)
    tracking = _tracking(text, size)
    ends = (*cut.starts[1:], len(text))
    lines = []
    for start, end in zip(cut.starts, ends, strict=True):
        line = text[start:end].rstrip()
        lines.append((line, shape(line, tuple(level_of[start : start + len(line)]), tracking)))
    return _stack(lines, size, width, height, side)


@dataclass(frozen=True)
class _Cut:
    """Where lines start, and how wide the widest is, in em."""

    starts: tuple[int, ...]
    widest: float

    def size(self, width: float, height: float, largest: float) -> float:
        return min(largest, width / max(self.widest, 0.1), height / _height(len(self.starts)))


@lru_cache(64)
def _cut(text: str, width: float, height: float, largest: float) -> _Cut:
    """The best way to cut the text into lines for this box."""
    parts = [part for _, part in clusters(text)]
    ends = np.array([*(start for start, _ in clusters(text)), len(text)])
    advances = shape(text).advances
    pens = np.cumsum([0.0, *(advance for _, advance in advances)])
    edges = pens[np.searchsorted([start for start, _ in advances], ends)]

    def best(*, anywhere: bool) -> _Cut:
        at = [i for i in range(1, len(parts)) if _may_break(parts[i - 1], parts[i], anywhere=anywhere)]
        cuts = _balanced(np.array([0, *at, len(parts)]), edges, ends, parts)
        return max(cuts, key=lambda cut: cut.size(width, height, largest) / _LINE_COST ** len(cut.starts))

    whole = best(anywhere=False)
    size = whole.size(width, height, largest)
    if size >= COMFORTABLE:
        return whole
    broken = best(anywhere=True)
    return broken if broken.size(width, height, largest) > _WORTH_BREAKING * size else whole


def _balanced(
    at: NDArray[np.int64], edges: NDArray[np.float64], offsets: NDArray[np.int64], parts: Sequence[str]
) -> list[_Cut]:
    """For each number of lines, the cut whose lines differ least in length.

    :param at: clusters at which a line may start, and the end.
    :param edges: where each cluster begins, in em, with all of them in one line.
    """
    ends = [i - 1 if i and parts[i - 1].isspace() else i for i in at]
    lengths = edges[ends][None, :] - edges[at][:, None]
    # Lines of the same length have the least sum of squares; the cube is harder on the longest.
    costs = np.where(np.tri(len(at), dtype=bool), np.inf, np.maximum(lengths, 0.0) ** 3)
    reach = costs[0]
    origins: list[NDArray[np.int64]] = []
    cuts = []
    for count in range(1, min(MOST_LINES, len(at) - 1) + 1):
        if count > 1:
            through = reach[:, None] + costs
            origins.append(np.argmin(through, axis=0))
            reach = np.min(through, axis=0)
        starts = [len(at) - 1]
        for origin in reversed(origins):
            starts.append(int(origin[starts[-1]]))
        path = [0, *reversed(starts)]
        widest = max(lengths[a, b] for a, b in pairwise(path))
        cuts.append(_Cut(tuple(int(offsets[at[i]]) for i in path[:-1]), float(widest)))
    return cuts


def _may_break(before: str, after: str, *, anywhere: bool) -> bool:
    """Whether a line may end between two clusters.

    Source: Unicode Standard Annex 14, "Unicode Line Breaking Algorithm", as far as titles need it.
    """
    if after.isspace():
        return False
    if before.isspace():
        return before != "\u00a0"
    if _STARTS_NO_LINE.match(after) or _ENDS_NO_LINE.match(before):
        return False
    if anywhere or _IDEOGRAPHIC.search(before) or _IDEOGRAPHIC.search(after):
        return True
    return bool(_ENDS_A_LINE.search(before)) and after.isalpha()


def _leading(size: float) -> float:
    """From baseline to baseline, in em: large type is set tight."""
    return float(np.interp(size, (40, 160), (1.22, 1.02)))


def _height(lines: int) -> float:
    return 0.95 + 1.06 * (lines - 1)


def _tracking(text: str, size: float) -> float:
    """Space between letters, in em: large type is set tight, short capitals wide."""
    if text.isupper() and len(text) <= 18:
        return 0.05
    return float(np.interp(size, (40, 60, 160), (0.012, 0.0, -0.015)))


def _stack(lines: Sequence[tuple[str, Line]], size: float, width: float, height: float, side: float) -> Block:
    """Lines below each other, by their ink; `side` is 0 for flush left, 1 for flush right."""
    boxes = [[g.box for g in line.glyphs if g.box[0] < g.box[2]] for _, line in lines]
    if not any(boxes):
        return Block((), size, (), 0.0, 0.0)
    inks = [_around(b) for b in boxes]
    widest = max(right - left for left, _, right, _ in inks)
    baseline = -inks[0][1]
    placed: list[tuple[Glyph, float, float]] = []
    bottom = 0.0
    for i, ((_, line), (left, top, right, below)) in enumerate(zip(lines, inks, strict=True)):
        if i:
            # Tall scripts and piles of accents push lines apart.
            baseline += max(_leading(size), inks[i - 1][3] - top + 0.1)
        x = (widest - (right - left)) * side - left
        placed += [(g, x + g.x, baseline + g.y) for g in line.glyphs]
        bottom = max(bottom, baseline + below)
    fitting = min(size, width / widest, height / bottom)
    return Block(
        tuple(text for text, _ in lines),
        fitting,
        tuple((g, x * fitting, y * fitting) for g, x, y in placed),
        widest * fitting,
        bottom * fitting,
    )


def _around(boxes: Sequence[tuple[float, float, float, float]]) -> tuple[float, float, float, float]:
    if not boxes:
        return 0.0, 0.0, 0.0, 0.0
    left, top, right, bottom = zip(*boxes, strict=True)
    return min(left), min(top), max(right), max(bottom)
