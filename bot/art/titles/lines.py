"""Typesetting a title into a box: its line breaks, its size, and the distance of its lines.

Lengths are in units of the canvas, so that a title breaks at the same places at every picture size.
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
from bot.art.titles.shaping import Glyph, Line, limit_marks, shape

MOST_LINES = 9
# Smaller type is hard to read, so below this size, words may be broken.
COMFORTABLE = 40.0
# One more line must make the type larger by this factor.
_LINE_COST = 1.13
# Broken words must make the type larger by this factor.
_BROKEN_WORDS_COST = 1.4
# From the top of the first line to the bottom of the last, in em, as far as it can be estimated.
_FIRST_LINE, _FURTHER_LINE = 0.95, 1.06
# The least space between the ink of two lines, in em.
_LEAST_GAP = 0.1
# Titles in capitals up to this length are set with wide tracking.
_SHORT_TITLE = 18

_IDEOGRAPHIC = regex.compile(
    r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Bopomofo}\p{Yi}\u3000-\u303f\uff00-\uffef]|\p{Emoji_Presentation}|\ufe0f"
)
_NEVER_STARTS_LINE = regex.compile(
    r"[\p{Pe}\p{Pf}\p{Po}ーゝゞヽヾ々〻ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ～〜]"
)
_NEVER_ENDS_LINE = regex.compile(r"[\p{Ps}\p{Pi}\p{Sc}#@&]")
_MAY_END_LINE = regex.compile(r"[-‐–—/]$")


@dataclass(frozen=True)
class Block:
    """A typeset title.

    :ivar lines: the text of each; none if the title is invisible.
    :ivar size: of the type, in units.
    :ivar glyphs: each with x and y of its origin from the block's top left corner, in units.
    :ivar width: of all outlines together, in units.
    :ivar height: likewise.
    """

    lines: tuple[str, ...]
    size: float
    glyphs: tuple[tuple[Glyph, float, float], ...]
    width: float
    height: float


def typeset(title: str, width: float, height: float, largest: float, *, alignment: float) -> Block:
    """Set a title as large as possible, in lines of about the same length.

    :param width: of the box that it must fit into, in units.
    :param height: likewise.
    :param largest: size of the type, in units.
    :param alignment: 0 for flush left, 0.5 for centred, 1 for flush right.
    """
    text = limit_marks(title)
    bidi_levels = levels(text)
    breaks = _best_breaks(text, width, height, largest)
    size = breaks.size(width, height, largest)
    tracking = _tracking(text, size)
    ends = (*breaks.starts[1:], len(text))
    lines = []
    for start, end in zip(breaks.starts, ends, strict=True):
        line = text[start:end].rstrip()
        lines.append((line, shape(line, tuple(bidi_levels[start : start + len(line)]), tracking)))
    return _stack(lines, size, width, height, alignment)


@dataclass(frozen=True)
class _Breaks:
    """Where lines start, and how wide the widest of them is, in em."""

    starts: tuple[int, ...]
    widest: float

    def size(self, width: float, height: float, largest: float) -> float:
        """Return the largest type that fits into a box."""
        tall = _FIRST_LINE + _FURTHER_LINE * (len(self.starts) - 1)
        return min(largest, width / max(self.widest, 0.1), height / tall)


@lru_cache(64)
def _best_breaks(text: str, width: float, height: float, largest: float) -> _Breaks:
    """Return the best way to break the text into lines for this box."""
    parts = [part for _, part in clusters(text)]
    ends = np.array([*(start for start, _ in clusters(text)), len(text)])
    advances = shape(text).advances
    pens = np.cumsum([0.0, *(advance for _, advance in advances)])
    edges = pens[np.searchsorted([start for start, _ in advances], ends)]

    def best(*, anywhere: bool) -> _Breaks:
        at = [i for i in range(1, len(parts)) if _may_break(parts[i - 1], parts[i], anywhere=anywhere)]
        candidates = _balanced(np.array([0, *at, len(parts)]), edges, ends, parts)
        return max(candidates, key=lambda c: c.size(width, height, largest) / _LINE_COST ** len(c.starts))

    whole = best(anywhere=False)
    size = whole.size(width, height, largest)
    if size >= COMFORTABLE:
        return whole
    broken = best(anywhere=True)
    return broken if broken.size(width, height, largest) > _BROKEN_WORDS_COST * size else whole


def _balanced(
    at: NDArray[np.int64], edges: NDArray[np.float64], offsets: NDArray[np.int64], parts: Sequence[str]
) -> list[_Breaks]:
    """Return, for each number of lines, the breaks whose lines differ least in length.

    :param at: indices of the clusters at which a line may start, and of the end.
    :param edges: where each cluster begins, in em, with all of them in one line.
    :param offsets: where each cluster begins in the text.
    """
    ends = [i - 1 if i and parts[i - 1].isspace() else i for i in at]
    lengths = edges[ends][None, :] - edges[at][:, None]
    # Equal lines have the least sum of squares. Cubes penalise the longest line more.
    costs = np.where(np.tri(len(at), dtype=bool), np.inf, np.maximum(lengths, 0.0) ** 3)
    reach = costs[0]
    origins: list[NDArray[np.int64]] = []
    found = []
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
        found.append(_Breaks(tuple(int(offsets[at[i]]) for i in path[:-1]), float(widest)))
    return found


def _may_break(before: str, after: str, *, anywhere: bool) -> bool:
    """Whether a line may end between two clusters.

    Source: Unicode Standard Annex 14, "Unicode Line Breaking Algorithm", as far as titles need it.
    """
    if after.isspace():
        return False
    if before.isspace():
        return before != "\u00a0"
    if _NEVER_STARTS_LINE.match(after) or _NEVER_ENDS_LINE.match(before):
        return False
    if anywhere or _IDEOGRAPHIC.search(before) or _IDEOGRAPHIC.search(after):
        return True
    return bool(_MAY_END_LINE.search(before)) and after.isalpha()


def _leading(size: float) -> float:
    """Return the distance of baselines in em. Large type is set tight."""
    return float(np.interp(size, (40, 160), (1.22, 1.02)))


def _tracking(text: str, size: float) -> float:
    """Return the space between letters in em. Large type is set tight, short titles in capitals wide."""
    if text.isupper() and len(text) <= _SHORT_TITLE:
        return 0.05
    return float(np.interp(size, (40, 60, 160), (0.012, 0.0, -0.015)))


def _stack(
    lines: Sequence[tuple[str, Line]], size: float, width: float, height: float, alignment: float
) -> Block:
    """Put lines below each other, by the bounds of their outlines."""
    boxes = [[g.box for g in line.glyphs if g.box[0] < g.box[2]] for _, line in lines]
    if not any(boxes):
        return Block((), size, (), 0.0, 0.0)
    bounds = [_union(b) for b in boxes]
    widest = max(right - left for left, _, right, _ in bounds)
    baseline = -bounds[0][1]
    placed: list[tuple[Glyph, float, float]] = []
    bottom = 0.0
    for i, ((_, line), (left, top, right, below)) in enumerate(zip(lines, bounds, strict=True)):
        if i:
            # Tall scripts and stacked accents push lines apart.
            baseline += max(_leading(size), bounds[i - 1][3] - top + _LEAST_GAP)
        x = (widest - (right - left)) * alignment - left
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


def _union(boxes: Sequence[tuple[float, float, float, float]]) -> tuple[float, float, float, float]:
    if not boxes:
        return 0.0, 0.0, 0.0, 0.0
    left, top, right, bottom = zip(*boxes, strict=True)
    return min(left), min(top), max(right), max(bottom)
