"""Files to take away: a picture in the format and size that was asked for, and never over a limit.

What does not fit is packed harder, then goes as WebP without loss, then with some, then smaller.
Of a large picture only a sample goes through all of these, to find the first that may fit.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from io import BytesIO
from math import ceil, sqrt

import numpy as np
from PIL import Image

from bot.art.describe import file_name
from bot.art.errors import ArtError
from bot.art.files.metadata import marks_in, xmp
from bot.art.files.png import write_png
from bot.art.recipe import Recipe
from bot.art.render import marks, render
from bot.art.size import Size
from bot.i18n.text import text

QUALITIES = (100, 95, 90, 80, 70)
# Pixels above which hard packing would take seconds.
_LARGE = 4_000_000
# Pixels of the sample, which is made of bands of this many rows.
_SAMPLE, _BAND = 400_000, 32
# A guess from a sample may be off by this much.
_DOUBT = 1.06
_LEAST_SIDE = 32
_ROUNDS = 8
# A smaller picture that leaves more of the limit than this unused was made too small.
_WELL_USED = 0.6


_Write = Callable[[Image.Image], bytes]


class CannotFit(ArtError):
    """A picture that stays over the limit, whatever is done to it."""


class Format(StrEnum):
    """A file format."""

    PNG = "png"
    WEBP = "webp"


class Note(StrEnum):
    """What it took to stay under the limit; each includes those before it, where they apply."""

    AS_ASKED = "as asked"
    PACKED_HARDER = "packed harder"
    AS_WEBP = "as WebP, every pixel the same"
    LOWER_QUALITY = "as WebP of a lower quality"
    SMALLER = "smaller"


@dataclass(frozen=True)
class PictureFile:
    """A file to take away.

    :ivar name: ends in .png or .webp.
    :ivar size: of the picture in it, in pixels.
    :ivar note: what was done to make it fit.
    """

    name: str
    data: bytes
    size: Size
    note: Note

    @property
    def format(self) -> Format:
        """The format it came out in."""
        return Format(self.name.rpartition(".")[2])


def file_of(code: str, *, format: str = Format.PNG, size: str | None = None, limit: int) -> PictureFile:
    """Draws a recipe's picture, in another size if one is given.

    :param format: png or webp.
    :param size: as for ``Size.parse``.
    :param limit: bytes that the file may have.
    :raises ArtError: if it is no code, or no size.
    """
    recipe = Recipe.parse(code)
    if size is not None:
        recipe = replace(recipe, size=Size.parse(size))
    return _fit(render(recipe), marks(recipe), recipe.code, Format(format), limit, None)


def fitted(png: bytes, code: str, *, format: str = Format.PNG, limit: int) -> PictureFile:
    """A stored picture; where PNG is asked for and it fits, it stays as it is, byte for byte.

    :raises CannotFit: if there is no way.
    :raises OSError: if it is no PNG file.
    """
    with Image.open(BytesIO(png), formats=["PNG"]) as image:
        if format == Format.PNG and len(png) <= limit:
            return PictureFile(file_name(code), png, Size(*image.size), Note.AS_ASKED)
        said = marks_in(image)
        image.load()
        picture = image if image.mode == "P" else image.convert("RGB")
        return _fit(picture, said, code, Format(format), limit, png)


def _fit(
    image: Image.Image, said: Mapping[str, str], code: str, format: Format, limit: int, png: bytes | None
) -> PictureFile:
    name = file_name(code).removesuffix(".png")
    sample, share = _sample(image)
    length, bias = 0.0, 1.0
    for note, kind, write in _ways(image, said, format, drawn=png is None):
        if share < 1:
            length = len(write(sample)) / share * bias
            if length > limit * _DOUBT:
                continue
        data = write(image)
        if len(data) <= limit:
            return PictureFile(f"{name}.{kind}", data, Size(*image.size), note)
        bias *= len(data) / length if length else 1
        length = len(data)
    return _smaller(image, write, f"{name}.{kind}", limit, length)


def _smaller(image: Image.Image, write: _Write, name: str, limit: int, length: float) -> PictureFile:
    """The picture with as many pixels as the limit leaves room for.

    :param length: about how many bytes the picture takes in its own size.
    """
    best = None
    scale = 1.0
    for _ in range(_ROUNDS):
        scale = min(1.0, scale * 0.97 * sqrt(limit / length))
        size = Size(*(round(side * scale) for side in image.size))
        if min(size) < _LEAST_SIDE:
            break
        data = write(image.convert("RGB").resize(size, Image.Resampling.LANCZOS))
        length = len(data)
        if length <= limit:
            best = PictureFile(name, data, size, Note.SMALLER)
        if best is not None and (scale == 1.0 or length > _WELL_USED * limit):
            break
    if best is None:
        raise CannotFit(text("Not even a small copy of that picture fits into an upload here."))
    return best


def _ways(
    image: Image.Image, said: Mapping[str, str], format: Format, *, drawn: bool
) -> Iterator[tuple[Note, Format, _Write]]:
    """From the best to the smallest.

    :param drawn: just now, so that not even the first way has been tried.
    """
    large = image.width * image.height > _LARGE
    if format is Format.PNG:
        if drawn:
            yield Note.AS_ASKED, Format.PNG, partial(write_png, texts=said)
        yield Note.PACKED_HARDER, Format.PNG, partial(write_png, texts=said, level=6 if large else 9)
    unchanged = Note.AS_ASKED if format is Format.WEBP else Note.AS_WEBP
    effort = 20 if large else 50
    yield unchanged, Format.WEBP, partial(_webp, said=said, lossless=True, method=2, quality=effort)
    for quality in QUALITIES:
        yield Note.LOWER_QUALITY, Format.WEBP, partial(_webp, said=said, method=4, quality=quality)


def _webp(image: Image.Image, *, said: Mapping[str, str], **options: int) -> bytes:
    file = BytesIO()
    # From method 3 on libwebp keeps noise within what the format's first partition can hold.
    image.convert("RGB").save(file, "WEBP", xmp=xmp(said), **options)
    return file.getvalue()


def _sample(image: Image.Image) -> tuple[Image.Image, float]:
    """Bands of rows from all over the picture, and their share of it; all of it if it is small."""
    count = ceil(_SAMPLE / image.width / _BAND)
    if 4 * count * _BAND > image.height:
        return image, 1.0
    tops = np.linspace(0, image.height - _BAND, count).astype(int)
    pixels = np.asarray(image)
    sample = Image.fromarray(np.concatenate([pixels[top : top + _BAND] for top in tops]))
    if image.mode == "P":
        sample.putpalette(image.getpalette() or ())
    return sample, count * _BAND / image.height
