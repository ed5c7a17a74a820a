"""A finger on the glass: real pointer events through the X server."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Sequence

HOLD_S = 0.06


class Finger:
    """Presses and draws at screen positions by xdotool."""

    def __init__(self, display: str) -> None:
        self._display = display

    def press(self, x: int, y: int) -> None:
        """Press and release at a position in pixels from the top left of the screen."""
        self._xdotool("mousemove", str(x), str(y))
        self._xdotool("mousedown", "1", "sleep", str(HOLD_S), "mouseup", "1")

    def draw(self, points: Sequence[tuple[int, int]]) -> None:
        """Draw one stroke through the points."""
        first, *rest = points
        self._xdotool("mousemove", str(first[0]), str(first[1]), "mousedown", "1")
        for x, y in rest:
            self._xdotool("mousemove", str(x), str(y))
            time.sleep(0.02)
        self._xdotool("mouseup", "1")

    def _xdotool(self, *words: str) -> None:
        subprocess.run(
            ["xdotool", *words],
            check=True,
            capture_output=True,
            timeout=10,
            env={"DISPLAY": self._display, "PATH": "/usr/bin:/bin"},
        )


def picture(display: str, path: str) -> None:
    """Save what the whole display shows as a PNG."""
    subprocess.run(
        ["import", "-display", display, "-window", "root", path],
        check=True,
        capture_output=True,
        timeout=30,
    )
