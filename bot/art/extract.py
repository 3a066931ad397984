"""A palette from any picture.

The pixels are clustered in OKLab (k-means, Lloyd 1982, seeded as by Arthur and Vassilvitskii 2007),
and clusters that look alike are merged. The colour of the border counts as the background and is always
in the palette. The others are ranked by how much of the picture they cover and how colourful they are.
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

# The most colours of a palette.
MOST = 6
# The longer side of the copy that is clustered, in pixels: details do not change a palette.
_SIDE = 96
# More than a palette has, so that a small area of a strong colour has a cluster of its own.
_CLUSTERS = 14
# Colours closer than this in OKLab look alike.
_ALIKE = 0.07
# A smaller share of the picture is noise.
_LEAST_SHARE = 0.004
# The alpha from which a pixel counts.
_OPAQUE = 128
# What a grey is worth, so that it can be chosen at all beside colours.
_WORTH_OF_GREY = 0.06
# How far in lightness the second colour is from the only one of a picture.
_CONTRAST = 0.35


def palette_from(image: Image.Image) -> Palette:
    """Return two to six colours that represent the picture, from dark to light.

    :param image: of any mode and size. Transparent parts are ignored, unless there is nothing else.
    """
    small = image.convert("RGBA")
    small.thumbnail((_SIDE, _SIDE), Image.Resampling.BOX)
    pixels = np.asarray(small)
    lab = oklab(pixels[..., :3])
    visible = pixels[..., 3] >= _OPAQUE
    if not visible.any():
        visible = np.ones_like(visible)
    centres, weights = _clusters(lab[visible], stream("palette from picture"))
    chosen = _choose(centres, weights, _background(lab, visible))
    if len(chosen) == 1:
        # A palette has at least two colours: add a tint of a dark one, or a shade of a light one.
        chosen = np.vstack([chosen, chosen[0] + [_CONTRAST if chosen[0, 0] < 0.6 else -_CONTRAST, 0, 0]])
    ordered = chosen[np.argsort(chosen[:, 0], kind="stable")]
    return custom(" ".join("#{:02x}{:02x}{:02x}".format(*as_rgb(srgb(c))) for c in ordered))


def _clusters(points: Floats, rng: Rng) -> tuple[Floats, Floats]:
    """Return cluster centres (n, 3) of which no two look alike, and the share of the points in each (n,)."""
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


def _background(lab: Floats, visible: NDArray[np.bool_]) -> Floats:
    """Return the median colour of the visible border pixels, or of all visible ones if there are none."""
    border = np.zeros_like(visible)
    border[[0, -1], :] = border[:, [0, -1]] = True
    counted = border & visible
    return cast("Floats", np.median(lab[counted if counted.any() else visible], axis=0))


def _choose(centres: Floats, weights: Floats, background: Floats) -> Floats:
    """Return the centres that make the palette, the most important first."""
    ground = int(np.argmin(np.linalg.norm(centres - background, axis=1)))
    chroma = np.hypot(centres[:, 1], centres[:, 2])
    worth = np.sqrt(weights) * (_WORTH_OF_GREY + chroma)
    worth[weights < _LEAST_SHARE] = 0
    worth[ground] = np.inf
    best = [i for i in np.argsort(-worth, kind="stable")[:MOST] if worth[i] > 0]
    return centres[best]
