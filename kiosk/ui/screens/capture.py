"""Photographing one material under the camera."""

from __future__ import annotations

from kiosk.journeys.view import CaptureView, Tag
from kiosk.ui.screens.body import Post, ScreenBody
from kiosk.ui.theme import Theme
from kiosk.ui.widgets.boxes import Gap
from kiosk.ui.widgets.buttons import Actions
from kiosk.ui.widgets.moving import Dots
from kiosk.ui.widgets.pictures import Picture
from kiosk.ui.widgets.progress import Progress
from kiosk.ui.widgets.tag import Message
from kiosk.ui.widgets.words import Words


class CaptureScreen(ScreenBody):
    """The live or the taken picture, and the verdict on it."""

    def __init__(self, theme: Theme, post: Post) -> None:
        super().__init__(theme, post)
        self.progress = Progress(theme)
        self.title = Words(theme=theme, size_name="title", strong=True)
        self.hint = Words(theme=theme, colour_name="soft")
        self.picture = Picture(theme)
        self.picture.size_hint_min_y = theme.px(360)
        self.message = Message(theme=theme)
        self.dots = Dots(theme)
        self.actions = Actions(theme, post)
        self.phase = ""
        self.gap = Gap()

    def show(self, view: CaptureView) -> None:
        """Show the phase of the photograph."""
        self.primary, self.place = view.primary, view.title
        self.progress.step, self.progress.steps = view.step, max(1, view.steps)
        pages = f"（已拍 {view.pages} 页）" if view.pages else ""
        self.title.words, self.hint.words = view.title + pages, view.hint
        if view.picture_png is not None:
            self.picture.show_still(view.picture_png)
        elif self.phase not in ("live", "checking") or view.phase == "no_camera":
            self.picture.show_nothing()
        self.phase = view.phase
        self.message.show(Tag(view.message, view.tone))
        self.actions.show(view.actions)
        picture = self.gap if view.phase == "no_camera" else self.picture
        hint = [self.hint] if view.hint else []
        message = [self.message] if view.message else []
        steps = [self.progress] if view.steps else []
        dots = [self.dots] if view.phase == "checking" else []
        if view.phase == "no_camera":
            self.fill_main([*steps, self.title, *hint, *message, picture])
        else:
            self.fill_main([*steps, self.title, *hint, picture, *dots, *message])
        self.fill_dock([self.actions] if view.actions else [])

    def show_frame(self, bgr: bytes, width: int, height: int) -> None:
        """Draw a frame while the picture is live."""
        if self.phase == "live":
            self.picture.show_frame(bgr, width, height)

    def close(self) -> None:
        """Forget the picture."""
        self.picture.show_nothing()
