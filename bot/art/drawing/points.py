"""Sets of points: placing, moving, framing and measuring them.

Points are (…, 2) arrays in units. Clouds of very many points are (2, n) instead, which is faster.
Angles are in radians and turn from x towards y, which is clockwise on a canvas.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from bot.art.drawing.arrays import Field, Floats, Ints
from bot.art.drawing.rng import Rng

# -- placing ---------------------------------------------------------------------------------


def scatter(rng: Rng, count: int, width: float, height: float, tries: int = 8) -> Floats:
    """Return points that keep away from one another (best candidate, Mitchell 1991), (count, 2)."""
    points = np.empty((count, 2))
    for i in range(count):
        options = rng.random_sample((tries, 2)) * (width, height)
        if i:
            gaps = np.hypot(*(options[:, None] - points[None, :i]).transpose(2, 0, 1)).min(axis=1)
            points[i] = options[int(np.argmax(gaps))]
        else:
            points[i] = options[0]
    return points


def jittered(points: Floats, spacing: float, share: float, rng: Rng) -> Floats:
    """Return the points, each moved at random by up to this share of their spacing in x and in y."""
    return points + rng.uniform(-share, share, points.shape) * spacing


def trace(starts: Floats, flow: Callable[[Floats], Floats], steps: int) -> Floats:
    """Return the paths of points that follow a flow, (n, steps, 2), beginning at their (n, 2) starts.

    :param flow: the (n, 2) step that each of (n, 2) points takes next.
    """
    paths = np.empty((len(starts), steps, 2))
    at = starts
    for step in range(steps):
        paths[:, step] = at
        at = at + flow(at)
    return paths


# -- moving ----------------------------------------------------------------------------------


def direction(angle: ArrayLike) -> Floats:
    """Return the unit vectors that point at these angles: (…, 2)."""
    return np.stack([np.cos(angle), np.sin(angle)], axis=-1)


def rotated(points: Floats, angle: ArrayLike) -> Floats:
    """Return (n, 2) points turned about the origin; for k angles, (k, n, 2)."""
    cos, sin = np.cos(angle), np.sin(angle)
    matrix = np.stack([np.stack([cos, sin], axis=-1), np.stack([-sin, cos], axis=-1)], axis=-2)
    return points @ matrix


def turned(cloud: Field, angle: float) -> Field:
    """Return a (2, …) cloud of points, turned about the origin."""
    cos, sin = float(np.cos(angle)), float(np.sin(angle))
    return np.stack([cloud[0] * cos - cloud[1] * sin, cloud[0] * sin + cloud[1] * cos])


def along_axes(x: Field, y: Field, angle: float) -> tuple[Field, Field]:
    """Return the coordinates of (x, y) along two axes that are turned by this angle.

    x and y may be of shapes that broadcast, such as those of ``pixel_mesh``.
    """
    cos, sin = float(np.cos(angle)), float(np.sin(angle))
    return x * cos + y * sin, y * cos - x * sin


def filled_below(line: Floats, floor: float) -> Floats:
    """Return the polygon between an (n, 2) line and a horizontal floor below it."""
    (first, _), (last, _) = line[0], line[-1]
    return np.vstack([line, [[last, floor], [first, floor]]])


# -- measuring -------------------------------------------------------------------------------


def distance(points: Floats, place: ArrayLike) -> Floats:
    """Return how far (…, 2) points are from one place, or each from its own."""
    away = points - np.asarray(place)
    return np.hypot(away[..., 0], away[..., 1])


def ranked(values: Field) -> Ints:
    """Return the rank of each value, 0 for the least; equal values keep their order."""
    return np.argsort(np.argsort(values, kind="stable"), kind="stable")


def equal_groups(values: Field, count: int) -> Ints:
    """Return which of `count` equally large groups each value is in, 0 for the lowest values."""
    return ranked(values) * count // len(values)


def frame(cloud: Field, cut: float) -> tuple[Floats, Floats]:
    """Return the low and high corner of (2, n) points, without the outermost `cut` per cent on each side."""
    low, high = np.percentile(cloud, (cut, 100 - cut), axis=1)
    return low, np.maximum(high, low + 1e-3)


def extent(cloud: Field, cut: float) -> tuple[float, float]:
    """Return the shorter and the longer side of the frame of (2, n) points."""
    low, high = frame(cloud, cut)
    short, long = sorted((high - low).tolist())
    return short, long


def filling(cloud: Field, cells: int = 36) -> float:
    """Return how much of their frame (2, n) points fill evenly: 0 for a dot, 1 for a grey smear.

    It is the perplexity of the cells divided by their number: curves get 0.1, fine veils 0.4.
    """
    low, high = frame(cloud, 1)
    at = ((cloud - low[:, None]) / (high - low)[:, None] * cells).clip(0, cells - 1).astype(int)
    share = np.bincount(at[1] * cells + at[0], minlength=cells * cells) / cloud.shape[1]
    return float(np.exp(-np.sum(share * np.log(share + 1e-12))) / cells**2)
