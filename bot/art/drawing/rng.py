"""Random streams that never change.

NumPy guarantees (NEP 19) that the streams of ``RandomState`` never change, but not those of the newer
``Generator``. A recipe must draw the same picture years later, so we use ``RandomState``.
Each stream has a key of words of its own, so adding a stream never changes another.
"""

from collections.abc import Sequence
from hashlib import blake2b
from typing import TypeVar

import numpy as np

Rng = np.random.RandomState
T = TypeVar("T")


def stream(*words: object) -> Rng:
    """Return the random stream of this key, the same in every process."""
    digest = blake2b("\x1f".join(map(str, words)).encode(), digest_size=16).digest()
    return Rng(np.random.PCG64(int.from_bytes(digest, "little")))


def fresh_rng() -> Rng:
    """Return an unpredictable stream, seeded by the operating system."""
    return Rng(np.random.PCG64())


def pick(options: Sequence[T], lot: float) -> T:
    """Return one of the options, given a random number from 0 up to but not including 1."""
    return options[int(lot * len(options))]
