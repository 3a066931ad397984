"""Random streams that give the same numbers for ever.

NumPy guarantees (NEP 19) that the streams of ``RandomState`` never change, but not those of the newer
``Generator``. A recipe must draw the same picture years later, so we use ``RandomState``.
Each stream has a key of words of its own, so adding a stream never changes another.
"""

from hashlib import blake2b

import numpy as np

Rng = np.random.RandomState


def stream(*words: object) -> Rng:
    """Return the random stream of this key, the same in every process."""
    digest = blake2b("\x1f".join(map(str, words)).encode(), digest_size=16).digest()
    return Rng(np.random.PCG64(int.from_bytes(digest, "little")))


def fresh_rng() -> Rng:
    """Return an unpredictable stream, seeded by the operating system."""
    return Rng(np.random.PCG64())
