"""Files for download: a picture in the requested format, and never over a size limit.

A picture that is too large is compressed harder, then saved as lossless WebP, then as lossy WebP,
then made smaller. Of a large picture, a sample is tried first to find out which of these may fit.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from io import BytesIO
from math import ceil, sqrt
from typing import Self

import numpy as np
from PIL import Image

from bot.art.describe import file_name
from bot.art.errors import ArtError
from bot.art.files.metadata import read_metadata, xmp
from bot.art.files.png import png_size, write_png
from bot.art.recipe import Recipe
from bot.art.render import metadata_of, render
from bot.art.size import Size
from bot.i18n.text import text

# Qualities of lossy WebP; below 70, fewer pixels look better than coarser ones.
QUALITIES = (100, 95, 90, 80, 70)
# Above so many pixels, the highest compression level would take seconds.
_LARGE = 4_000_000
# About so many pixels make up a sample, in bands of so many rows.
_SAMPLE, _BAND = 400_000, 32
# A file may turn out this many times smaller than its sample suggests.
_SAMPLE_ERROR = 1.06
# Nobody could make out a picture with shorter sides.
_SHORTEST_SIDE = 32
# Scaling down aims this far below the limit, and tries so many times to use more of it than that share.
_SCALE_MARGIN = 0.97
_MOST_TRIES = 8
_WELL_USED = 0.6

_Encode = Callable[[Image.Image], bytes]


class CannotFit(ArtError):
    """A picture stays over the limit, whatever is done to it."""


class Format(StrEnum):
    """A file format."""

    PNG = "png"
    WEBP = "webp"


class Compromise(StrEnum):
    """What it took to stay under the limit; each may include those before it."""

    NONE = "none"
    COMPRESSED_HARDER = "compressed harder"
    AS_WEBP = "as WebP, every pixel the same"
    LOWER_QUALITY = "as WebP of a lower quality"
    SMALLER = "smaller"


@dataclass(frozen=True)
class PictureFile:
    """A file for download.

    :ivar name: ends in .png or .webp.
    :ivar size: of the picture in it, in pixels.
    :ivar compromise: what was done to make it fit.
    """

    name: str
    data: bytes
    size: Size
    compromise: Compromise

    @classmethod
    def unchanged(cls, png: bytes, code: str) -> Self:
        """Return the file of a stored PNG as it is. It decodes nothing, so it may run anywhere."""
        return cls(file_name(code), png, png_size(png), Compromise.NONE)

    @property
    def format(self) -> Format:
        """The format of the file, which may differ from the requested one."""
        return Format(self.name.rpartition(".")[2])


def draw_file(recipe: Recipe, format: Format, limit: int) -> PictureFile:
    """Draw a picture and return it as a file. Worker processes run this.

    :param limit: the most bytes that the file may have.
    :raises CannotFit: if no compromise is enough.
    """
    return _fit(render(recipe), metadata_of(recipe), recipe.code, format, limit, drawn=True)


def convert_png(png: bytes, code: str, format: Format, limit: int) -> PictureFile:
    """Return a stored PNG in another format, or below the limit that it exceeds. Worker processes run
    this.

    :param code: of its recipe, for the file's name. This version need not be able to draw it.
    :param limit: the most bytes that the file may have.
    :raises CannotFit: if no compromise is enough.
    :raises OSError: if it is not a PNG file.
    """
    with Image.open(BytesIO(png), formats=["PNG"]) as image:
        metadata = read_metadata(image)
        image.load()
        picture = image if image.mode == "P" else image.convert("RGB")
        return _fit(picture, metadata, code, format, limit, drawn=False)


def _fit(
    image: Image.Image, metadata: Mapping[str, str], code: str, format: Format, limit: int, *, drawn: bool
) -> PictureFile:
    if limit <= 0:
        raise _cannot_fit()
    name = file_name(code).removesuffix(".png")
    sample, share = _sample(image)
    length, correction = 0.0, 1.0
    for compromise, kind, encode in _attempts(image, metadata, format, drawn=drawn):
        if share < 1:
            length = len(encode(sample)) / share * correction
            if length > limit * _SAMPLE_ERROR:
                continue
        data = encode(image)
        if len(data) <= limit:
            return PictureFile(f"{name}.{kind}", data, Size(*image.size), compromise)
        correction *= len(data) / length if length else 1
        length = len(data)
    return _scaled_down(image, encode, f"{name}.{kind}", limit, length)


def _scaled_down(image: Image.Image, encode: _Encode, name: str, limit: int, length: float) -> PictureFile:
    """Return the picture with as many pixels as fit.

    :param length: about how many bytes it takes in its own size.
    """
    best = None
    scale = 1.0
    for _ in range(_MOST_TRIES):
        scale = min(1.0, scale * _SCALE_MARGIN * sqrt(limit / length))
        size = Size(*(round(side * scale) for side in image.size))
        if min(size) < _SHORTEST_SIDE:
            break
        data = encode(image.convert("RGB").resize(size, Image.Resampling.LANCZOS))
        length = len(data)
        if length <= limit:
            best = PictureFile(name, data, size, Compromise.SMALLER)
        if best is not None and (scale == 1.0 or length > _WELL_USED * limit):
            break
    if best is None:
        raise _cannot_fit()
    return best


def _cannot_fit() -> CannotFit:
    return CannotFit(text("Not even a small copy of that picture fits into an upload here."))


def _attempts(
    image: Image.Image, metadata: Mapping[str, str], format: Format, *, drawn: bool
) -> Iterator[tuple[Compromise, Format, _Encode]]:
    """Yield the ways to encode the picture in its own size, from the best to the smallest.

    :param drawn: whether it was just drawn, so that it has not been encoded at all.
    """
    large = image.width * image.height > _LARGE
    if format is Format.PNG:
        if drawn:
            yield Compromise.NONE, Format.PNG, partial(write_png, texts=metadata)
        level = 6 if large else 9
        yield Compromise.COMPRESSED_HARDER, Format.PNG, partial(write_png, texts=metadata, level=level)
    lossless = Compromise.NONE if format is Format.WEBP else Compromise.AS_WEBP
    # For lossless WebP, "quality" is how hard to compress.
    effort = 20 if large else 50
    yield lossless, Format.WEBP, partial(_webp, metadata=metadata, lossless=True, method=2, quality=effort)
    for quality in QUALITIES:
        yield (
            Compromise.LOWER_QUALITY,
            Format.WEBP,
            partial(_webp, metadata=metadata, method=4, quality=quality),
        )


def _webp(image: Image.Image, *, metadata: Mapping[str, str], **options: int) -> bytes:
    """Return the image as a WebP file.

    Lossy ones take method 3 or higher: below, libwebp fails on noise, as it outgrows what the format's
    first partition can hold.
    """
    file = BytesIO()
    image.convert("RGB").save(file, "WEBP", xmp=xmp(metadata), **options)
    return file.getvalue()


def _sample(image: Image.Image) -> tuple[Image.Image, float]:
    """Return bands of rows from all over the picture and their share of it; all of a small picture."""
    count = ceil(_SAMPLE / image.width / _BAND)
    if 4 * count * _BAND > image.height:
        return image, 1.0
    tops = np.linspace(0, image.height - _BAND, count).astype(int)
    pixels = np.asarray(image)
    sample = Image.fromarray(np.concatenate([pixels[top : top + _BAND] for top in tops]))
    if image.mode == "P":
        sample.putpalette(image.getpalette() or ())
    return sample, count * _BAND / image.height
