"""Random streams that never change.

NumPy promises (NEP 19) that the streams of ``RandomState`` are frozen, bit for bit. It does not promise
that of the newer ``Generator``. Recipes are kept for years, so ours are ``RandomState``. Each stream is
keyed by words instead of drawn from another stream, so adding one never changes the rest.
"""

from collections.abc import Sequence
from hashlib import blake2b
from typing import TypeVar

import numpy as np

Rng = np.random.RandomState
T = TypeVar("T")


def stream(*words: object) -> Rng:
    """Return the random stream that belongs to these words, the same in every process."""
    digest = blake2b("\x1f".join(map(str, words)).encode(), digest_size=16).digest()
    return Rng(np.random.PCG64(int.from_bytes(digest, "little")))


def fresh_rng() -> Rng:
    """Return an unpredictable stream, seeded by the operating system."""
    return Rng(np.random.PCG64())


def pick(options: Sequence[T], lot: float) -> T:
    """Return one of the options, given a random number from 0 up to but not including 1."""
    return options[int(lot * len(options))]
