"""Smooth randomness over the plane.

Gradient noise after Ken Perlin, "Improving Noise" (2002), with lattice gradients on the unit
circle. Fractional Brownian motion (fBm) sums it over octaves. A feature is about one unit wide, so
divide coordinates on the canvas by the size that features should have.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bot.art.drawing.arrays import Floats
from bot.art.drawing.rng import Rng

_PERIOD = 256


class Noise:
    """One random field. Calling it returns values from about -1 to 1.

    The field repeats after 256 units.
    """

    def __init__(self, rng: Rng) -> None:
        self._order = np.concatenate([p := rng.permutation(_PERIOD), p]).astype(np.int32)
        turns = rng.random_sample(_PERIOD) * 2 * np.pi
        self._gx, self._gy = np.cos(turns), np.sin(turns)

    def __call__(self, x: ArrayLike, y: ArrayLike) -> Floats:
        """Return the field at x and y, which may be of any shapes that broadcast."""
        px, py = np.broadcast_arrays(np.asarray(x, np.float64), np.asarray(y, np.float64))
        fx, fy = np.floor(px), np.floor(py)
        dx, dy = px - fx, py - fy
        ix, iy = fx.astype(np.int32) & (_PERIOD - 1), fy.astype(np.int32) & (_PERIOD - 1)
        west, east = self._order[ix], self._order[(ix + 1) & (_PERIOD - 1)]
        u, v = _ease(dx), _ease(dy)
        iy1 = (iy + 1) & (_PERIOD - 1)
        top = _lerp(self._slope(west + iy, dx, dy), self._slope(east + iy, dx - 1, dy), u)
        bottom = _lerp(self._slope(west + iy1, dx, dy - 1), self._slope(east + iy1, dx - 1, dy - 1), u)
        # Unit gradients reach at most sqrt(1/2) between the lattice points.
        return _lerp(top, bottom, v) * 1.41421356

    def at(self, points: Floats, octaves: int = 1, gain: float = 0.5) -> Floats:
        """Return the field, or its fBm over some octaves, at (…, 2) points."""
        return self.fbm(points[..., 0], points[..., 1], octaves, gain)

    def fbm(self, x: ArrayLike, y: ArrayLike, octaves: int = 4, gain: float = 0.5) -> Floats:
        """Return the field with finer ones added, each twice as fine and `gain` as strong; -1 to 1."""
        px, py = np.asarray(x, np.float64), np.asarray(y, np.float64)
        total = np.zeros(np.broadcast_shapes(px.shape, py.shape))
        strength, sum_of_strengths = 1.0, 0.0
        for octave in range(octaves):
            # The offsets keep the lattices of the octaves apart, or they would add up to a visible grid.
            total += strength * self(px * 2**octave + 17.3 * octave, py * 2**octave - 9.7 * octave)
            sum_of_strengths += strength
            strength *= gain
        return total / sum_of_strengths

    def _slope(self, corner: NDArray[np.int32], dx: Floats, dy: Floats) -> Floats:
        at = self._order[corner]
        return self._gx[at] * dx + self._gy[at] * dy


def _ease(t: Floats) -> Floats:
    return t * t * t * (t * (t * 6 - 15) + 10)


def _lerp(a: Floats, b: Floats, t: Floats) -> Floats:
    return a + (b - a) * t
