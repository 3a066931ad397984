"""Sine and cosine that are the same on every processor.

NumPy's results differ in the last bit between instruction sets, and chaotic maps amplify such a
difference into another picture. These functions use a table of 65,536 angles instead.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from bot.art.drawing.arrays import Field

_STEPS = 1 << 16
_PER_RADIAN = np.float32(_STEPS / (2 * np.pi))


@cache
def _sines() -> NDArray[np.float32]:
    # Rounding removes the bits that differ between processors.
    return np.sin(np.arange(_STEPS) * (2 * np.pi / _STEPS)).round(7).astype(np.float32)


def sin(angle: Field) -> Field:
    """Return the sine of float32 angles up to a thousand radians, to four digits."""
    return _look_up(angle, 0)


def cos(angle: Field) -> Field:
    """Return the cosine of float32 angles up to a thousand radians, to four digits."""
    return _look_up(angle, _STEPS // 4)


def _look_up(angle: Field, offset: int) -> Field:
    """Return the sine of each angle that lies this many steps of the table ahead."""
    steps = np.rint(angle * _PER_RADIAN).astype(np.int32) + offset
    return _sines().take(steps & (_STEPS - 1))
