"""Opens the window and starts the terminal behind it."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING

from kiosk.journeys.view import Screen
from kiosk.logs import start_logging
from kiosk.settings import KioskSettings

if TYPE_CHECKING:
    from kiosk.performers.pictures import Picture
    from kiosk.terminal import Terminal
    from kiosk.ui.bridge import Bridge

ANNOUNCE = "YIMEN_ANNOUNCE_FIRST_FRAME"
"""Set by the bench: the first frame is told on standard output."""


class DeferredGlass:
    """Stands in for the window until it is open."""

    def __init__(self) -> None:
        self.bridge: Bridge | None = None

    def show(self, screen: Screen) -> None:
        """Have a screen drawn."""
        if self.bridge is not None:
            self.bridge.show(screen)

    def show_frame(self, bgr: Picture) -> None:
        """Have a camera frame drawn, shape height × width × 3."""
        if self.bridge is not None:
            height, width = bgr.shape[:2]
            self.bridge.show_frame(bgr.tobytes(), width, height)


class Window:
    """The real window with the terminal behind it."""

    def __init__(self, settings: KioskSettings, demo: bool = False) -> None:
        from kiosk.ui.environment import prepare_environment

        screen = settings.screen
        home = settings.data.folder / "kivy"
        prepare_environment(screen.width, screen.height, screen.fullscreen, home)
        self._settings = settings
        self._glass = DeferredGlass()
        self._first_frame = threading.Event()
        # Reading the catalogue and opening the outbox overlap with opening the window.
        building = _in_background(lambda: _build_terminal(settings, self._glass, demo))
        from kiosk.ui.app import KioskApp
        from kiosk.ui.heartbeat import Heartbeat

        self.heartbeat = Heartbeat()
        self.terminal = building.result()
        self.app = KioskApp(
            self.terminal.post,
            self.terminal.stage.screen,
            (screen.width, screen.height),
            self._first_frame_shown,
        )
        self._glass.bridge = self.app.bridge

    def run(self) -> None:
        """Run until the window is closed; must be called on the main thread."""
        try:
            self.app.run()
        finally:
            self.terminal.stop()

    def close(self) -> None:
        """Close the window; may be called from any thread."""
        self.app.bridge.stop()

    def wait_first_frame(self, timeout_s: float) -> None:
        """Wait until the window can be touched."""
        if not self._first_frame.wait(timeout_s):
            raise TimeoutError("the window never showed its first frame")

    def locate(self, name: str, argument: str) -> tuple[int, int] | None:
        """Return where a button stands on the display, or None."""
        from kiosk.ui.places import place_of_button

        return self.app.bridge.ask(lambda: place_of_button(self.app.layout, name, argument))

    def locate_signature(self) -> tuple[int, int, int, int] | None:
        """Return where the signature pad stands on the display, or None."""
        from kiosk.ui.places import area_of_signature

        return self.app.bridge.ask(lambda: area_of_signature(self.app.layout))

    def _first_frame_shown(self) -> None:
        if os.environ.get(ANNOUNCE):
            print("first frame", flush=True)
        self._first_frame.set()
        self.heartbeat.start()
        self.terminal.start()


def run_terminal(settings: KioskSettings) -> str:
    """Run the terminal until its window is closed; return why it could not, or ''."""
    from kiosk.ui.environment import check_display

    absent = check_display()
    if absent is not None:
        return f"{absent.reason}; {absent.remedy}"
    start_logging(settings.data.folder / "logs")
    Window(settings).run()
    return ""


def _build_terminal(settings: KioskSettings, glass: DeferredGlass, demo: bool) -> Terminal:
    from kiosk.terminal import Terminal

    return Terminal(settings, glass, demo)


def _in_background(build: Callable[[], Terminal]) -> Future[Terminal]:
    future: Future[Terminal] = Future()

    def work() -> None:
        try:
            future.set_result(build())
        except BaseException as error:
            future.set_exception(error)

    threading.Thread(target=work, name="build", daemon=True).start()
    return future
