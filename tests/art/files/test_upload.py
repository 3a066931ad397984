"""Any upload leads to a result or a refusal, soon."""

import struct
import time
import zlib
from io import BytesIO

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bot.art.drawing.colour import oklab
from bot.art.errors import NoRecipe
from bot.art.files.export import Format, draw_file
from bot.art.files.png import write_png
from bot.art.files.upload import MOST_BYTES, BadUpload, palette_in_upload, recipe_in_upload
from bot.art.palette import find_palette
from bot.art.recipe import Recipe
from tests.art.files.fuzz_uploads import run
from tests.pictures import png_of

CODE = "squares1.harbour.7.200x150~Ж & co"
OURS = png_of(CODE)


def saved(image: Image.Image, format: str, **options: object) -> bytes:
    file = BytesIO()
    image.save(file, format, **options)
    return file.getvalue()


def two_halves(width: int = 400, height: int = 300) -> Image.Image:
    image = Image.new("RGB", (width, height), (20, 60, 110))
    image.paste((250, 180, 40), (0, 0, width // 2, height))
    return image


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def with_chunks(*chunks: bytes) -> bytes:
    """Return one of our pictures with more chunks after its header."""
    return OURS[:33] + b"".join(chunks) + OURS[33:]


def has_both_colours(name: str) -> bool:
    found = oklab(find_palette(name).colours)
    return all(np.linalg.norm(found - oklab(c), axis=1).min() < 0.06 for c in ((20, 60, 110), (250, 180, 40)))


@pytest.mark.parametrize("format", ["PNG", "JPEG", "WEBP", "GIF"])
def test_a_palette_has_the_picture_s_colours(format: str) -> None:
    assert has_both_colours(palette_in_upload(saved(two_halves(), format)))


def test_a_large_photo_takes_less_than_a_second() -> None:
    data = saved(two_halves(7000, 5600), "JPEG")
    started = time.process_time()
    assert has_both_colours(palette_in_upload(data))
    assert time.process_time() - started < 1


def test_the_first_frame_of_an_animation_counts() -> None:
    frames = [Image.new("RGB", (400, 300), c) for c in ("lime", "red", "white")]
    for format in ("GIF", "WEBP", "PNG"):
        data = saved(two_halves(), format, save_all=True, append_images=frames)
        assert has_both_colours(palette_in_upload(data))


def test_16_bit_greys_are_not_mistaken_for_white() -> None:
    ramp = np.linspace(0, 40_000, 100 * 100).reshape(100, 100).astype(np.uint16)
    colours = find_palette(palette_in_upload(saved(Image.fromarray(ramp), "PNG"))).colours
    assert colours[0][0] < 60
    assert colours[-1][0] < 180


@pytest.mark.parametrize("format", Format)
def test_a_recipe_is_read_back_from_our_own_files(format: Format) -> None:
    recipe = Recipe.parse(CODE)
    assert recipe_in_upload(draw_file(recipe, format, 10**7).data) == recipe


def test_other_pictures_hold_no_recipe() -> None:
    for format in ("PNG", "WEBP", "JPEG", "GIF"):
        with pytest.raises(NoRecipe):
            recipe_in_upload(saved(two_halves(), format))


def test_a_recipe_of_a_newer_bot_has_a_message_of_its_own() -> None:
    for code in ("squares99.harbour.7", "tomorrow1.harbour.7", "@everyone"):
        with pytest.raises(NoRecipe, match="newer bot"):
            recipe_in_upload(write_png(Image.new("RGB", (70, 70)), {"genart": code}))


def bomb() -> bytes:
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(10**7), 9)
    return OURS[:8] + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def huge_canvas() -> bytes:
    """Return a WebP file of 100 bytes for which Pillow would allocate 2 GiB on opening."""
    data = bytearray(saved(two_halves(), "WEBP", xmp=b"<x/>"))
    assert data[12:16] == b"VP8X"
    data[24:30] = b"\xfe\x3f\x00\xfe\x3f\x00"
    return bytes(data)


def many_scans() -> bytes:
    """Return a progressive JPEG of 40 megapixels with 3,000 scans."""
    start, *scans = saved(two_halves(8000, 4900), "JPEG", progressive=True, quality=50).split(b"\xff\xda")
    return b"\xff\xda".join([start, *scans[:-1], *[min(scans[1:], key=len)] * 3000, scans[-1]])


HOSTILE = {
    "nothing": b"",
    "text": b"hello " * 100,
    "too many bytes": OURS + bytes(MOST_BYTES),
    "a bomb": bomb(),
    "a huge canvas": huge_canvas(),
    "many scans": many_scans(),
    "too long": saved(Image.new("1", (20_000, 10)), "PNG"),
    "a text that unpacks to 100 MB": with_chunks(chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(10**8), 9))),
    "texts that unpack to 4 GB": with_chunks(
        *[chunk(b"zTXt", b"a%d\0\0" % i + zlib.compress(bytes(10**6), 9)) for i in range(4000)]
    ),
    "a format that is not accepted": saved(two_halves(), "TIFF"),
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=list(HOSTILE))
def test_hostile_files_are_refused_at_once(data: bytes) -> None:
    started = time.process_time()
    for function in (palette_in_upload, recipe_in_upload):
        with pytest.raises(BadUpload):
            function(data)
    assert time.process_time() - started < 2


def test_a_truncated_file_is_refused() -> None:
    for format in ("PNG", "JPEG", "WEBP"):
        data = saved(two_halves(), format)
        with pytest.raises(BadUpload):
            palette_in_upload(data[: len(data) // 2])


@given(
    st.binary(max_size=200),
    st.sampled_from([b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF89a", b"RIFF\0\1\0\0WEBPVP8X"]),
)
def test_random_bytes_are_refused(data: bytes, beginning: bytes) -> None:
    for function in (palette_in_upload, recipe_in_upload):
        with pytest.raises((BadUpload, NoRecipe)):
            function(beginning + data)


@pytest.mark.parametrize("files", [200, pytest.param(2000, marks=pytest.mark.slow)])
def test_damaged_files_do_no_harm(files: int) -> None:
    report = run(files, seed=7)
    assert not report.failures
    assert sum(report.outcomes.values()) == 2 * files
    for outcome in (
        "palette: found",
        "palette: BadUpload",
        "recipe: found",
        "recipe: NoRecipe",
        "recipe: BadUpload",
    ):
        assert report.outcomes[outcome] > files / 100, "the files are damaged too much, or too little"
    assert report.memory < 600
