"""Uploaded pictures: untrusted, so their size is checked before they are decoded.

Any bytes at all lead to a result or a ``BadUpload``, in bounded time and memory.
"""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

import numpy as np
from PIL import Image

from bot.art.errors import ArtError, NoRecipe
from bot.art.extract import palette_from
from bot.art.recipe import Recipe
from bot.art.render import recipe_in
from bot.i18n.text import text

MOST_BYTES = 8 * 2**20
MOST_PIXELS = 40_000_000
MOST_SIDE = 16_384
# A progressive JPEG has about ten scans; decoding each goes over the whole picture again.
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
    """An uploaded file that is not a picture, or too large."""


def palette_in_upload(data: bytes) -> str:
    """Return the name of a palette in the colours of an uploaded picture, or of its first frame.

    :raises BadUpload: if it is not a picture, or too large.
    """
    with _opened(data) as image:
        image.draft("RGB", (_SIDE, _SIDE))
        image.load()
        # Taking every n-th pixel is representative, and needs no second copy of a large picture.
        image.thumbnail((_SIDE, _SIDE), Image.Resampling.NEAREST, reducing_gap=None)
        sample = _in_colour(image)
    return palette_from(sample).name


def recipe_in_upload(data: bytes) -> Recipe:
    """Return the recipe that an uploaded picture carries, without decoding any pixels.

    :raises BadUpload: if it is not a picture, or too large.
    :raises NoRecipe: if it carries none, or one that this version cannot draw.
    """
    with _opened(data) as image:
        if image.format not in ("PNG", "WEBP"):
            raise NoRecipe(text("Only PNG and WebP pictures hold a recipe, and this one is neither."))
    try:
        return recipe_in(data)
    except NoRecipe:
        raise
    except ArtError as error:
        raise NoRecipe(_UNKNOWN_RECIPE) from error


@contextmanager
def _opened(data: bytes) -> Iterator[Image.Image]:
    """Open the picture without decoding it. Any error inside the block becomes a ``BadUpload``."""
    if len(data) > MOST_BYTES:
        raise BadUpload(TOO_MANY_BYTES)
    if data[:2] == _JPEG and data.count(_START_OF_SCAN) > MOST_SCANS:
        raise BadUpload(_UNREADABLE)
    if data[8:12] == _WEBP:
        # Pillow allocates the whole WebP picture when it opens the file.
        _check_size(*_webp_size(data))
    try:
        with warnings.catch_warnings():
            # Pillow warns of odd metadata, which is harmless, and of large sizes, which are checked here.
            warnings.simplefilter("ignore")
            with Image.open(BytesIO(data), formats=FORMATS) as image:
                _check_size(*image.size)
                yield image
    except ArtError:
        raise
    except Image.DecompressionBombError as error:
        raise BadUpload(_TOO_MANY_PIXELS) from error
    except Exception as error:
        # Decoders raise errors of every kind on hostile files.
        raise BadUpload(_UNREADABLE) from error


def _in_colour(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):
        # 16-bit greys, which Pillow would clip to white.
        image = Image.fromarray((np.asarray(image) >> 8).astype(np.uint8))
    return image.convert("RGBA")


def _check_size(width: int, height: int) -> None:
    if width * height > MOST_PIXELS or max(width, height) > MOST_SIDE:
        raise BadUpload(_TOO_MANY_PIXELS)


def _webp_size(data: bytes) -> tuple[int, int]:
    """Return width and height as the first chunk states them (RFC 9649); 0 by 0 without one."""
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
