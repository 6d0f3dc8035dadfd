"""The progress bar, on standard error."""

from __future__ import annotations

from typing import Protocol

from tqdm import tqdm


class Bar(Protocol):
    """What the demonstration needs of a progress bar."""

    n: float
    total: float | None

    def update(self, n: float = 1) -> object:
        """Move on by some steps."""

    def close(self) -> None:
        """Finish."""


def progress(steps: int) -> Bar:
    """A bar of so many steps."""
    bar: Bar = tqdm(total=steps, unit="step", desc="Basildon")
    return bar
