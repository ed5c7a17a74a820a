"""Pictures: the camera's live picture, a still one, and QR codes."""

from __future__ import annotations

import io
from typing import Any

from kivy.graphics import Color, Rectangle
from kivy.graphics.texture import Texture
from kivy.uix.widget import Widget

from kiosk.ui.widgets.boxes import middle_of


class Picture(Widget):
    """A texture drawn as large as fits, in the middle of a frame."""

    def __init__(self, theme: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.theme = theme
        self.texture: Texture | None = None
        self.still = b""
        with self.canvas:
            Color(*theme.colour("veil"))
            self.ground = Rectangle()
            self.shade = Color(1, 1, 1, 0)
            self.sheet = Rectangle()
        self.bind(pos=self._lay, size=self._lay)

    def show_frame(self, bgr: bytes, width: int, height: int) -> None:
        """Draw one frame of the camera: rows of blue, green, red from the top left."""
        if self.texture is None or self.texture.size != (width, height):
            self.texture = Texture.create(size=(width, height), colorfmt="bgr")
            self.texture.flip_vertical()
        self.texture.blit_buffer(bgr, colorfmt="bgr", bufferfmt="ubyte")
        self.still = b""
        self._set()

    def show_still(self, png: bytes) -> None:
        """Draw a picture in a file's bytes, PNG or JPEG."""
        if png == self.still:
            return
        from kivy.core.image import Image

        kind = "jpg" if png.startswith(b"\xff\xd8") else "png"
        self.texture = Image(io.BytesIO(png), ext=kind).texture
        self.still = png
        self._set()

    def show_nothing(self) -> None:
        """Forget the picture."""
        self.texture, self.still = None, b""
        self._set()

    def _set(self) -> None:
        self.shade.a = 0 if self.texture is None else 1
        self.sheet.texture = self.texture
        self._lay()

    def _lay(self, *_: object) -> None:
        self.ground.pos, self.ground.size = self.pos, self.size
        if self.texture is None:
            return
        width, height = self.texture.size
        fit = min(self.width / width, self.height / height)
        self.sheet.size = (width * fit, height * fit)
        x, y = middle_of(self)
        self.sheet.pos = (x - width * fit / 2, y - height * fit / 2)
        self.canvas.ask_update()


class QrCode(Widget):
    """A QR code with its quiet zone."""

    def __init__(self, theme: Any, side: float, **kwargs: Any) -> None:
        super().__init__(size_hint=(None, None), size=(side, side), **kwargs)
        self.theme = theme
        self.code = ""
        with self.canvas:
            Color(1, 1, 1)
            self.sheet = Rectangle()
        self.bind(pos=self._lay, size=self._lay)

    def show(self, code: str) -> None:
        """Draw the code of a text."""
        if code == self.code:
            return
        self.code = code
        self.sheet.texture = qr_texture(code)
        self._lay()

    def _lay(self, *_: object) -> None:
        self.sheet.pos, self.sheet.size = self.pos, self.size


def qr_texture(code: str) -> Texture:
    """Return one texel for each module of the code, dark on white, two modules of margin."""
    import qrcode

    drawing = qrcode.QRCode(border=2)
    drawing.add_data(code)
    matrix = drawing.get_matrix()
    side = len(matrix)
    texels = bytes(0 if dark else 255 for row in reversed(matrix) for dark in row)
    texture = Texture.create(size=(side, side), colorfmt="luminance")
    texture.mag_filter = texture.min_filter = "nearest"
    texture.blit_buffer(texels, colorfmt="luminance", bufferfmt="ubyte")
    return texture
