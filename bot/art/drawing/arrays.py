"""Types of the arrays that modules exchange."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Field = NDArray[np.floating[Any]]
"""One number for each cell of a grid, or for each pixel: (rows, columns)."""
Picture = NDArray[np.uint8]
"""Colours: (rows, columns, 3) sRGB bytes."""
