"""From text to glyphs: how scripts join and stack, and which way they run.

HarfBuzz does the shaping, for one font, script and direction at a time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

import regex
import uharfbuzz as hb

from bot.art.titles.bidi import levels, visual_order
from bot.art.titles.fonts import CJK, EMOJI, SIGN_WIDTH, clusters, face_of, font, has, ink, unseen

MOST_MARKS = 6

_MARKS = regex.compile(rf"(\p{{Mn}}{{{MOST_MARKS:d}}})\p{{Mn}}+")
_SPACED = frozenset({"Latn", "Grek", "Cyrl"})


@dataclass(frozen=True)
class Glyph:
    """One glyph of a line.

    :ivar face: file name of its font; "" for the sign that stands for a missing character.
    :ivar x: of its origin, from the start of the line, in em.
    :ivar y: of its origin, from the baseline, in em, downwards.
    :ivar start: index in the line of the first character that it shows.
    """

    face: str
    id: int
    x: float
    y: float
    start: int

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of its ink, from the start of the line, in em."""
        left, top, right, bottom = ink(self.face, self.id)
        return left + self.x, top + self.y, right + self.x, bottom + self.y


@dataclass(frozen=True)
class Line:
    """A shaped line.

    :ivar glyphs: from left to right.
    :ivar advances: how far the pen goes for the characters from an index on, in em; by index.
    """

    glyphs: tuple[Glyph, ...]
    advances: tuple[tuple[int, float], ...]


class _Run(NamedTuple):
    """A stretch of one level, font and script."""

    start: int
    text: str
    level: int
    face: str


def tamed(text: str) -> str:
    """The text with at most six marks on a letter, more than any language needs.

    Piles of dozens would shrink the rest of a title to nothing.
    """
    return str(_MARKS.sub(r"\1", text))


@lru_cache(256)
def shape(text: str, level_of: tuple[int, ...] | None = None, tracking: float = 0.0) -> Line:
    """Sets one line.

    :param level_of: of each character, from the whole text of which this is a line.
    :param tracking: space added between letters, in em, in scripts that know no joins.
    """
    runs = _runs(text, level_of or levels(text))
    glyphs: list[Glyph] = []
    advances: list[tuple[int, float]] = []
    pen = 0.0
    for index in visual_order([run.level for run in runs]):
        run = runs[index]
        shaped = _shaped(run, _language(text), tracking) if run.face else _signs(run)
        for glyph, advance in shaped:
            glyphs.append(Glyph(glyph.face, glyph.id, pen + glyph.x, glyph.y, glyph.start))
            advances.append((glyph.start, advance))
            pen += advance
    return Line(tuple(glyphs), tuple(sorted(advances)))


def _shaped(run: _Run, language: str, tracking: float) -> list[tuple[Glyph, float]]:
    """The run's glyphs, each as if it were the first, and their advances."""
    buffer = hb.Buffer()
    buffer.add_str(run.text)
    buffer.guess_segment_properties()
    buffer.direction = "rtl" if run.level % 2 else "ltr"
    # Never the machine's own language, which HarfBuzz would take.
    buffer.language = language if run.face == CJK else "und"
    hb.shape(font(run.face), buffer)
    em = font(run.face).face.upem
    infos = buffer.glyph_infos
    shaped = []
    for i, (info, at) in enumerate(zip(infos, buffer.glyph_positions, strict=True)):
        if not info.codepoint and unseen(run.text[info.cluster]):
            continue
        # Glyph 0: the font has the letter, but not a mark on it.
        face = run.face if info.codepoint else ""
        advance = at.x_advance / em if face else SIGN_WIDTH
        last = i + 1 == len(infos) or infos[i + 1].cluster != info.cluster
        if last and buffer.script in _SPACED:
            advance += tracking
        glyph = Glyph(face, info.codepoint, at.x_offset / em, -at.y_offset / em, run.start + info.cluster)
        shaped.append((glyph, advance))
    return shaped


def _signs(run: _Run) -> list[tuple[Glyph, float]]:
    """A sign for each character, as no font has them."""
    parts = [(at, part) for at, part in clusters(run.text) if not unseen(part)]
    return [(Glyph("", 0, 0.0, 0.0, run.start + at), SIGN_WIDTH) for at, _ in parts]


def _runs(text: str, level_of: Sequence[int]) -> list[_Run]:
    marked = []
    face = script = ""
    for at, part in clusters(text):
        # A space belongs to the word before it, so that sentences are not shaped in pieces; but not
        # to an emoji, whose font has one as wide as the emoji are.
        if not (part.isspace() and face not in ("", EMOJI) and has(face, part)):
            face = face_of(part)
        script = _script(part[0]) or script
        marked.append((at, part, (level_of[at], face, script)))
    runs = []
    for (level, face, _), group in groupby(marked, lambda m: m[2]):
        parts = list(group)
        runs.append(_Run(parts[0][0], "".join(part for _, part, _ in parts), level, face))
    return runs


@lru_cache(1024)
def _script(character: str) -> str:
    """The script of a character as four letters, or "" for what many scripts share."""
    buffer = hb.Buffer()
    buffer.add_str(character)
    buffer.guess_segment_properties()
    return buffer.script or ""


def _language(text: str) -> str:
    """Whose shapes ideographs take: the same character looks different from country to country."""
    if regex.search(r"[\p{Hiragana}\p{Katakana}]", text):
        return "ja"
    if regex.search(r"\p{Hangul}", text):
        return "ko"
    ideographs = "".join(match.group() for match in regex.finditer(r"\p{Han}", text))
    for codec, language in (("gb2312", "zh-Hans"), ("big5", "zh-Hant")):
        try:
            ideographs.encode(codec)
        except UnicodeEncodeError:
            continue
        return language
    return "ja"
