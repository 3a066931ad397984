"""Pictures that people send in: untrusted, so measured before they are decoded.

Whatever the bytes are, out comes an answer or a refusal, in bounded time and memory.
"""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

import numpy as np
from PIL import Image

from bot.art.errors import ArtError, NoRecipe
from bot.art.extract import palette_from
from bot.art.render import recipe_in
from bot.i18n.text import text

MOST_BYTES = 8 * 2**20
MOST_PIXELS = 40_000_000
MOST_SIDE = 16_384
# A progressive JPEG has about ten; each one goes over the whole picture again.
MOST_SCANS = 60
FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
# The side in pixels of the sample that a palette is made from.
_SIDE = 768
_JPEG, _WEBP, _START_OF_SCAN = b"\xff\xd8", b"WEBP", b"\xff\xda"
TOO_MANY_BYTES = text(
    "That file is too large. I look at pictures of up to {most} MiB.", most=MOST_BYTES >> 20
)
_UNREADABLE = text("I cannot read that file. Send a PNG, JPEG, WebP or GIF picture.")
_UNKNOWN_RECIPE = text("I cannot draw the recipe in that picture. A newer bot may have made it.")
_TOO_MANY_PIXELS = text(
    "That picture is too large. I look at up to {most} megapixels.", most=MOST_PIXELS // 1_000_000
)


class BadUpload(ArtError):
    """A file that is not looked at, or cannot be."""


def palette_in(data: bytes) -> str:
    """The name of a palette in the colours of an uploaded picture, or of its first frame.

    :raises BadUpload: for what is no picture, or more of one than is decoded here.
    """
    with _opened(data) as image:
        image.draft("RGB", (_SIDE, _SIDE))
        image.load()
        # Taking every few pixels is representative, and needs no second copy of a large picture.
        image.thumbnail((_SIDE, _SIDE), Image.Resampling.NEAREST, reducing_gap=None)
        sample = _in_colour(image)
    return palette_from(sample).name


def recipe_code_in(data: bytes) -> str:
    """The code of the recipe that an uploaded picture carries; no pixel of it is decoded.

    :raises BadUpload: likewise.
    :raises NoRecipe: if it carries none, or one that this version cannot draw.
    """
    with _opened(data) as image:
        if image.format not in ("PNG", "WEBP"):
            raise NoRecipe(text("Only PNG and WebP pictures hold a recipe, and this one is neither."))
    try:
        return recipe_in(data).code
    except NoRecipe:
        raise
    except ArtError as error:
        raise NoRecipe(_UNKNOWN_RECIPE) from error


@contextmanager
def _opened(data: bytes) -> Iterator[Image.Image]:
    """The picture, checked but not decoded; whatever goes wrong from here on is the file's fault."""
    if len(data) > MOST_BYTES:
        raise BadUpload(TOO_MANY_BYTES)
    if data[:2] == _JPEG and data.count(_START_OF_SCAN) > MOST_SCANS:
        raise BadUpload(_UNREADABLE)
    if data[8:12] == _WEBP:
        # Pillow's decoder would make room for all of it on opening.
        _check_size(*_webp_size(data))
    try:
        with warnings.catch_warnings():
            # Odd metadata is nothing to be told about, and sizes are checked here.
            warnings.simplefilter("ignore")
            with Image.open(BytesIO(data), formats=FORMATS) as image:
                _check_size(*image.size)
                yield image
    except ArtError:
        raise
    except Image.DecompressionBombError as error:
        raise BadUpload(_TOO_MANY_PIXELS) from error
    except Exception as error:
        # Decoders answer to hostile files with every kind of error there is.
        raise BadUpload(_UNREADABLE) from error


def _in_colour(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):
        # Greys of 16 bits, which Pillow would clip to white.
        image = Image.fromarray((np.asarray(image) >> 8).astype(np.uint8))
    return image.convert("RGBA")


def _check_size(width: int, height: int) -> None:
    if width * height > MOST_PIXELS or max(width, height) > MOST_SIDE:
        raise BadUpload(_TOO_MANY_PIXELS)


def _webp_size(data: bytes) -> tuple[int, int]:
    """Width and height as the first chunk states them (RFC 9649); 0 by 0 if there is none."""
    kind, body = data[12:16], data[20:30]
    if len(body) < 10:
        return 0, 0
    if kind == b"VP8X":
        return 1 + int.from_bytes(body[4:7], "little"), 1 + int.from_bytes(body[7:10], "little")
    if kind == b"VP8L":
        bits = int.from_bytes(body[1:5], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if kind == b"VP8 ":
        return int.from_bytes(body[6:8], "little") & 0x3FFF, int.from_bytes(body[8:10], "little") & 0x3FFF
    return 0, 0
