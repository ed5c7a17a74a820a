"""Pads to write on with the finger: a signature, whose picture is posted, and what they share."""

from __future__ import annotations

import io
from typing import Any

from kivy.graphics import Color, Line, Rectangle, RoundedRectangle
from kivy.uix.floatlayout import FloatLayout

from kiosk.events import Signed
from kiosk.journeys.view import Action
from kiosk.ui.widgets.boxes import Panel, Row
from kiosk.ui.widgets.buttons import Chip
from kiosk.ui.widgets.words import Words

PEN = 5
LONG_CONSENT = 30
"""Characters."""
Stroke = list[tuple[float, float]]


class StrokePad(FloatLayout):
    """Strokes inside a dashed frame, relative to its lower left corner."""

    def __init__(self, theme: Any, post: Any, height: float) -> None:
        super().__init__(size_hint_y=None, height=height)
        self.theme, self.post = theme, post
        self.strokes: list[Stroke] = []
        self.writing = False
        self.hint = Words(theme=theme, colour_name="soft", halign="center")
        self.hint.pos_hint = {"center_x": 0.5, "center_y": 0.5}
        self.still: Any = None
        """The texture of what was written before, which the first new stroke replaces."""
        self.add_widget(self.hint)
        self.bind(pos=self._draw, size=self._draw)

    def lifted(self) -> None:
        """Take note that a stroke is complete; for those who inherit."""

    def on_touch_down(self, touch: Any) -> bool:
        """Begin a stroke."""
        if super().on_touch_down(touch):
            return True
        if self.disabled or not self.collide_point(*touch.pos):
            return False
        touch.grab(self)
        self.writing, self.still = True, None
        self.strokes.append([self._relative(touch)])
        self.hint.opacity = 0
        self._draw()
        return True

    def on_touch_move(self, touch: Any) -> bool:
        """Go on with the stroke."""
        if touch.grab_current is not self:
            return bool(super().on_touch_move(touch))
        self.strokes[-1].append(self._relative(touch))
        self._draw()
        return True

    def on_touch_up(self, touch: Any) -> bool:
        """End the stroke."""
        if touch.grab_current is not self:
            return bool(super().on_touch_up(touch))
        touch.ungrab(self)
        self.writing = False
        self.lifted()
        return True

    def wipe(self) -> None:
        """Remove the strokes."""
        self.replace([])

    def replace(self, strokes: list[Stroke]) -> None:
        """Draw these strokes instead of those that are there."""
        self.strokes = strokes
        self.hint.opacity = 0 if strokes else 1
        self._draw()

    def _relative(self, touch: Any) -> tuple[float, float]:
        inside_x = min(max(touch.x, self.x), self.right)
        return inside_x - self.x, min(max(touch.y, self.y), self.top) - self.y

    def _draw(self, *_: object) -> None:
        before = self.canvas.before
        before.clear()
        with before:
            Color(*self.theme.colour("card"))
            RoundedRectangle(pos=self.pos, size=self.size, radius=[self.theme.px(20)])
            Color(*self.theme.colour("soft"))
            Line(
                rounded_rectangle=(*self.pos, *self.size, self.theme.px(20)),
                dash_length=self.theme.px(12),
                dash_offset=self.theme.px(8),
                width=1,
            )
            if self.still is not None:
                self._draw_still()
            Color(*self.theme.colour("ink"))
            for stroke in self.strokes:
                points = [n for x, y in stroke for n in (self.x + x, self.y + y)]
                if len(stroke) == 1:
                    points += (points[0] + 1, points[1])  # a line of one point is not drawn
                Line(points=points, width=self.theme.px(PEN), cap="round", joint="round")

    def _draw_still(self) -> None:
        width, height = self.still.size
        inset = self.theme.px(20)
        room = (self.width - 2 * inset, self.height - 2 * inset)
        fit = min(room[0] / width, room[1] / height)
        at = (self.center_x - width * fit / 2, self.center_y - height * fit / 2)
        # Kept as black on white, so on a dark ground it keeps a sheet of its own.
        Color(1, 1, 1, 1)
        Rectangle(texture=self.still, pos=at, size=(width * fit, height * fit))


class SignaturePad(StrokePad):
    """A signature: its picture is posted whenever the finger is lifted.

    `again` wipes it; whoever holds the pad places it beside, never over what is written.
    """

    def __init__(self, theme: Any, post: Any, times: float = 1.0) -> None:
        """Make a pad so many times as high as beside other things."""
        super().__init__(theme, post, times * theme.spacing.signature)
        self.again = _Again(self.clear, theme=theme, post=post)
        self.again.show(Action("clear_signature", "重签"))
        self._offer_again(False)

    def show(self, hint: str, signature: bytes) -> None:
        """Show the hint, or what was signed before; what the visit no longer has is wiped."""
        self.hint.words = hint
        if self.writing or (signature and self.strokes):
            return
        if not signature:
            self.wipe()
        elif self.still is None:
            self._show_still(signature)

    def _show_still(self, signature: bytes) -> None:
        from kivy.core.image import Image

        self.still = Image(io.BytesIO(signature), ext="png").texture
        self.hint.opacity = 0
        self._offer_again(True)
        self._draw()

    def _offer_again(self, is_signed: bool) -> None:
        # Its place stays free: nothing may move under a finger that is writing.
        self.again.opacity, self.again.disabled = float(is_signed), not is_signed

    def clear(self) -> None:
        """Wipe the signature and tell so."""
        self.wipe()
        self.post(Signed(b""))

    def lifted(self) -> None:
        """Post the picture."""
        self._offer_again(True)
        self.post(Signed(picture_of(self.strokes, self.width, self.height)))

    def wipe(self) -> None:
        """Remove what is written and the button that removes it."""
        self.still = None
        super().wipe()
        self._offer_again(False)


class _Again(Chip):
    """Wipes the pad it stands beside."""

    def __init__(self, clear: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._clear = clear

    def on_release(self) -> None:
        self._clear()


def picture_of(strokes: list[Stroke], width: float, height: float) -> bytes:
    """Return the strokes as a PNG, black on white."""
    from PIL import Image, ImageDraw

    image = Image.new("L", (max(1, round(width)), max(1, round(height))), 255)
    draw = ImageDraw.Draw(image)
    for stroke in strokes:
        points = [(x, height - y) for x, y in stroke]
        if len(points) > 1:
            draw.line(points, fill=0, width=2 * PEN, joint="curve")
        for x, y in (points[0], points[-1]):
            draw.ellipse((x - PEN, y - PEN, x + PEN, y + PEN), fill=0)
    output = io.BytesIO()
    image.save(output, "PNG")
    return output.getvalue()


class SignatureCard(Panel):
    """What is consented to and the button to sign again, and the pad below them."""

    def __init__(self, theme: Any, post: Any) -> None:
        space = theme.spacing
        super().__init__(theme=theme, padding=(space.pad, space.gap))
        self.consent = Words(theme=theme)
        self.pad = SignaturePad(theme, post)
        top = Row(spacing=space.small)
        top.add_widget(self.consent)
        top.add_widget(self.pad.again)
        self.add_widget(top)
        self.add_widget(self.pad)

    def show(self, consent: str, hint: str, signature: bytes) -> None:
        """Show the words, smaller where many would leave no room for the pad."""
        tight = self.theme.care and self.theme.landscape and len(consent) > LONG_CONSENT
        self.consent.size_name = "note" if tight else "body"
        self.consent.words = consent
        self.pad.show(hint, signature)
