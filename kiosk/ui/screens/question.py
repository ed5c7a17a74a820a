"""One field of the one table."""

from __future__ import annotations

from typing import Any

from kiosk.journeys.view import QuestionView, Tag
from kiosk.ui.screens.body import Post, ScreenBody
from kiosk.ui.screens.typing import TypingDock
from kiosk.ui.theme import Theme
from kiosk.ui.widgets.boxes import Column, Grid, arrange, match
from kiosk.ui.widgets.buttons import Actions, Choice
from kiosk.ui.widgets.field import Field
from kiosk.ui.widgets.progress import Progress
from kiosk.ui.widgets.signature import SignaturePad
from kiosk.ui.widgets.tag import Message
from kiosk.ui.widgets.words import Words

SHORT_LABEL = 8
"""Up to so many characters two choices stand side by side: 新疆维吾尔自治区 still does."""
OWN_PAGE, OWN_PAGE_LANDSCAPE, OWN_PAGE_LOW = 2.75, 1.75, 1.5
"""How much higher than on the review a pad is that has a page of its own."""
FIRST_HELPERS = 2
MOST_IN_COLUMN = 4
MOST_IN_COLUMN_CARE = 8
"""More choices than this stand in two columns; in 关爱版 only where one would be long to scroll."""


class QuestionScreen(ScreenBody):
    """A question, its field or choices, helpers and the keyboard."""

    def __init__(self, theme: Theme, post: Post) -> None:
        super().__init__(theme, post)
        self.progress = Progress(theme)
        self.question = Words(theme=theme, size_name="title", strong=True)
        self.hint = Words(theme=theme, colour_name="soft")
        self.field = Field(theme)
        self.fault = Message(theme=theme)
        self.choices = Grid(cols=1, spacing=theme.spacing.small)
        self.helpers = Actions(theme, post)
        self.first_helpers = Actions(theme, post)
        self.field_row = Column(padding=(theme.spacing.edge, 0))
        self.helper_row = Column(padding=(theme.spacing.edge, 0))
        self.typing: TypingDock | None = None
        self.pad: SignaturePad | None = None

    def show(self, view: QuestionView) -> None:
        """Show the question and what was entered so far."""
        self.primary = view.primary
        if self.pad is not None and self.place != (view.step, view.question):
            # What one person signed must not stand where another is asked to.
            self.pad.wipe()
        self.place = (view.step, view.question)
        open_field = view.keyboard != "none"
        self.reads_above_keys = open_field
        self.text = view.text if open_field else None
        self.progress.step, self.progress.steps = view.step, max(1, view.steps)
        self.question.words, self.hint.words = view.question, view.hint
        steps = [self.progress] if view.steps else []  # a lone question is no step of anything
        parts: list[Any] = [*steps, self.question, *([self.hint] if view.hint else [])]
        self.fault.show(Tag(view.fault, "error"))
        fault = [self.fault] if view.fault else []
        shown = view.helpers[FIRST_HELPERS:] if self._docks_helpers(view) else view.helpers
        self.helpers.show(shown)
        helpers = [self.helpers] if shown and not view.pad else []
        if view.choices:
            self._match_choices(view)
            # Beside keys the choices are so many that what follows them is found by nobody.
            many = view.keyboard != "none"
            parts += [*fault, *helpers, self.choices] if many else [self.choices, *fault, *helpers]
        else:
            self.field.show(view.text, view.tag, bool(view.fault))
            apart = bool(view.pad) or self._docks_field(view)
            parts += [*([] if apart else [self.field]), *fault, *helpers]
        self.fill_main(parts)
        self._show_keyboard(view)

    def _match_choices(self, view: QuestionView) -> None:
        short = all(len(choice.label) <= SHORT_LABEL for choice in view.choices)
        most = MOST_IN_COLUMN_CARE if self.theme.care else MOST_IN_COLUMN
        self.choices.cols = 2 if len(view.choices) > most and short else 1
        match(self.choices, view.choices, lambda: Choice(theme=self.theme, post=self.post))

    def _show_keyboard(self, view: QuestionView) -> None:
        if view.pad:
            self.pad = self.pad or SignaturePad(self.theme, self.post, self._pad_height())
            self.pad.show(view.pad, view.picture_png or b"")
            self.fill_dock([*([self.helpers] if view.helpers else []), self.pad])
            return
        if view.keyboard == "none":
            self.fill_dock([])
            return
        self.typing = self.typing or TypingDock(self.theme, self.post)
        parts = self.typing.show(view.keyboard, view.pinyin, view.candidates, view.strokes)
        if self._docks_field(view):
            arrange(self.field_row, [self.field])
            parts = [self.field_row, *parts]
        if self._docks_helpers(view):
            self.first_helpers.show(view.helpers[:FIRST_HELPERS])
            arrange(self.helper_row, [self.first_helpers])
            # Where the words will stand once something is typed.
            parts = [self.helper_row, *parts[-1:]]
        self.fill_dock(parts, padded=False)

    def _pad_height(self) -> float:
        if self.theme.landscape:
            return OWN_PAGE_LANDSCAPE
        return OWN_PAGE_LOW if self.theme.looks.low_reach else OWN_PAGE

    def close(self) -> None:
        """Wipe the signature."""
        if self.pad is not None:
            self.pad.wipe()

    def _docks_field(self, view: QuestionView) -> bool:
        """Tell whether the keys leave so little room that the field must not scroll away."""
        looks = self.theme.looks
        tight = (looks.care or looks.low_reach) and not self.theme.landscape
        return tight and view.keyboard != "none" and not view.choices

    def _docks_helpers(self, view: QuestionView) -> bool:
        """Tell whether the first helpers stand above the keys while nothing is being typed.

        Beside large type they would begin below the screen.
        """
        wide = self.theme.looks.care and self.theme.landscape
        idle = not (view.pinyin or view.candidates or view.strokes)
        written = view.keyboard in ("pinyin", "digits") and not view.choices
        return wide and idle and written and len(view.helpers) > FIRST_HELPERS
