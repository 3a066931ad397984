"""Files for download are never over the limit, at the best quality for it, and carry their recipe."""

import pickle
import time
from io import BytesIO
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bot.art.files.export import CannotFit, Compromise, Format, PictureFile, convert_png, draw_file
from bot.art.files.metadata import CODE, DESCRIPTION, TITLE, read_metadata, xmp
from bot.art.files.png import write_png
from bot.art.recipe import Recipe
from bot.art.render import draw_png, metadata_of, recipe_in, render

FLOWFIELD = Recipe.parse("flowfield1.night-train.5~Ж & “<b>” 🎨")
SQUARES = Recipe.parse("squares1.harbour.7")
PLENTY = 10**8


def opened(file: PictureFile) -> Image.Image:
    image = Image.open(BytesIO(file.data))
    image.load()
    assert image.format == file.format.name
    assert image.size == file.size
    return image.convert("RGB")


def exactly(a: Image.Image, b: Image.Image) -> bool:
    return np.array_equal(np.asarray(a.convert("RGB")), np.asarray(b.convert("RGB")))


def test_a_stored_picture_that_fits_is_not_even_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    png = draw_png(FLOWFIELD)
    monkeypatch.setattr(Image, "open", lambda *_: pytest.fail("the picture was opened"))
    file = PictureFile.unchanged(png, FLOWFIELD.code)
    assert (file.data, file.compromise, file.size) == (png, Compromise.NONE, (1000, 1000))
    assert pickle.loads(pickle.dumps(file)) == file  # noqa: S301  # our own bytes


def test_a_drawn_png_is_the_one_that_is_stored() -> None:
    assert draw_file(FLOWFIELD, Format.PNG, PLENTY).data == draw_png(FLOWFIELD)


@pytest.mark.parametrize("recipe", [FLOWFIELD, SQUARES], ids=lambda r: r.style)
def test_a_webp_file_has_the_pixels_and_the_metadata_of_the_png(recipe: Recipe) -> None:
    png = draw_png(recipe)
    drawn = draw_file(recipe, Format.WEBP, PLENTY)
    for file in (drawn, convert_png(png, recipe.code, Format.WEBP, PLENTY)):
        assert (file.format, file.compromise) == (Format.WEBP, Compromise.NONE)
        assert exactly(opened(file), Image.open(BytesIO(png)))
        assert recipe_in(file.data) == recipe
        with Image.open(BytesIO(file.data)) as image:
            assert read_metadata(image) == metadata_of(recipe)


@pytest.mark.parametrize("share", [0.99, 0.5, 0.1])
def test_a_picture_over_the_limit_is_made_to_fit(share: float) -> None:
    recipe = Recipe.parse("bauhaus1.harbour.7.300x200")
    limit = int(len(draw_png(recipe)) * share)
    file = draw_file(recipe, Format.PNG, limit)
    assert len(file.data) <= limit
    assert file.compromise is not Compromise.NONE
    assert recipe_in(file.data) == recipe
    opened(file)


@pytest.mark.slow
def test_a_lower_limit_takes_a_greater_compromise() -> None:
    recipe = Recipe.parse("watercolour1.harbour.5.600x600")
    plain = render(recipe)
    compromises = []
    limit = len(draw_png(recipe)) - 1
    while limit > 9000:
        file = draw_file(recipe, Format.PNG, limit)
        assert len(file.data) <= limit
        assert recipe_in(file.data) == recipe
        picture = opened(file)
        if file.compromise in (Compromise.COMPRESSED_HARDER, Compromise.AS_WEBP):
            assert exactly(picture, plain)
        else:
            small = plain.resize(picture.size, Image.Resampling.BOX)
            assert np.abs(np.asarray(picture, float) - np.asarray(small, float)).mean() < 8
        assert (file.compromise is Compromise.SMALLER) == (picture.size != (600, 600))
        if file.compromise is Compromise.SMALLER:
            assert len(file.data) > limit / 2
        compromises.append(file.compromise)
        limit = int(limit * 0.85)
    assert list(dict.fromkeys(compromises)) == list(Compromise)[1:]


@pytest.mark.slow
def test_noise_of_the_largest_size_fits_without_taking_long() -> None:
    noise = np.random.RandomState(1).randint(0, 256, (4096, 4096, 3)).astype(np.uint8)
    png = write_png(Image.fromarray(noise), {CODE: SQUARES.code})
    for limit in (8 * 2**20, 25 * 2**20):
        started = time.process_time()
        file = convert_png(png, SQUARES.code, Format.PNG, limit)
        # Processor time, since other processes may be busy.
        assert time.process_time() - started < 9
        assert limit / 2 < len(file.data) <= limit
        assert recipe_in(file.data) == SQUARES


@pytest.mark.parametrize("limit", [-60_000, 0, 1, 100, 1000])
def test_a_limit_below_the_smallest_copy_is_refused(limit: int) -> None:
    recipe = Recipe.parse("squares1.harbour.7.400x400")
    with pytest.raises(CannotFit, match="small copy"):
        draw_file(recipe, Format.PNG, limit)
    with pytest.raises(CannotFit, match="small copy"):
        convert_png(draw_png(recipe), recipe.code, Format.WEBP, limit)


@given(
    st.dictionaries(
        st.sampled_from([CODE, TITLE, DESCRIPTION]),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=50),
        min_size=1,
    )
)
def test_metadata_in_any_script_is_read_back_from_webp(metadata: dict[str, str]) -> None:
    buffer = BytesIO()
    Image.new("RGB", (1, 1)).save(buffer, "WEBP", xmp=xmp(metadata))
    with Image.open(buffer) as image:
        assert read_metadata(image) == metadata


def test_the_packet_is_xml() -> None:
    root = ElementTree.fromstring(xmp(metadata_of(FLOWFIELD)).decode())  # noqa: S314  # our own
    (description,) = root.iter("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}Description")
    assert description.get("{urn:genart:1}recipe") == FLOWFIELD.code
