"""The fonts that titles are set in: which font has a character, and the outlines of its glyphs.

The fonts are files of this package, never those of the system, so that a title looks the same
everywhere. Lengths are in em: 1 is the size of the type. y grows downwards, as in pictures.
"""

from functools import cache, lru_cache
from pathlib import Path

import regex
import uharfbuzz as hb

FOLDER = Path(__file__).parent
CJK = "NotoSansCJK-Bold.otf"
EMOJI = "NotoEmoji-Bold.ttf"
# The width of the placeholder for a character that no font has.
PLACEHOLDER_WIDTH = 0.78

# Characters of each script that the fonts are there for. Without them, the script's font is missing.
_SAMPLES = {
    "Latin": "éßŁệ", "currencies": "€₹", "Greek": "Ωᾧ", "Cyrillic": "Жҳ", "Armenian": "Հ", "Georgian": "ქ",
    "Hebrew": "ה", "Arabic": "عپ", "Devanagari": "ह", "Bengali": "ব", "Gurmukhi": "ਪ", "Gujarati": "ગ",
    "Oriya": "ଓ", "Tamil": "த", "Telugu": "త", "Kannada": "ಕ", "Malayalam": "മ", "Sinhala": "ස", "Thai": "ไ",
    "Lao": "ລ", "Tibetan": "བ", "Myanmar": "မ", "Khmer": "ខ", "Ethiopic": "አ", "Cherokee": "Ꮳ",
    "Mongolian": "ᠮ", "Japanese": "あア語", "Chinese": "中国國", "Korean": "한", "symbols": "★♫→∞",
    "emoji": "🎨❤",
}  # fmt: skip
_PREFERRED = ("Geologica-Bold.ttf", "NotoSans-Bold.ttf", CJK, EMOJI)
_CLUSTER = regex.compile(r"\X")
_LOOKS_LIKE_EMOJI = regex.compile(r"\p{Emoji_Presentation}|\ufe0f|\u20e3")
_INVISIBLE = regex.compile(r"\p{Default_Ignorable_Code_Point}")

# A command as in SVG ("M", "L", "C" or "Z"), and x and y of its points.
Step = tuple[str, tuple[float, ...]]
Box = tuple[float, float, float, float]

# A diamond with a hole.
_PLACEHOLDER: tuple[Step, ...] = (
    ("M", (0.39, -0.72)), ("L", (0.75, -0.36)), ("L", (0.39, 0.0)), ("L", (0.03, -0.36)), ("Z", ()),
    ("M", (0.39, -0.60)), ("L", (0.15, -0.36)), ("L", (0.39, -0.12)), ("L", (0.63, -0.36)), ("Z", ()),
)  # fmt: skip
_PLACEHOLDER_BOUNDS: Box = (0.03, -0.72, 0.75, 0.0)


def check_fonts() -> list[str]:
    """Return a sentence for each script that titles cannot be set in; none if all fonts are there."""
    if not _faces():
        return [f"Titles cannot be set: there is no font in {FOLDER}. Install the bot again."]
    missing = [script for script, sample in _SAMPLES.items() if missing_characters(sample)]
    return [f"Titles lack {script}: its font is missing from {FOLDER}." for script in missing]


def missing_characters(text: str) -> list[str]:
    """Return the characters that no font has, each once. Titles show a placeholder for them."""
    return list(dict.fromkeys(c for _, c in clusters(text) if not face_of(c) and not is_invisible(c)))


def clusters(text: str) -> list[tuple[int, str]]:
    """Split a text into grapheme clusters, which readers take for single characters, with their offsets."""
    return [(match.start(), match.group()) for match in _CLUSTER.finditer(text)]


def is_invisible(text: str) -> bool:
    """Whether all of it is joiners and other characters without a shape."""
    return not _INVISIBLE.sub("", text)


@lru_cache(1024)
def face_of(cluster: str) -> str:
    """Return the file name of the first font that has the whole cluster, else its first character; or ""."""
    visible = _INVISIBLE.sub("", cluster)
    if _LOOKS_LIKE_EMOJI.search(cluster) and covers(EMOJI, visible):
        return EMOJI
    faces = (face for part in (visible, visible[:1]) for face in _faces() if covers(face, part))
    return next(faces, "")


def covers(face: str, text: str) -> bool:
    """Whether a font has every character of a text."""
    return face in _faces() and all(font(face).get_nominal_glyph(ord(c)) for c in text)


@cache
def font(face: str) -> hb.Font:
    """Return the font of a file. Its own unit is such that `font.face.upem` of them make one em."""
    return hb.Font(hb.Face(hb.Blob.from_file_path(str(FOLDER / face))))


@lru_cache(4096)
def glyph_bounds(face: str, glyph: int) -> Box:
    """Return left, top, right and bottom of a glyph's outline, from its origin, in em."""
    if not face:
        return _PLACEHOLDER_BOUNDS
    extents, em = font(face).get_glyph_extents(glyph), font(face).face.upem
    if extents is None:
        return 0.0, 0.0, 0.0, 0.0
    left, top = extents.x_bearing / em, -extents.y_bearing / em
    return left, top, left + extents.width / em, top - extents.height / em


@lru_cache(4096)
def outline(face: str, glyph: int) -> tuple[Step, ...]:
    """Return a glyph's outline in em, to be filled by the non-zero rule; the placeholder's for no face."""
    if not face:
        return _PLACEHOLDER
    em = font(face).face.upem
    steps: list[Step] = []
    here = (0.0, 0.0)

    def step(kind: str, *points: float) -> None:
        nonlocal here
        here = points[-2], points[-1]
        steps.append((kind, tuple((-p if i % 2 else p) / em for i, p in enumerate(points))))

    def quadratic(x1: float, y1: float, x: float, y: float) -> None:
        # The same curve, written as a cubic one.
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
def _faces() -> tuple[str, ...]:
    """Return the fonts in order of preference."""
    names = {file.name for file in FOLDER.glob("*.[ot]tf")}
    first = [name for name in _PREFERRED if name in names]
    return (*first, *sorted(names.difference(first)))
