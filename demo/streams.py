"""Named random streams, so that one module's draws never shift another's."""

from __future__ import annotations

from zlib import crc32

import numpy as np


class Streams:
    """Independent generators, one per name, all derived from one seed."""

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def get(self, name: str) -> np.random.Generator:
        """A fresh generator for a name: the same seed and name, the same draws."""
        return np.random.default_rng([self.seed, crc32(name.encode())])
