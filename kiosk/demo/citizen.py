"""A citizen who looks at the screen, waits for what should come, and presses it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.demo.finger import Finger, picture
from kiosk.journeys.view import Screen

Locate = Callable[[str, str], tuple[int, int] | None]
"""Where a button's middle is on the display, or None while it is not there."""


class LostError(Exception):
    """What should have come on the screen did not."""


@dataclass
class Citizen:
    """Drives the real window and keeps the time of each step."""

    screen: Callable[[], Screen]
    is_settled: Callable[[], bool]
    locate: Locate
    locate_signature: Callable[[], tuple[int, int, int, int] | None]
    finger: Finger
    display: str
    pictures: Path
    pace_s: float
    tell: Callable[[str], None]
    steps: dict[str, float] = field(default_factory=dict)
    _number: int = 0

    @contextmanager
    def step(self, name: str, words: str) -> Iterator[None]:
        """Time one step and take a picture of the screen it ends on."""
        self.tell(words)
        started_s = time.perf_counter()
        yield
        self.steps[name] = round(time.perf_counter() - started_s, 3)
        self.look(name)

    def look(self, name: str) -> None:
        """Take a picture, after the pace a bystander can follow."""
        time.sleep(max(self.pace_s, 0.35))
        self._number += 1
        picture(self.display, str(self.pictures / f"{self._number:02d}-{name}.png"))

    def wait(self, what: str, seen: Callable[[Screen], bool], timeout_s: float = 20.0) -> Screen:
        """Wait until the screen shows what is expected."""
        end_s = time.monotonic() + timeout_s
        while time.monotonic() < end_s:
            screen = self.screen()
            if seen(screen):
                return screen
            time.sleep(0.03)
        raise LostError(f"waited {timeout_s:.0f} s for {what}; the screen shows {self._seen()}")

    def press(self, action: str, argument: str = "", times: int = 1) -> None:
        """Press a button as soon as it stands still on the screen."""
        x, y = self._still(action, argument)
        for _ in range(times):
            self.finger.press(x, y)
        time.sleep(self.pace_s / 4)

    def type(self, characters: str) -> None:
        """Press the keys of the on-screen keyboard one by one."""
        for character in characters:
            self.press("key", character)

    def sign(self) -> None:
        """Draw a signature into the pad."""
        end_s = time.monotonic() + 10
        while (pad := self.locate_signature()) is None:
            if time.monotonic() > end_s:
                raise LostError("the signature pad did not come")
            time.sleep(0.05)
        left, top, width, height = pad
        for stroke in ((0.2, 0.3, 0.45, 0.7), (0.45, 0.3, 0.2, 0.7), (0.55, 0.5, 0.8, 0.45)):
            self.finger.draw(
                [
                    (
                        round(left + width * (stroke[0] + (stroke[2] - stroke[0]) * i / 8)),
                        round(top + height * (stroke[1] + (stroke[3] - stroke[1]) * i / 8)),
                    )
                    for i in range(9)
                ]
            )

    def _still(self, action: str, argument: str, timeout_s: float = 15.0) -> tuple[int, int]:
        """Return the button's place once it has not moved for two looks."""
        end_s = time.monotonic() + timeout_s
        last: tuple[int, int] | None = None
        while time.monotonic() < end_s:
            place = self.locate(action, argument)
            if place is not None and place == last and self.is_settled():
                return place
            last = place
            time.sleep(0.06)
        raise LostError(
            f"no button {action} {argument} came within {timeout_s:.0f} s; "
            f"the screen shows {self._seen()}"
        )

    def _seen(self) -> str:
        """Return which screen stands there, in what phase, and what it says."""
        body = self.screen().body
        told = (getattr(body, name, "") for name in ("phase", "title", "message", "fault"))
        return " ".join([type(body).__name__, *filter(None, told)])
