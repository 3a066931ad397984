"""Pillow reads our PNG files back without loss."""

from io import BytesIO

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from PIL import Image

from bot.art.files.png import write_png

pixels = npst.arrays(np.uint8, st.tuples(st.integers(1, 20), st.integers(1, 20), st.just(3)))


def reopened(png: bytes) -> Image.Image:
    image = Image.open(BytesIO(png))
    image.load()
    return image


@given(pixels)
def test_rgb_pixels_are_read_back(rgb: np.ndarray) -> None:
    assert np.array_equal(np.asarray(reopened(write_png(Image.fromarray(rgb), {}))), rgb)


def test_both_filters_are_undone() -> None:
    down, across = np.mgrid[0:64, 0:64].astype(np.uint8)
    rgb = np.stack([across * 3, down * 2, across + down], axis=2)
    rgb[::7] = rgb[::7, ::-1]
    assert np.array_equal(np.asarray(reopened(write_png(Image.fromarray(rgb), {}))), rgb)


@given(npst.arrays(np.uint8, st.tuples(st.integers(1, 20), st.integers(1, 20))))
def test_indexed_pixels_are_read_back(indices: np.ndarray) -> None:
    image = Image.fromarray(indices).copy()
    image.putpalette(np.arange(768, dtype=np.uint8).tobytes())
    again = reopened(write_png(image, {}))
    assert again.mode == "P"
    assert np.array_equal(np.asarray(again.convert("RGB")), np.asarray(image.convert("RGB")))


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=100))
def test_texts_in_any_script_are_read_back(text: str) -> None:
    assert reopened(write_png(Image.new("RGB", (1, 1)), {"genart": text})).info["genart"] == text


def test_other_modes_are_refused() -> None:
    with pytest.raises(KeyError):
        write_png(Image.new("CMYK", (1, 1)), {})
