"""A bare Kivy window of the terminal's size with one label: what the start is compared with."""

from __future__ import annotations

import os

os.environ.update(KIVY_NO_ARGS="1", KIVY_NO_FILELOG="1", KIVY_WINDOW="sdl2")

from kivy.config import Config

Config.set("graphics", "width", "1080")
Config.set("graphics", "height", "1920")
Config.set("graphics", "multisamples", "0")

from kivy.app import App
from kivy.core.window import Window
from kivy.uix.label import Label


class Bare(App):
    """The window."""

    def build(self) -> Label:
        """Show the label."""
        return Label(text="bare")

    def on_start(self) -> None:
        """Wait for the frame to be shown."""
        Window.bind(on_flip=self.tell)

    def tell(self, _window: object) -> None:
        """Say so and end."""
        print("first frame", flush=True)
        os._exit(0)


if __name__ == "__main__":
    Bare().run()
