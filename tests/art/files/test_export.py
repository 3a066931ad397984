"""Files to take away: never over the limit, at the best quality for it, and with their recipe."""

import pickle
import time
from io import BytesIO
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bot.art.errors import BadCode, BadSize
from bot.art.files.export import CannotFit, Format, Note, PictureFile, file_of, fitted
from bot.art.files.metadata import CODE, DESCRIPTION, TITLE, marks_in, xmp
from bot.art.files.png import write_png
from bot.art.recipe import Recipe
from bot.art.render import draw_png, marks, recipe_in, render

CODE_OF = "flowfield1.night-train.5~Ж & “<b>” 🎨"
PLENTY = 10**8


def opened(file: PictureFile) -> Image.Image:
    image = Image.open(BytesIO(file.data))
    image.load()
    assert image.format == file.format.name
    assert image.size == file.size
    return image.convert("RGB")


def exactly(a: Image.Image, b: Image.Image) -> bool:
    return np.array_equal(np.asarray(a.convert("RGB")), np.asarray(b.convert("RGB")))


def test_what_is_stored_stays_as_it_is_where_it_fits() -> None:
    png = draw_png(CODE_OF)
    file = fitted(png, CODE_OF, limit=len(png))
    assert (file.data, file.note, file.size) == (png, Note.AS_ASKED, (1000, 1000))
    assert pickle.loads(pickle.dumps(file)) == file  # noqa: S301  # our own bytes


def test_a_png_of_a_recipe_is_the_one_that_it_always_gives() -> None:
    assert file_of(CODE_OF, limit=PLENTY).data == draw_png(CODE_OF)


@pytest.mark.parametrize("code", [CODE_OF, "squares1.harbour.7"])
def test_a_webp_file_has_every_pixel_and_all_that_the_png_says(code: str) -> None:
    png = draw_png(code)
    for file in (file_of(code, format="webp", limit=PLENTY), fitted(png, code, format="webp", limit=PLENTY)):
        assert (file.format, file.note) == (Format.WEBP, Note.AS_ASKED)
        assert exactly(opened(file), Image.open(BytesIO(png)))
        assert recipe_in(file.data) == Recipe.parse(code)
        with Image.open(BytesIO(file.data)) as image:
            assert marks_in(image) == marks(Recipe.parse(code))


def test_each_limit_takes_the_next_best_way() -> None:
    code = "watercolour1.harbour.5.600x600"
    plain = render(Recipe.parse(code))
    notes = []
    limit = len(draw_png(code)) - 1
    while limit > 9000:
        file = file_of(code, limit=limit)
        assert len(file.data) <= limit
        assert recipe_in(file.data) == Recipe.parse(code)
        picture = opened(file)
        if file.note in (Note.PACKED_HARDER, Note.AS_WEBP):
            assert exactly(picture, plain)
        else:
            small = plain.resize(picture.size, Image.Resampling.BOX)
            assert np.abs(np.asarray(picture, float) - np.asarray(small, float)).mean() < 8
        assert (file.note is Note.SMALLER) == (picture.size != (600, 600))
        if file.note is Note.SMALLER:
            assert len(file.data) > limit / 2
        notes.append(file.note)
        limit = int(limit * 0.85)
    assert list(dict.fromkeys(notes)) == list(Note)[1:]


def test_a_picture_in_another_size_is_drawn_for_it() -> None:
    file = file_of("squares1.harbour.7", size="phone", limit=PLENTY)
    assert file.data == draw_png("squares1.harbour.7.1080x2340")
    assert file.name == "squares1-harbour-7-1080x2340.png"
    print_ = file_of("bauhaus1.harbour.7.724x1024", format="webp", size="print", limit=PLENTY)
    again = opened(print_).resize((724, 1024), Image.Resampling.BOX)
    assert (
        np.abs(
            np.asarray(again, float)
            - np.asarray(opened(file_of("bauhaus1.harbour.7.724x1024", limit=PLENTY)), float)
        ).mean()
        < 6
    )


def test_noise_of_the_largest_size_is_made_to_fit_in_time() -> None:
    noise = np.random.RandomState(1).randint(0, 256, (4096, 4096, 3)).astype(np.uint8)
    png = write_png(Image.fromarray(noise), {CODE: "squares1.harbour.7"})
    for limit in (8 * 2**20, 25 * 2**20):
        started = time.process_time()
        file = fitted(png, "squares1.harbour.7", limit=limit)
        # Of processor time, as others may be at work as well.
        assert time.process_time() - started < 9
        assert limit / 2 < len(file.data) <= limit
        assert recipe_in(file.data).seed == 7


def test_where_nothing_fits_it_says_so() -> None:
    with pytest.raises(CannotFit, match="small copy"):
        file_of("squares1.harbour.7", limit=100)


def test_nonsense_is_refused() -> None:
    with pytest.raises(BadCode):
        file_of("nonsense", limit=PLENTY)
    with pytest.raises(BadSize):
        file_of("squares1.harbour.7", size="huge", limit=PLENTY)


@given(
    st.dictionaries(
        st.sampled_from([CODE, TITLE, DESCRIPTION]),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=50),
        min_size=1,
    )
)
def test_texts_in_any_script_survive_in_webp(said: dict[str, str]) -> None:
    buffer = BytesIO()
    Image.new("RGB", (1, 1)).save(buffer, "WEBP", xmp=xmp(said))
    with Image.open(buffer) as image:
        assert marks_in(image) == said


def test_the_packet_is_xml() -> None:
    root = ElementTree.fromstring(xmp(marks(Recipe.parse(CODE_OF))).decode())  # noqa: S314  # our own
    (description,) = root.iter("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}Description")
    assert description.get("{urn:genart:1}recipe") == Recipe.parse(CODE_OF).code
