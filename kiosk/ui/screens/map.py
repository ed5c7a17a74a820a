"""The way: a picture of the floor with the window that is looked for."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from kivy.graphics import Color, Line, SmoothEllipse, SmoothRoundedRectangle
from kivy.uix.widget import Widget

from kiosk.journeys.view import MapSpot, MapView
from kiosk.ui.screens.body import Post, ScreenBody
from kiosk.ui.theme import Theme, choose_theme
from kiosk.ui.widgets.boxes import Gap
from kiosk.ui.widgets.buttons import Actions
from kiosk.ui.widgets.words import Words


class FloorPlan(Widget):
    """Draws a floor: rooms as sheets, this terminal as a dot, and a line to the goal."""

    def __init__(self, theme: Any) -> None:
        super().__init__(size_hint_y=None)
        self.theme = theme
        self._shape = 1.6
        self._spots: tuple[MapSpot, ...] = ()
        self._labels: list[Words] = []
        self.bind(width=self._fit, pos=self._draw, size=self._draw)

    def show(self, shape: float, spots: tuple[MapSpot, ...]) -> None:
        """Show another floor, or another goal on it."""
        if (shape, spots) == (self._shape, self._spots):
            return
        self._shape, self._spots = shape, spots
        self.clear_widgets()
        self._labels = [self._label(spot) for spot in spots]
        for label in self._labels:
            self.add_widget(label)
        self._fit()
        self._draw()

    def _label(self, spot: MapSpot) -> Words:
        ink = "on_primary" if spot.is_goal else "deep"
        # A room does not grow with the type; the title above says the same in large letters.
        looks = replace(self.theme.looks, care=False)
        theme = choose_theme(looks, self.theme.width, self.theme.height)
        label = Words(theme=theme, size_name="note", strong=spot.is_goal, halign="center")
        label.words = spot.label
        label.bind(height=self._draw)
        label.colour_name = "seal" if spot.kind == "here" else ink
        label.size_hint_x = None
        return label

    def _fit(self, *_: object) -> None:
        self.height = self.width / self._shape

    def _draw(self, *_: object) -> None:
        theme = self.theme
        self.canvas.before.clear()
        with self.canvas.before:
            Color(*theme.colour("card"))
            SmoothRoundedRectangle(pos=self.pos, size=self.size, radius=[theme.spacing.radius])
            Color(*theme.colour("line"))
            Line(
                rounded_rectangle=(*self.pos, *self.size, theme.spacing.radius),
                width=theme.px(3),
            )
            for spot in self._spots:
                if spot.kind != "here":
                    self._draw_room(spot)
            self._draw_way()
        for spot, label in zip(self._spots, self._labels, strict=True):
            self._place(label, spot)

    def _draw_room(self, spot: MapSpot) -> None:
        colour = "primary" if spot.is_goal else "tint"
        Color(*self.theme.colour(colour if spot.kind == "window" or spot.is_goal else "asleep"))
        SmoothRoundedRectangle(
            pos=(self.x + spot.x * self.width, self.y + spot.y * self.height),
            size=(spot.width * self.width, spot.height * self.height),
            radius=[self.theme.spacing.radius / 2],
        )

    def _draw_way(self) -> None:
        here = next((spot for spot in self._spots if spot.kind == "here"), None)
        if here is None:
            return
        x, y = self.x + here.x * self.width, self.y + here.y * self.height
        Color(*self.theme.colour("seal"))
        goal = next((spot for spot in self._spots if spot.is_goal), None)
        if goal is not None:
            goal_x = self.x + (goal.x + goal.width / 2) * self.width
            goal_y = self.y + goal.y * self.height
            turn_y = goal_y - self.theme.px(48)
            Line(
                points=[x, y, x, turn_y, goal_x, turn_y, goal_x, goal_y],
                width=self.theme.px(6),
                joint="round",
            )
        side = self.theme.px(44)
        SmoothEllipse(pos=(x - side / 2, y - side / 2), size=(side, side))

    def _place(self, label: Words, spot: MapSpot) -> None:
        if spot.kind == "here":
            label.width = self.theme.px(240)
            label.x = self.x + spot.x * self.width + self.theme.px(34)
            label.center_y = self.y + spot.y * self.height
            label.halign = "left"
            return
        label.width = spot.width * self.width
        label.center_x = self.x + (spot.x + spot.width / 2) * self.width
        label.center_y = self.y + (spot.y + spot.height / 2) * self.height


class MapScreen(ScreenBody):
    """One floor, where to go on it, and the other floors."""

    def __init__(self, theme: Theme, post: Post) -> None:
        super().__init__(theme, post)
        self.title = Words(theme=theme, size_name="headline", strong=True)
        self.message = Words(theme=theme, size_name="heading")
        self.plan = FloorPlan(theme)
        self.floors = Actions(theme, post)
        self._rest_above, self._rest_below = Gap(), Gap()

    def show(self, view: MapView) -> None:
        """Show the floor."""
        self.primary = view.primary
        self.title.words, self.message.words = view.title, view.message
        self.plan.show(view.shape, view.spots)
        self.floors.show(view.floors)
        if self.theme.landscape:
            self.fill_main([self._rest_above, self.plan, self._rest_below])
            self.fill_dock([self.title, self.message, self.floors])
        else:
            self.fill_main([self.title, self.message, self.plan])
            self.fill_dock([self.floors])
