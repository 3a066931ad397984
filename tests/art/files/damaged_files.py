"""Damaged picture files: sound files of all of Pillow's formats, with one or more kinds of damage.

A seed and a number give the same file in every run, except for the dates that some formats store.
"""

import zlib
from collections.abc import Sequence
from functools import cache
from io import BytesIO

import numpy as np
from PIL import Image

from bot.art.drawing.rng import Rng, stream
from bot.art.files.export import Format, draw_file
from bot.art.recipe import Recipe
from bot.art.render import draw_png

_RECIPES = tuple(
    Recipe.parse(code)
    for code in (
        "squares1.harbour.7.96x64",
        "bauhaus1.night-train.3.64x64~Ж & <b>",
        "truchet1.celadon.9.80x80",
    )
)
# Numbers at which decoders are likely to make a mistake.
_NUMBERS = (0, 1, 2, 0x7F, 0x80, 0xFF, 0x100, 0x7FFF, 0xFFFF, 0x10000, 0x7FFFFFFF, 0xFFFFFFFF)
# The beginnings of the formats that uploads may have.
_ACCEPTED = (b"\x89PNG", b"\xff\xd8", b"RIFF", b"GIF8")


@cache
def corpus() -> Sequence[bytes]:
    """Return sound files: ours, and pictures of several kinds in every format that Pillow writes."""
    Image.init()
    files = [draw_png(recipe) for recipe in _RECIPES]
    files += [draw_file(recipe, Format.WEBP, 10**6).data for recipe in _RECIPES]
    for image in _images():
        for format in sorted(Image.SAVE):
            for options in _OPTIONS.get(format, ({},)):
                file = BytesIO()
                try:
                    image.save(file, format, **options)
                except (OSError, ValueError, KeyError, TypeError, AttributeError):
                    continue  # not every format takes every mode, and some cannot be written at all
                files.append(file.getvalue())
    return [f for f in files if 0 < len(f) < 100_000]


_OPTIONS: dict[str, Sequence[dict[str, object]]] = {
    "JPEG": (
        {"quality": 80},
        {"progressive": True},
        {"exif": b"Exif\0\0MM\0*\0\0\0\x08\0\0", "dpi": (72, 72)},
    ),
    "WEBP": ({"lossless": True}, {"quality": 60}, {"xmp": b"<x/>", "exif": b"Exif\0\0"}),
    "PNG": ({}, {"icc_profile": b"profile"}, {"dpi": (72, 72), "transparency": 0}),
    "TIFF": ({}, {"compression": "tiff_lzw"}),
}


def _images() -> list[Image.Image]:
    down, across = np.mgrid[0:48, 0:64].astype(np.uint8)
    colour = Image.fromarray(np.stack([across * 4, down * 5, across ^ down], axis=2))
    noise = Image.fromarray(stream("fuzz").randint(0, 256, (40, 30, 4)).astype(np.uint8))
    modes = ("1", "L", "LA", "P", "PA", "RGB", "RGBA", "CMYK", "YCbCr", "LAB", "HSV", "I", "F", "I;16")
    converted = []
    for mode in modes:
        try:
            converted.append(colour.convert("L" if mode == "I;16" else "RGB").convert(mode))
        except ValueError:
            continue
    return [*converted, noise, Image.new("RGB", (1, 1), "teal"), Image.new("L", (700, 500), 90)]


def damaged_file(seed: int, number: int) -> bytes:
    """Return file `number` of a seed. A few of them are sound."""
    rng = stream("hostile upload", seed, number)
    data = bytearray(_sound_file(rng))
    if rng.random_sample() < 0.02:
        return bytes(data)
    for _ in range(int(rng.geometric(0.6))):
        damage = _DAMAGES[int(rng.randint(len(_DAMAGES)))]
        data = damage(data or bytearray(b"\0"), rng)
    return bytes(data)


def _sound_file(rng: Rng) -> bytes:
    """Return one of the sound files, more often one of ours or of an accepted format."""
    files = corpus()
    accepted = [f for f in files if f.startswith(_ACCEPTED)]
    ours = files[: 2 * len(_RECIPES)]
    draw = rng.random_sample()
    among = ours if draw < 0.3 else accepted if draw < 0.75 else files
    return among[int(rng.randint(len(among)))]


def _position(data: bytearray, rng: Rng) -> int:
    """Return any position, every second time one near the beginning, where headers are."""
    reach = min(len(data), 64) if rng.random_sample() < 0.5 else len(data)
    return int(rng.randint(reach))


def _flip(data: bytearray, rng: Rng) -> bytearray:
    for _ in range(1 + int(rng.randint(8))):
        data[_position(data, rng)] ^= 1 << int(rng.randint(8))
    return data


def _replace(data: bytearray, rng: Rng) -> bytearray:
    at = _position(data, rng)
    data[at : at + 1 + int(rng.randint(8))] = rng.bytes(int(rng.randint(12)))
    return data


def _overstate(data: bytearray, rng: Rng) -> bytearray:
    """Write a number that may be too large where there may be one."""
    at, size = _position(data, rng), (1, 2, 3, 4)[int(rng.randint(4))]
    number = _NUMBERS[int(rng.randint(len(_NUMBERS)))] % 256**size
    data[at : at + size] = number.to_bytes(size, "big" if rng.random_sample() < 0.5 else "little")
    return data


def _truncate(data: bytearray, rng: Rng) -> bytearray:
    return data[: _position(data, rng)]


def _remove(data: bytearray, rng: Rng) -> bytearray:
    at = _position(data, rng)
    del data[at : at + 1 + int(rng.randint(200))]
    return data


def _repeat(data: bytearray, rng: Rng) -> bytearray:
    """Repeat a piece, such as a chunk."""
    at = _position(data, rng)
    piece = data[at : at + 1 + int(rng.randint(400))]
    return data[:at] + piece * (2 + int(rng.randint(20))) + data[at:]


def _splice(data: bytearray, rng: Rng) -> bytearray:
    other = bytearray(_sound_file(rng))
    return data[: _position(data, rng)] + other[_position(other, rng) :]


def _append(data: bytearray, rng: Rng) -> bytearray:
    return data + (rng.bytes(int(rng.randint(500))) if rng.random_sample() < 0.5 else _sound_file(rng))


def _chunks(data: bytearray, rng: Rng) -> bytearray:
    """Drop, double, swap or change chunks of a PNG file, and keep the check sums right."""
    if not data.startswith(b"\x89PNG"):
        return _flip(data, rng)
    chunks, at = [], 8
    while at + 12 <= len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        chunks.append(bytes(data[at + 4 : at + 8 + length]))
        at += 12 + length
    if not chunks:
        return data
    one, two = (int(rng.randint(len(chunks))) for _ in range(2))
    match int(rng.randint(4)):
        case 0:
            del chunks[one]
        case 1:
            chunks.insert(one, chunks[two])
        case 2:
            chunks[one], chunks[two] = chunks[two], chunks[one]
        case _:
            chunks[one] = chunks[one][:4] + bytes(_flip(bytearray(chunks[one][4:] or b"\0"), rng))
    packed = (len(c[4:]).to_bytes(4, "big") + c + zlib.crc32(c).to_bytes(4, "big") for c in chunks)
    return data[:8] + b"".join(packed)


_DAMAGES = (
    _flip,
    _flip,
    _replace,
    _overstate,
    _overstate,
    _truncate,
    _remove,
    _repeat,
    _splice,
    _append,
    _chunks,
    _chunks,
)
