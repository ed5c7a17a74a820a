"""What must be set before kivy is imported, and whether there is a display at all."""

from __future__ import annotations

import ctypes
import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kiosk.ui.lean_style import lean_data_folder


@dataclass(frozen=True)
class NoDisplay:
    """There is nowhere to open a window."""

    reason: str
    remedy: str


def check_display(environment: Mapping[str, str] = os.environ) -> NoDisplay | None:
    """Return why no window can open, or None; Kivy itself would draw unseen."""
    if environment.get("WAYLAND_DISPLAY"):
        return None
    name = environment.get("DISPLAY", "")
    start = "start one, e.g. `Xvfb :1 -screen 0 1080x1920x24 &`, and set DISPLAY=:1"
    if not name:
        remedy = f"run it on the terminal's screen, or {start}"
        return NoDisplay("no display: DISPLAY is not set", remedy)
    if not _opens(name):
        return NoDisplay(f"display {name} does not answer", f"check that it runs, or {start}")
    return None


def prepare_environment(width: int, height: int, fullscreen: bool, home: Path) -> None:
    """Set Kivy's environment and configuration; must come before any window.

    Only the pointer is read: X turns a touch screen into a pointer, and reading the touch device
    too would count each touch twice.
    """
    os.environ.update(
        KIVY_NO_ARGS="1",
        KIVY_NO_FILELOG="1",
        KIVY_LOG_MODE="PYTHON",
        KIVY_HOME=str(home),
        KIVY_WINDOW="sdl2",
        KIVY_GL_BACKEND="sdl2",
        KIVY_IMAGE="sdl2",
        KIVY_TEXT="sdl2",
    )
    home.mkdir(parents=True, exist_ok=True)
    data = lean_data_folder(home)
    if data is not None:
        os.environ.setdefault("KIVY_DATA_DIR", str(data))
    # Without a handler Python prints Kivy's word on an ini file that is not there, on purpose.
    logging.getLogger("kivy").addHandler(logging.NullHandler())
    from kivy.config import Config

    settings = {
        "kivy": {"exit_on_escape": "0", "keyboard_mode": "system", "desktop": "0"},
        "graphics": {
            "width": str(width),
            "height": str(height),
            "fullscreen": "auto" if fullscreen else "0",
            "borderless": "1" if fullscreen else "0",
            "show_cursor": "0" if fullscreen else "1",
            "multisamples": "0",
            "maxfps": "60",
            "resizable": "1",
            "minimum_width": "270",
            "minimum_height": "270",
        },
    }
    for section, values in settings.items():
        for key, value in values.items():
            Config.set(section, key, value)
    for device in [name for name, _ in Config.items("input") if name != "mouse"]:
        Config.remove_option("input", device)
    Config.set("input", "mouse", "mouse,disable_multitouch")


def _opens(name: str) -> bool:
    try:
        x11 = ctypes.CDLL("libX11.so.6")
    except OSError:
        return True  # Without Xlib there is nothing to ask with; SDL will say what is wrong.
    x11.XOpenDisplay.restype = ctypes.c_void_p
    x11.XCloseDisplay.argtypes = [ctypes.c_void_p]
    display = x11.XOpenDisplay(name.encode())
    if not display:
        return False
    x11.XCloseDisplay(display)
    return True
