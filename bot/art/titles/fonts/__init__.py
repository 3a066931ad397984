"""The fonts that titles are set in: who has which character, and what its glyphs look like.

They are files of this package, never those of the system, so that a title looks the same
everywhere. Measures are in em: 1 is the size of the type. y grows downwards, as in pictures.
"""

from functools import cache, lru_cache
from pathlib import Path

import regex
import uharfbuzz as hb

FOLDER = Path(__file__).parent
CJK = "NotoSansCJK-Bold.otf"
EMOJI = "NotoEmoji-Bold.ttf"
# The width of the sign that stands for a missing character.
SIGN_WIDTH = 0.78

# A character or two of each script that the fonts are there for: what is missing, if these are?
_SAMPLES = {
    "Latin": "éßŁệ", "currencies": "€₹", "Greek": "Ωᾧ", "Cyrillic": "Жҳ", "Armenian": "Հ", "Georgian": "ქ",
    "Hebrew": "ה", "Arabic": "عپ", "Devanagari": "ह", "Bengali": "ব", "Gurmukhi": "ਪ", "Gujarati": "ગ",
    "Oriya": "ଓ", "Tamil": "த", "Telugu": "త", "Kannada": "ಕ", "Malayalam": "മ", "Sinhala": "ස", "Thai": "ไ",
    "Lao": "ລ", "Tibetan": "བ", "Myanmar": "မ", "Khmer": "ខ", "Ethiopic": "አ", "Cherokee": "Ꮳ",
    "Mongolian": "ᠮ", "Japanese": "あア語", "Chinese": "中国國", "Korean": "한", "symbols": "★♫→∞",
    "emoji": "🎨❤",
}  # fmt: skip
_ASKED_FIRST = ("Geologica-Bold.ttf", "NotoSans-Bold.ttf", CJK, EMOJI)
_CLUSTER = regex.compile(r"\X")
_LOOKS_LIKE_EMOJI = regex.compile(r"\p{Emoji_Presentation}|\ufe0f|\u20e3")
_UNSEEN = regex.compile(r"\p{Default_Ignorable_Code_Point}")

# What to do ("M", "L", "C" or "Z", as in SVG), and x and y of one to three points.
Step = tuple[str, tuple[float, ...]]
Box = tuple[float, float, float, float]

# A diamond with a hole: here is a character, and no font has it.
_SIGN: tuple[Step, ...] = (
    ("M", (0.39, -0.72)), ("L", (0.75, -0.36)), ("L", (0.39, 0.0)), ("L", (0.03, -0.36)), ("Z", ()),
    ("M", (0.39, -0.60)), ("L", (0.15, -0.36)), ("L", (0.39, -0.12)), ("L", (0.63, -0.36)), ("Z", ()),
)  # fmt: skip
_SIGN_INK: Box = (0.03, -0.72, 0.75, 0.0)


def check_fonts() -> list[str]:
    """What titles lack, in sentences; none if everything is there."""
    if not _files():
        return [f"Titles cannot be set: there is no font in {FOLDER}. Install the bot again."]
    lacking = [script for script, sample in _SAMPLES.items() if missing_characters(sample)]
    return [f"Titles lack {script}: its font is missing from {FOLDER}." for script in lacking]


def missing_characters(text: str) -> list[str]:
    """Those characters of a text that no font has, once each; a sign stands in their place."""
    return list(dict.fromkeys(c for _, c in clusters(text) if not face_of(c) and not unseen(c)))


def clusters(text: str) -> list[tuple[int, str]]:
    """What readers take for single characters, which nothing may part, and where each begins."""
    return [(match.start(), match.group()) for match in _CLUSTER.finditer(text)]


def unseen(text: str) -> bool:
    """Whether all of it is joiners and other characters that have no shape."""
    return not _UNSEEN.sub("", text)


@lru_cache(1024)
def face_of(cluster: str) -> str:
    """File name of the first font that has all of it, else its first character; or ""."""
    seen = _UNSEEN.sub("", cluster)
    if _LOOKS_LIKE_EMOJI.search(cluster) and has(EMOJI, seen):
        return EMOJI
    asked = (face for wanted in (seen, seen[:1]) for face in _files() if has(face, wanted))
    return next(asked, "")


def has(face: str, text: str) -> bool:
    """Whether a font has every character of a text."""
    return face in _files() and all(font(face).get_nominal_glyph(ord(c)) for c in text)


@cache
def font(face: str) -> hb.Font:
    """The font of a file; it measures in font units, of which `font.face.upem` are one em."""
    return hb.Font(hb.Face(hb.Blob.from_file_path(str(FOLDER / face))))


@lru_cache(4096)
def ink(face: str, glyph: int) -> Box:
    """Left, top, right and bottom of what is black in a glyph, from its origin, in em."""
    if not face:
        return _SIGN_INK
    extents, em = font(face).get_glyph_extents(glyph), font(face).face.upem
    if extents is None:
        return 0.0, 0.0, 0.0, 0.0
    left, top = extents.x_bearing / em, -extents.y_bearing / em
    return left, top, left + extents.width / em, top - extents.height / em


@lru_cache(4096)
def outline(face: str, glyph: int) -> tuple[Step, ...]:
    """The outline of a glyph, in em, to be filled by the non-zero rule; the sign's for no face."""
    if not face:
        return _SIGN
    em = font(face).face.upem
    steps: list[Step] = []
    here = (0.0, 0.0)

    def step(kind: str, *points: float) -> None:
        nonlocal here
        here = points[-2], points[-1]
        steps.append((kind, tuple((-p if i % 2 else p) / em for i, p in enumerate(points))))

    def quadratic(x1: float, y1: float, x: float, y: float) -> None:
        # The same curve with the two handles of a cubic one.
        x0, y0 = here
        step("C", (x0 + 2 * x1) / 3, (y0 + 2 * y1) / 3, (x + 2 * x1) / 3, (y + 2 * y1) / 3, x, y)

    funcs = hb.DrawFuncs()
    funcs.set_move_to_func(lambda x, y, _: step("M", x, y))
    funcs.set_line_to_func(lambda x, y, _: step("L", x, y))
    funcs.set_quadratic_to_func(lambda x1, y1, x, y, _: quadratic(x1, y1, x, y))
    funcs.set_cubic_to_func(lambda x1, y1, x2, y2, x, y, _: step("C", x1, y1, x2, y2, x, y))
    funcs.set_close_path_func(lambda _: steps.append(("Z", ())))
    font(face).draw_glyph(glyph, funcs)
    return tuple(steps)


@cache
def _files() -> tuple[str, ...]:
    """The fonts in the order in which they are asked."""
    names = {file.name for file in FOLDER.glob("*.[ot]tf")}
    first = [name for name in _ASKED_FIRST if name in names]
    return (*first, *sorted(names.difference(first)))
