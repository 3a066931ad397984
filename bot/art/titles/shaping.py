"""From text to glyphs: how characters join, stack and follow one another.

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
from bot.art.titles.fonts import (
    CJK,
    EMOJI,
    PLACEHOLDER_WIDTH,
    clusters,
    covers,
    face_of,
    font,
    glyph_bounds,
    is_invisible,
)

# More combining marks on one letter than any language needs.
MOST_MARKS = 6

_MARKS = regex.compile(rf"(\p{{Mn}}{{{MOST_MARKS:d}}})\p{{Mn}}+")
# Scripts whose letters do not join, so that tracking may part them.
_TRACKED = frozenset({"Latn", "Grek", "Cyrl"})


@dataclass(frozen=True)
class Glyph:
    """One glyph of a line.

    :ivar face: file name of its font; "" for the placeholder for a missing character.
    :ivar x: of its origin, from the start of the line, in em.
    :ivar y: of its origin, from the baseline, in em, downwards.
    :ivar start: index of the first character that it shows.
    """

    face: str
    id: int
    x: float
    y: float
    start: int

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of its outline, from the start of the line, in em."""
        left, top, right, bottom = glyph_bounds(self.face, self.id)
        return left + self.x, top + self.y, right + self.x, bottom + self.y


@dataclass(frozen=True)
class Line:
    """A shaped line.

    :ivar glyphs: from left to right.
    :ivar advances: pairs of a character's index and the advance of the glyph that starts there, in em.
    """

    glyphs: tuple[Glyph, ...]
    advances: tuple[tuple[int, float], ...]


class _Run(NamedTuple):
    """Consecutive characters of one level, font and script."""

    start: int
    text: str
    level: int
    face: str


def limit_marks(text: str) -> str:
    """Return the text with at most six combining marks on a letter.

    Dozens of stacked marks would shrink the rest of a title until it cannot be read.
    """
    return str(_MARKS.sub(r"\1", text))


@lru_cache(256)
def shape(text: str, bidi_levels: tuple[int, ...] | None = None, tracking: float = 0.0) -> Line:
    """Return the text as a line of glyphs.

    :param bidi_levels: of each character, from the whole text of which this is a line.
    :param tracking: space added between letters, in em, in scripts whose letters do not join.
    """
    runs = _runs(text, bidi_levels or levels(text))
    glyphs: list[Glyph] = []
    advances: list[tuple[int, float]] = []
    pen = 0.0
    for index in visual_order([run.level for run in runs]):
        run = runs[index]
        shaped = _shaped(run, _language(text), tracking) if run.face else _placeholders(run)
        for glyph, advance in shaped:
            glyphs.append(Glyph(glyph.face, glyph.id, pen + glyph.x, glyph.y, glyph.start))
            advances.append((glyph.start, advance))
            pen += advance
    return Line(tuple(glyphs), tuple(sorted(advances)))


def _shaped(run: _Run, language: str, tracking: float) -> list[tuple[Glyph, float]]:
    """Return the glyphs of a run, each as if it were the first, with their advances."""
    buffer = hb.Buffer()
    buffer.add_str(run.text)
    buffer.guess_segment_properties()
    buffer.direction = "rtl" if run.level % 2 else "ltr"
    # HarfBuzz would use the language of the machine, and pictures would differ.
    buffer.language = language if run.face == CJK else "und"
    hb.shape(font(run.face), buffer)
    em = font(run.face).face.upem
    infos = buffer.glyph_infos
    shaped = []
    for i, (info, at) in enumerate(zip(infos, buffer.glyph_positions, strict=True)):
        if not info.codepoint and is_invisible(run.text[info.cluster]):
            continue
        # Glyph 0 is a missing character: the font has the letter, but not the mark on it.
        face = run.face if info.codepoint else ""
        advance = at.x_advance / em if face else PLACEHOLDER_WIDTH
        last = i + 1 == len(infos) or infos[i + 1].cluster != info.cluster
        if last and buffer.script in _TRACKED:
            advance += tracking
        glyph = Glyph(face, info.codepoint, at.x_offset / em, -at.y_offset / em, run.start + info.cluster)
        shaped.append((glyph, advance))
    return shaped


def _placeholders(run: _Run) -> list[tuple[Glyph, float]]:
    """Return a placeholder for each character of a run that no font has."""
    parts = [(at, part) for at, part in clusters(run.text) if not is_invisible(part)]
    return [(Glyph("", 0, 0.0, 0.0, run.start + at), PLACEHOLDER_WIDTH) for at, _ in parts]


def _runs(text: str, bidi_levels: Sequence[int]) -> list[_Run]:
    """Split a text into runs that HarfBuzz can shape."""
    parts = []
    face = script = ""
    for at, part in clusters(text):
        # A space takes the font of the word before it, so that a sentence stays one run. After an emoji
        # it does not: the space of the emoji font is as wide as an emoji.
        if not (part.isspace() and face not in ("", EMOJI) and covers(face, part)):
            face = face_of(part)
        script = _script(part[0]) or script
        parts.append((at, part, (bidi_levels[at], face, script)))
    runs = []
    for (level, face, _), group in groupby(parts, lambda p: p[2]):
        members = list(group)
        runs.append(_Run(members[0][0], "".join(part for _, part, _ in members), level, face))
    return runs


@lru_cache(1024)
def _script(character: str) -> str:
    """Return the four-letter code of a character's script; "" for characters that scripts share."""
    buffer = hb.Buffer()
    buffer.add_str(character)
    buffer.guess_segment_properties()
    return buffer.script or ""


def _language(text: str) -> str:
    """Guess the language of a title with ideographs, whose shapes differ between countries."""
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
