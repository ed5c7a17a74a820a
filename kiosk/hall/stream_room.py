"""Room for so many open streams of one place or one ticket; each costs memory while it lasts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

MOST_OF_A_TICKET = 8
"""Of one number or question: a family's phones, and pages left open in tabs."""


class StreamRoom:
    """Counts the open streams of this process; used on its event loop alone."""

    def __init__(self, most_of_an_address: int) -> None:
        self.most_of_an_address = most_of_an_address
        self._open: Counter[str] = Counter()

    @contextmanager
    def take(self, claims: Mapping[str, int]) -> Iterator[bool]:
        """Take a place under each key with its most while the context lasts; False if full."""
        if any(self._open[key] >= most for key, most in claims.items()):
            yield False
            return
        self._open.update(claims.keys())
        try:
            yield True
        finally:
            for key in claims:
                self._open[key] -= 1
                if not self._open[key]:
                    # It must not grow with every address there ever was.
                    del self._open[key]
