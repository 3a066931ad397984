"""Types of the arrays that modules exchange.

Fields of one value a pixel are float32, which takes half the memory and time of float64. Python's own
numbers do not widen them: ``field * 0.5`` is float32. NumPy's scalars do, so turn those into Python's
first: ``field * float(np.cos(angle))``.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Field = NDArray[np.floating[Any]]
"""One number for each cell of a grid, or for each pixel: (rows, columns)."""
Picture = NDArray[np.uint8]
"""Colours: (rows, columns, 3) sRGB bytes."""
