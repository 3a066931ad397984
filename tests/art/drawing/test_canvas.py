"""Canvases draw in units: the same picture, whatever its size."""

import numpy as np
import pytest

from bot.art.drawing.canvas import Canvas, Flat, Smooth

RED, BLUE, WHITE = (255, 0, 0), (0, 0, 255), (255, 255, 255)


def pixel(canvas: Canvas, x: int, y: int) -> tuple[int, ...]:
    value = canvas.image().convert("RGB").getpixel((x, y))
    assert isinstance(value, tuple)
    return value


@pytest.mark.parametrize("size", [(100, 100), (300, 100), (100, 250), (4000, 1000)])
def test_the_short_side_is_a_thousand_units(size: tuple[int, int]) -> None:
    canvas = Canvas(size)
    assert min(canvas.width, canvas.height) == pytest.approx(1000)
    assert canvas.width / canvas.height == pytest.approx(size[0] / size[1])


def test_flat_draws_hard_rectangles_with_the_outline_inside() -> None:
    canvas = Flat((100, 100))
    canvas.fill(WHITE)
    canvas.rectangle((200, 200, 600, 600), BLUE, RED, 20)
    assert pixel(canvas, 19, 40) == WHITE
    assert pixel(canvas, 20, 40) == pixel(canvas, 21, 40) == RED
    assert pixel(canvas, 22, 40) == BLUE
    assert canvas.image().mode == "P"


def test_flat_leaves_out_what_nobody_would_see() -> None:
    canvas = Flat((100, 100))
    canvas.fill(WHITE)
    for box in ((1000, 0, 1100, 100), (0, 1000, 100, 1100), (-90, 0, -11, 50), (0, -90, 50, -11)):
        canvas.rectangle(box, RED)
    assert canvas.image().getcolors() == [(10_000, 0)]
    colours = canvas.image().getpalette()
    assert colours is not None
    assert RED not in zip(*[iter(colours)] * 3, strict=True)


def test_flat_has_room_for_256_colours() -> None:
    canvas = Flat((10, 10))
    for shade in range(256):
        canvas.fill((shade, 0, 0))
    with pytest.raises(ValueError, match="256 colours"):
        canvas.fill((0, 1, 0))


def test_flat_covers_the_canvas_with_cells() -> None:
    canvas = Flat((100, 100))
    canvas.cells(np.array([[0, 1], [1, 0]], np.uint8), [RED, BLUE])
    assert [pixel(canvas, *at) for at in ((0, 0), (99, 0), (0, 99), (99, 99))] == [RED, BLUE, BLUE, RED]


def test_smooth_edges_are_antialiased() -> None:
    canvas = Smooth((100, 100))
    canvas.fill(WHITE)
    canvas.circle(500, 500, 300, fill=(0, 0, 0))
    shades = {shade for _, shade in canvas.image().convert("L").getcolors() or []}
    assert {0, 255} <= shades
    assert len(shades) > 10


@pytest.mark.parametrize("side", [64, 512, 2000])
def test_a_shape_covers_the_same_share_at_every_size(side: int) -> None:
    canvas = Smooth((side, side))
    canvas.fill(WHITE)
    canvas.circle(500, 500, 250, fill=(0, 0, 0))
    canvas.line([(0, 900), (1000, 900)], (0, 0, 0), 50)
    covered = 1 - np.asarray(canvas.image().convert("L")).mean() / 255
    assert covered == pytest.approx(np.pi * 0.25**2 + 0.05, abs=0.006)


def test_shapes_and_fields_can_take_turns() -> None:
    canvas = Smooth((80, 40))
    canvas.circle(1000, 500, 100, fill=RED)
    canvas.paint(np.full((2, 4, 3), 9, np.uint8))
    assert pixel(canvas, 40, 20) == (9, 9, 9)
    canvas.circles([(1000, 500)], 100, BLUE)
    assert pixel(canvas, 40, 20) == BLUE
    canvas.fill(WHITE)
    canvas.polygon([(0, 0), (2000, 0), (2000, 1000), (0, 1000)], fill=RED, opacity=0.5)
    assert pixel(canvas, 40, 20) == pytest.approx((255, 127, 127), abs=2)


def test_a_field_is_computed_coarsely_and_scaled_up_smoothly() -> None:
    canvas = Smooth((300, 100))
    x, y = canvas.mesh(100)
    assert x.shape == y.shape == (10, 30)
    assert x[0, 0] == pytest.approx(50)
    fine = canvas.upscale(x)
    assert fine.shape == (100, 300)
    assert fine[50, 150] == pytest.approx(1505, abs=10)


def test_a_field_is_looked_up_at_points() -> None:
    canvas = Smooth((300, 100))
    x, y = canvas.mesh(100)
    points = np.array([[20.0, 30.0], [1510.0, 990.0], [3000.0, 1000.0], [-5.0, 400.0]])
    assert canvas.sample(x, points).tolist() == [50, 1550, 2950, 50]
    assert canvas.sample(np.stack([x, y], axis=2), points).tolist() == [
        [50, 50],
        [1550, 950],
        [2950, 950],
        [50, 450],
    ]


def test_edges_are_as_far_as_the_nearest_one() -> None:
    canvas = Canvas((200, 100))
    assert canvas.size.tolist() == [2000, 1000]
    assert canvas.to_edge([10, 1000, 1980, -3], [500, 300, 990, 500]).tolist() == [10, 300, 10, -3]


def test_an_area_is_the_same_at_every_size_in_pixels() -> None:
    assert Canvas((640, 640)).area == 1
    assert {Canvas((162 * n, 351 * n)).area for n in range(1, 9)} == {2.166667}
