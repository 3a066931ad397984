"""Sets of points: scattering them, framing them, and telling how they lie."""

import numpy as np
from numpy.typing import ArrayLike

from bot.art.drawing.arrays import Field, Floats
from bot.art.drawing.rng import Rng


def scatter(rng: Rng, count: int, width: float, height: float, tries: int = 8) -> Floats:
    """Points that keep away from one another (best candidate, Mitchell 1991), (count, 2)."""
    points = np.empty((count, 2))
    for i in range(count):
        options = rng.random_sample((tries, 2)) * (width, height)
        if i:
            gaps = np.hypot(*(options[:, None] - points[None, :i]).transpose(2, 0, 1)).min(axis=1)
            points[i] = options[int(np.argmax(gaps))]
        else:
            points[i] = options[0]
    return points


def direction(angle: ArrayLike) -> Floats:
    """The unit vectors that point at these angles, in radians: (…, 2)."""
    return np.stack([np.cos(angle), np.sin(angle)], axis=-1)


def turned(cloud: Field, angle: float) -> Field:
    """(2, …) points, turned about the origin."""
    cos, sin = np.float32(np.cos(angle)), np.float32(np.sin(angle))
    return np.stack([cloud[0] * cos - cloud[1] * sin, cloud[0] * sin + cloud[1] * cos])


def frame(cloud: Field, cut: float) -> tuple[Floats, Floats]:
    """Low and high corner of (2, n) points, without the outermost `cut` per cent on each side."""
    low, high = np.percentile(cloud, (cut, 100 - cut), axis=1)
    return low, np.maximum(high, low + 1e-3)


def filling(cloud: Field, cells: int = 36) -> float:
    """How much of their frame (2, n) points fill evenly: 0 for a dot, 1 for a grey smear.

    It is the perplexity of the cells, over their number: curves get 0.1, fine veils 0.4.
    """
    low, high = frame(cloud, 1)
    at = ((cloud - low[:, None]) / (high - low)[:, None] * cells).clip(0, cells - 1).astype(int)
    share = np.bincount(at[1] * cells + at[0], minlength=cells * cells) / cloud.shape[1]
    return float(np.exp(-np.sum(share * np.log(share + 1e-12))) / cells**2)
