"""Keeps Python's garbage collector away from the citizen.

Looking through everything that is alive takes a tenth of a second and stops every thread, the
window's too. What lives as long as the terminal is set aside once, the young are looked through
often, and the whole only between two visits.
"""

from __future__ import annotations

import gc
import sys

from kiosk.effects import Effect, Wipe
from kiosk.runner import Post

YOUNG, MIDDLE, WHOLE = 10_000, 10, 1_000
"""Thresholds of the collector: the whole comes due on its own only after 100 million objects."""
SWITCH_S = 0.001
"""How long another thread may keep the window from running Python."""


def hold_back() -> None:
    """Collect nothing while modules load, which would only delay the first frame."""
    gc.disable()


def release() -> None:
    """Set aside what is loaded and collect the young from now on."""
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, WHOLE)
    gc.enable()
    sys.setswitchinterval(SWITCH_S)


def set_aside() -> None:
    """Take all that is alive now for as long-lived as the terminal."""
    gc.freeze()


class Collector:
    """Looks through everything when a citizen has left."""

    handles: tuple[type, ...] = (Wipe,)
    urgent: tuple[type, ...] = ()

    def start(self, post: Post) -> None:
        """Nothing to open."""

    def stop(self) -> None:
        """Nothing is held."""

    def perform(self, effect: Effect, post: Post) -> None:
        """Collect what the visit left."""
        gc.collect()
