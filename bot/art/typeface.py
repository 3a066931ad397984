"""From text to glyphs: which font has a character, and how a script joins, stacks and runs.

The fonts are files of this package, never those of the system, so that a title looks the same
everywhere. Measures are in em: 1 is the size of the type. y grows downwards, as in pictures.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby
from pathlib import Path

import regex
import uharfbuzz as hb

from bot.art.bidi import levels, visual_order

FONTS = Path(__file__).parent / "fonts"
MOST_MARKS = 6

_DISPLAY = "Geologica-Bold.ttf"
_EMOJI = "NotoEmoji-Bold.ttf"
_CJK = "NotoSansCJK-Bold.otf"
_LOOKS_LIKE_EMOJI = regex.compile(r"\p{Emoji_Presentation}|\ufe0f|\u20e3")
_UNSEEN = regex.compile(r"\p{Default_Ignorable_Code_Point}")
_CLUSTER = regex.compile(r"\X")
_MARKS = regex.compile(r"(\p{Mn}{%d})\p{Mn}+" % MOST_MARKS)
_SPACED = frozenset({"Latn", "Grek", "Cyrl"})

# A character of each script that the fonts are there for, to find out at start-up what is missing.
_SAMPLES = {
    "Latin": "éßŁệ", "currencies": "€₹", "Greek": "Ωᾧ", "Cyrillic": "Жҳ", "Armenian": "Հ", "Georgian": "ქ",
    "Hebrew": "ה", "Arabic": "عپ", "Devanagari": "ह", "Bengali": "ব", "Gurmukhi": "ਪ", "Gujarati": "ગ",
    "Oriya": "ଓ", "Tamil": "த", "Telugu": "త", "Kannada": "ಕ", "Malayalam": "മ", "Sinhala": "ස", "Thai": "ไ",
    "Lao": "ລ", "Tibetan": "བ", "Myanmar": "မ", "Khmer": "ខ", "Ethiopic": "አ", "Cherokee": "Ꮳ",
    "Mongolian": "ᠮ", "Japanese": "あア語", "Chinese": "中国國", "Korean": "한", "symbols": "★♫→∞", "emoji": "🎨❤",
}  # fmt: skip


@dataclass(frozen=True)
class Glyph:
    """One glyph of a line.

    :ivar face: file name of its font; "" for the sign that stands for a missing character.
    :ivar x: of its origin, from the start of the line, in em.
    :ivar y: of its origin, from the baseline, in em.
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
        left, top, right, bottom = _ink(self.face, self.id)
        return left + self.x, top + self.y, right + self.x, bottom + self.y


@dataclass(frozen=True)
class Line:
    """A shaped line: its glyphs from left to right, and how far it takes the pen, in em."""

    glyphs: tuple[Glyph, ...]
    width: float
    starts: tuple[int, ...]
    advances: tuple[float, ...]


# One step of an outline: what to do ("M", "L", "C" or "Z"), and x and y of up to three points.
Step = tuple[str, tuple[float, ...]]


def check_fonts() -> list[str]:
    """What titles lack, in sentences; none if everything is there."""
    if not _files():
        return [f"Titles cannot be set: there is no font in {FONTS}. Install genart-bot again."]
    lacking = [name for name, text in _SAMPLES.items() if any(not face_of(c) for c in text)]
    return [f"Titles lack {name}: its font is missing from {FONTS}." for name in lacking]


def clusters(text: str) -> list[str]:
    """What readers take for single characters, which nothing may part."""
    return _CLUSTER.findall(text)


def tamed(text: str) -> str:
    """The text with at most six marks on a letter, more than any language needs.

    Piles of hundreds would shrink the rest of the title to nothing.
    """
    return _MARKS.sub(r"\1", text)


@lru_cache(1024)
def face_of(cluster: str) -> str:
    """File name of the first font that has all of it, else its first character; or ""."""
    seen = _UNSEEN.sub("", cluster)
    if _LOOKS_LIKE_EMOJI.search(cluster) and _has(_EMOJI, seen):
        return _EMOJI
    for wanted in (seen, seen[:1]):
        for face in _files():
            if _has(face, wanted):
                return face
    return ""


@lru_cache(256)
def shape(text: str, level_of: tuple[int, ...] | None = None, tracking: float = 0.0) -> Line:
    """Sets one line.

    :param level_of: of each character, from the whole text that this is a line of.
    :param tracking: space added between letters, in em, in scripts that know no joins.
    """
    runs = _runs(text, level_of or levels(text))
    glyphs: list[Glyph] = []
    advances: list[tuple[int, float]] = []
    pen = 0.0
    for index in visual_order([level for _, _, level, _ in runs]):
        start, part, level, face = runs[index]
        if not face:
            # Each character that no font has is a sign of its own.
            for offset, cluster in _with_offsets(part):
                advance = 0.0 if _UNSEEN.fullmatch(cluster) else _SIGN_WIDTH
                if advance:
                    glyphs.append(Glyph("", 0, pen, 0.0, start + offset))
                advances.append((start + offset, advance))
                pen += advance
            continue
        buffer = hb.Buffer()
        buffer.add_str(part)
        buffer.guess_segment_properties()
        buffer.direction = "rtl" if level % 2 else "ltr"
        buffer.language = _language(text) if face == _CJK else "und"
        font = _font(face)
        hb.shape(font, buffer)
        em = font.face.upem
        spaced = buffer.script in _SPACED
        infos = buffer.glyph_infos
        for i, (info, at) in enumerate(zip(infos, buffer.glyph_positions, strict=True)):
            here = pen + at.x_offset / em, -at.y_offset / em, start + info.cluster
            advance = at.x_advance / em
            if info.codepoint:
                glyphs.append(Glyph(face, info.codepoint, *here))
            else:
                # The font has the letter, but not a mark on it.
                glyphs.append(Glyph("", 0, *here))
                advance = _SIGN_WIDTH
            if spaced and (i + 1 == len(infos) or infos[i + 1].cluster != info.cluster):
                advance += tracking
            advances.append((start + info.cluster, advance))
            pen += advance
    return Line(tuple(glyphs), pen, *_sorted(advances))


@lru_cache(4096)
def outline(face: str, glyph: int) -> tuple[Step, ...]:
    """The outline of a glyph, in em, y downwards; to be filled by the non-zero rule."""
    if not face:
        return _SIGN
    font = _font(face)
    em = font.face.upem
    steps: list[Step] = []
    here = (0.0, 0.0)

    def move(x: float, y: float, _: object) -> None:
        step("M", x, y)

    def line(x: float, y: float, _: object) -> None:
        step("L", x, y)

    def cubic(x1: float, y1: float, x2: float, y2: float, x: float, y: float, _: object) -> None:
        step("C", x1, y1, x2, y2, x, y)

    def quadratic(x1: float, y1: float, x: float, y: float, _: object) -> None:
        # The same curve as a cubic one.
        x0, y0 = here
        third = 2 / 3
        cubic(x0 + (x1 - x0) * third, y0 + (y1 - y0) * third, x + (x1 - x) * third, y + (y1 - y) * third, x, y, _)

    def step(kind: str, *points: float) -> None:
        nonlocal here
        here = points[-2], points[-1]
        steps.append((kind, tuple(p / em * (-1 if i % 2 else 1) for i, p in enumerate(points))))

    funcs = hb.DrawFuncs()
    funcs.set_move_to_func(move)
    funcs.set_line_to_func(line)
    funcs.set_quadratic_to_func(quadratic)
    funcs.set_cubic_to_func(cubic)
    funcs.set_close_path_func(lambda _: steps.append(("Z", ())))
    font.draw_glyph(glyph, funcs)
    return tuple(steps)


# -- inside ----------------------------------------------------------------------------------

# A diamond with a diamond-shaped hole: here is a character, and it could not be drawn.
_SIGN_WIDTH = 0.78


_SIGN: tuple[Step, ...] = (
    ("M", (0.39, -0.72)), ("L", (0.75, -0.36)), ("L", (0.39, 0.0)), ("L", (0.03, -0.36)), ("Z", ()),
    ("M", (0.39, -0.60)), ("L", (0.15, -0.36)), ("L", (0.39, -0.12)), ("L", (0.63, -0.36)), ("Z", ()),
)  # fmt: skip


@cache
def _files() -> tuple[str, ...]:
    """The fonts in the order in which they are asked."""
    first = {_DISPLAY: 0, "NotoSans-Bold.ttf": 1, _CJK: 2, _EMOJI: 3}
    names = (file.name for file in FONTS.glob("*.[ot]tf"))
    return tuple(sorted(names, key=lambda name: (first.get(name, 4), name)))


@cache
def _font(face: str) -> hb.Font:
    return hb.Font(hb.Face(hb.Blob.from_file_path(str(FONTS / face))))


def _has(face: str, text: str) -> bool:
    return face in _files() and all(_font(face).get_nominal_glyph(ord(c)) for c in text)


@lru_cache(4096)
def _ink(face: str, glyph: int) -> tuple[float, float, float, float]:
    if not face:
        return 0.03, -0.72, 0.75, 0.0
    font = _font(face)
    extents = font.get_glyph_extents(glyph)
    if extents is None:
        return 0.0, 0.0, 0.0, 0.0
    em = font.face.upem
    left, top = extents.x_bearing / em, -extents.y_bearing / em
    return left, top, left + extents.width / em, top - extents.height / em


def _runs(text: str, level_of: Sequence[int]) -> list[tuple[int, str, int, str]]:
    """Stretches of one font, script and level: start, text, level and font."""
    marked: list[tuple[int, str, int, str, str]] = []
    face = script = ""
    for at, cluster in _with_offsets(text):
        # A space belongs to the word before it, so that words are not shaped in pieces.
        if not (cluster.isspace() and face and _has(face, cluster)):
            face = face_of(cluster)
        script = _script(cluster[0]) or script
        marked.append((at, cluster, level_of[at], face, script))
    runs = []
    for (level, face, _), group in groupby(marked, lambda m: m[2:]):
        parts = list(group)
        runs.append((parts[0][0], "".join(p[1] for p in parts), level, face))
    return runs


@lru_cache(1024)
def _script(character: str) -> str:
    """The script of a character as four letters, or "" for what all scripts share."""
    buffer = hb.Buffer()
    buffer.add_str(character)
    buffer.guess_segment_properties()
    return buffer.script or ""


def _language(text: str) -> str:
    """Whose forms the ideographs of a title take: the same code point differs by country."""
    if regex.search(r"[\p{Hiragana}\p{Katakana}]", text):
        return "ja"
    if regex.search(r"\p{Hangul}", text):
        return "ko"
    ideographs = "".join(regex.findall(r"\p{Han}", text))
    for codec, language in (("gb2312", "zh-Hans"), ("big5", "zh-Hant")):
        try:
            ideographs.encode(codec)
        except UnicodeEncodeError:
            continue
        return language
    return "zh-Hans"


def _with_offsets(text: str) -> Iterable[tuple[int, str]]:
    return ((match.start(), match.group()) for match in _CLUSTER.finditer(text))


def _sorted(advances: Sequence[tuple[int, float]]) -> tuple[tuple[int, ...], tuple[float, ...]]:
    ordered = sorted(advances, key=lambda a: a[0])
    return tuple(a[0] for a in ordered), tuple(a[1] for a in ordered)
