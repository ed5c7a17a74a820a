"""Opens the window and starts the terminal behind it."""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.events import Event
from kiosk.journeys.home import REMEMBERED, first_screen
from kiosk.journeys.view import Screen
from kiosk.logs import start_logging
from kiosk.opening import KIOSK_CONFIG, Opening, opening_of, recall_opening, remember_opening
from kiosk.performers import collecting

if TYPE_CHECKING:
    from kiosk.life_sign import LifeSign
    from kiosk.performers.pictures import Picture
    from kiosk.settings import KioskSettings
    from kiosk.terminal import Terminal
    from kiosk.ui.bridge import Bridge
    from kiosk.ui.heartbeat import Heartbeat

ANNOUNCE = "YIMEN_ANNOUNCE_FIRST_FRAME"
"""Set by the bench: the first frame is told on standard output."""

log = logging.getLogger(__name__)


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

    def stop(self) -> None:
        """Close the window."""
        if self.bridge is not None:
            self.bridge.stop()


class Window:
    """The real window, open and touchable before the terminal behind it is built."""

    def __init__(
        self,
        opening: Opening,
        settings: Callable[[], KioskSettings],
        demo: bool = False,
        config: Path | None = None,
    ) -> None:
        from kiosk.ui.environment import prepare_environment

        folder = opening.data_folder
        size = opening.width, opening.height
        prepare_environment(*size, opening.fullscreen, folder / "kivy")
        from kiosk.ui.app import KioskApp

        self._settings = settings
        self._demo = demo
        self._config = config
        self._glass = DeferredGlass()
        self._terminal: Future[Terminal] = Future()
        self._early = EarlyEvents()
        self._first_frame = threading.Event()
        self.app = KioskApp(
            self._early.post,
            first_screen(opening.hall_name, folder / REMEMBERED, opening.home == "conversation"),
            size,
            self._first_frame_shown,
        )
        self._glass.bridge = self.app.bridge
        self.heartbeat: Heartbeat | None = None
        self.life_sign: LifeSign | None = None

    @property
    def terminal(self) -> Terminal:
        """The terminal behind the window, once it is built."""
        return self._terminal.result(timeout=60)

    def run(self) -> None:
        """Run until the window is closed; must be called on the main thread."""
        try:
            self.app.run()
        finally:
            if self.life_sign is not None:
                self.life_sign.stop()
            if self._terminal.done() and self._terminal.exception() is None:
                self.terminal.stop()

    @property
    def fault(self) -> str:
        """Why the terminal could not be built, or ''."""
        error = self._terminal.exception() if self._terminal.done() else None
        return f"{type(error).__name__}: {error}" if error is not None else ""

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
        collecting.release()
        threading.Thread(target=self._build, name="build", daemon=True).start()
        from kiosk.ui.heartbeat import Heartbeat

        self.heartbeat = Heartbeat()
        self.heartbeat.start()

    def _build(self) -> None:
        try:
            from kiosk.terminal import Terminal

            terminal = Terminal(self._settings(), self._glass, self._demo, self._config)
            terminal.start()
        except BaseException as error:
            # A terminal that cannot be built must not stand there looking ready.
            log.exception("the terminal could not be built")
            self._terminal.set_exception(error)
            self.close()
            return
        collecting.set_aside()
        self._terminal.set_result(terminal)
        self._early.hand_over(terminal.post)
        self._give_life_signs(terminal)

    def _give_life_signs(self, terminal: Terminal) -> None:
        from kiosk.life_sign import LifeSign

        heartbeat = self.heartbeat
        if heartbeat is not None:
            stage = terminal.stage
            parts = {"window": lambda: heartbeat.last_s, "stage": lambda: stage.visit.now_s}
            self.life_sign = LifeSign(parts)
            self.life_sign.start()


class EarlyEvents:
    """Keeps what is touched before the terminal is there, and then hands all of it over."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: list[Event] = []
        self._post: Callable[[Event], None] | None = None

    def post(self, event: Event) -> None:
        """Pass an event on, or keep it."""
        with self._lock:
            if self._post is None:
                self._kept.append(event)
                return
        self._post(event)

    def hand_over(self, post: Callable[[Event], None]) -> None:
        """Pass on what was kept, in order, and from now on everything at once."""
        with self._lock:
            for event in self._kept:
                post(event)
            self._kept.clear()
            self._post = post


def start_terminal(config: Path = KIOSK_CONFIG) -> int:
    """Run the terminal until its window is closed; return the exit code, the reason told."""
    collecting.hold_back()
    fault = _run(config)
    if fault:
        sys.stderr.write(f"{fault}\n")
    return 1 if fault else 0


def _run(config: Path) -> str:
    from kiosk.ui.environment import check_display

    opening = recall_opening(config, os.environ) or _check(config)
    if isinstance(opening, str):
        return opening
    absent = check_display()
    if absent is not None:
        return f"{absent.reason}; {absent.remedy}"
    start_logging(opening.data_folder / "logs")
    window = Window(opening, lambda: _load(config), config=config)
    window.run()
    return window.fault


def _check(config: Path) -> Opening | str:
    """Return the opening of settings just checked, or what is wrong with them."""
    from kiosk.settings import SettingsError

    try:
        opening = opening_of(_load(config))
    except SettingsError as error:
        return str(error)
    remember_opening(opening, config, os.environ)
    return opening


def _load(config: Path) -> KioskSettings:
    from kiosk.settings import load_settings

    return load_settings(config, os.environ)
