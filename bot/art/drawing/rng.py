"""Random streams that give the same numbers for ever.

NumPy promises (NEP 19) that the streams of ``RandomState`` are frozen, bit for bit, which it does
not promise of the newer ``Generator``. Recipes are kept for years, so ours are ``RandomState``.
Streams are keyed by words, not drawn from one another: adding one never shifts the rest.
"""

from hashlib import blake2b

import numpy as np

Rng = np.random.RandomState


def stream(*words: object) -> Rng:
    """The random stream that belongs to these words, the same in every process."""
    digest = blake2b("\x1f".join(map(str, words)).encode(), digest_size=16).digest()
    return Rng(np.random.PCG64(int.from_bytes(digest, "little")))


def fresh_rng() -> Rng:
    """A stream that nobody can foresee, seeded by the operating system."""
    return Rng(np.random.PCG64())
