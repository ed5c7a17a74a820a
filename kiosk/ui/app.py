"""The window and its loop; everything else is the renderer's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kivy.app import App
from kivy.core.window import Window
from kivy.uix.floatlayout import FloatLayout

from kiosk.events import Event, Pressed, Touched
from kiosk.journeys.view import Screen
from kiosk.ui.bridge import Bridge
from kiosk.ui.hardware_keyboard import HardwareKeyboard
from kiosk.ui.renderer import Renderer

ENTER, KEYPAD_ENTER, BACKSPACE = 13, 271, 8


class KioskApp(App):
    """Shows screens and posts touches.

    `kiosk.ui.environment.prepare_environment` must have run before this module is imported.
    """

    title = "一门"

    def __init__(
        self,
        post: Callable[[Event], None],
        first_screen: Screen,
        size: tuple[int, int] = (1080, 1920),
        on_first_frame: Callable[[], None] | None = None,
    ) -> None:
        super().__init__()
        self._post = post
        self._first_screen = first_screen
        self._on_first_frame = on_first_frame
        self.layout = FloatLayout(size=size)
        self.renderer = Renderer(self.layout, post)
        self.bridge = Bridge(self.renderer.draw, self.renderer.show_frame, self.stop)
        self.keyboard = HardwareKeyboard(lambda: self.renderer.text, post)

    def build(self) -> FloatLayout:
        """Draw the first screen at the window's real size."""
        self.layout.size = Window.size
        Window.clearcolor = (0.98, 0.97, 0.95, 1)
        self.renderer.draw(self._first_screen)
        return self.layout

    def on_start(self) -> None:
        """Listen to touches and keys."""
        Window.bind(on_touch_down=self._touched, on_key_down=self._key, on_textinput=self._text)
        if self._on_first_frame is not None:
            Window.bind(on_flip=self._flipped)
        # Without it the window gets no text, only keys.
        Window.request_keyboard(lambda: None, self.layout, "text")

    def load_config(self) -> None:
        """Keep Kivy from writing an ini file of its own."""

    def _touched(self, _window: Any, _touch: Any) -> bool:
        self._post(Touched())
        return False

    def _flipped(self, _window: Any) -> None:
        Window.unbind(on_flip=self._flipped)
        if self._on_first_frame is not None:
            self._on_first_frame()

    def _text(self, _window: Any, text: str) -> bool:
        self._post(Touched())
        return self.keyboard.type(text)

    def _key(self, _window: Any, key: int, *_: object) -> bool:
        if key == BACKSPACE:
            return self.keyboard.delete()
        frame = self.renderer.frame
        body = frame.body if frame is not None else None
        if key in (ENTER, KEYPAD_ENTER) and body is not None and body.text is not None:
            primary = body.primary
            if primary is not None and primary.enabled:
                self._post(Pressed(primary.name, primary.argument))
            return True
        return False
