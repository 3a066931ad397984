"""A palette from any picture.

The pixels are clustered in OKLab (k-means, Lloyd 1982, seeded as by Arthur and Vassilvitskii 2007);
clusters that look alike are merged. What fills the border counts as the background and always gets
its place; the rest compete by how much of the picture they cover and how colourful they are.
"""

from typing import cast

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy.cluster.vq import kmeans2

from bot.art.drawing.arrays import Floats
from bot.art.drawing.colour import as_rgb, oklab, srgb
from bot.art.drawing.rng import Rng, stream
from bot.art.palette import Palette, custom

MOST = 6
_SIDE = 96
_CLUSTERS = 14
_ALIKE = 0.07
_HARDLY_THERE = 0.004
_OPAQUE = 128


def palette_from(image: Image.Image) -> Palette:
    """Two to six colours that stand for the picture, from dark to light.

    :param image: of any mode and size; transparent parts do not count, unless nothing else is there.
    """
    small = image.convert("RGBA")
    small.thumbnail((_SIDE, _SIDE), Image.Resampling.BOX)
    pixels = np.asarray(small)
    lab = oklab(pixels[..., :3])
    seen = pixels[..., 3] >= _OPAQUE
    if not seen.any():
        seen = np.ones_like(seen)
    centres, weights = _clusters(lab[seen], stream("palette from picture"))
    chosen = _choose(centres, weights, _background(lab, seen))
    if len(chosen) == 1:
        # One colour is no palette: its own shade or tint keeps it company.
        chosen = np.vstack([chosen, chosen[0] + [0.35 if chosen[0, 0] < 0.6 else -0.35, 0, 0]])
    ordered = chosen[np.argsort(chosen[:, 0], kind="stable")]
    return custom(" ".join("#{:02x}{:02x}{:02x}".format(*as_rgb(srgb(c))) for c in ordered))


def _clusters(points: Floats, rng: Rng) -> tuple[Floats, Floats]:
    """Cluster centres (n, 3), no two alike, and the share of the points in each (n,)."""
    distinct = len(np.unique(points.round(3), axis=0))
    centres, labels = kmeans2(points, min(_CLUSTERS, distinct), iter=12, minit="++", rng=rng, missing="warn")
    weights = np.bincount(labels, minlength=len(centres)) / len(points)
    while len(centres) > 1:
        gaps = np.linalg.norm(centres[:, None] - centres[None], axis=2) + np.eye(len(centres)) * 9
        a, b = np.unravel_index(int(np.argmin(gaps)), gaps.shape)
        if gaps[a, b] >= _ALIKE:
            break
        together = weights[a] + weights[b]
        centres[a] = (centres[a] * weights[a] + centres[b] * weights[b]) / max(together, 1e-12)
        weights[a] = together
        centres, weights = np.delete(centres, b, axis=0), np.delete(weights, b)
    return centres, weights


def _background(lab: Floats, seen: NDArray[np.bool_]) -> Floats:
    """The median colour of the visible border pixels, or of all if there are none."""
    border = np.zeros_like(seen)
    border[[0, -1], :] = border[:, [0, -1]] = True
    return cast("Floats", np.median(lab[border & seen] if (border & seen).any() else lab[seen], axis=0))


def _choose(centres: Floats, weights: Floats, background: Floats) -> Floats:
    ground = int(np.argmin(np.linalg.norm(centres - background, axis=1)))
    chroma = np.hypot(centres[:, 1], centres[:, 2])
    worth = np.sqrt(weights) * (0.06 + chroma)
    worth[weights < _HARDLY_THERE] = 0
    worth[ground] = np.inf
    best = [i for i in np.argsort(-worth, kind="stable")[:MOST] if worth[i] > 0]
    return centres[best]
