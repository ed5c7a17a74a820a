"""How long one frame of the live picture holds up the window's thread; prints milliseconds."""

from __future__ import annotations

import os
import time

os.environ.update(KIVY_NO_ARGS="1", KIVY_NO_FILELOG="1", KIVY_NO_CONSOLELOG="1")

import numpy as np
from kivy.app import App
from kivy.clock import Clock

from kiosk.ui.widgets.pictures import Picture

WIDTH, HEIGHT, FRAMES, FIRST = 1280, 720, 90, 10


class _Plain:
    """A theme without colours."""

    def colour(self, name: str) -> tuple[float, float, float, float]:
        return (0, 0, 0, 1)


class Live(App):
    """A window that is given frames and takes the time of each."""

    def build(self) -> Picture:
        """Show the picture."""
        self.taken_ms: list[float] = []
        noise = np.random.default_rng(1).integers(0, 256, (HEIGHT, WIDTH, 3), np.uint8)
        self.frame = noise.tobytes()
        Clock.schedule_interval(self.tick, 1 / 30)
        return Picture(_Plain())

    def tick(self, _since_s: float) -> None:
        """Draw one frame, and end after the last."""
        start_s = time.perf_counter()
        self.root.show_frame(self.frame, WIDTH, HEIGHT)
        self.taken_ms.append((time.perf_counter() - start_s) * 1000)
        if len(self.taken_ms) == FRAMES:
            print(round(float(np.median(self.taken_ms[FIRST:])), 2), flush=True)
            os._exit(0)


if __name__ == "__main__":
    Live().run()
