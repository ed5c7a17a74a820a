"""Pictures of every screen, in every shape and size of type, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from kivy.clock import Clock
from kivy.core.window import Window
from kivy.lang import Builder
from kivy.uix.floatlayout import FloatLayout

from kiosk.journeys.view import CaptureView, Language, Looks, Screen
from kiosk.language import Translate, translated
from kiosk.ui.layout_check import find_faults
from kiosk.ui.renderer import Renderer
from kiosk.ui.samples import sample_frame, sample_screens
from kiosk.ui.theme import choose_theme

SHAPES = {"portrait": (1080, 1920), "landscape": (1920, 1080)}
LOOKS = {"normal": Looks(), "care": Looks(care=True), "english": Looks(language="en")}
FRAMES = 6


@dataclass(frozen=True)
class Drawn:
    """One picture and the faults of its layout."""

    name: str
    path: Path | None
    faults: tuple[str, ...]


def draw_screens(
    folder: Path | None,
    only: Callable[[str], bool] = lambda name: True,
    looks: dict[str, Looks] = LOOKS,
    shapes: dict[str, tuple[int, int]] = SHAPES,
    translators: Mapping[Language, Translate] = MappingProxyType({}),
) -> Iterator[Drawn]:
    """Draw every sample into a folder, or only check it when there is none.

    Needs a display, and `prepare_environment` before this module is imported.
    """
    assert Window is not None
    samples = {name: s for name, s in sample_screens().items() if only(name)}
    for shape, size in shapes.items():
        for look_name, look in looks.items():
            root = FloatLayout(size=size, size_hint=(None, None))
            renderer = Renderer(root, lambda event: None)
            for name, screen in samples.items():
                screen = replace(screen, looks=look)
                if look.language in translators:
                    screen = translated(screen, translators[look.language])
                full_name = f"{name}-{shape}-{look_name}"
                yield _draw_one(renderer, root, screen, full_name, folder)


def _draw_one(
    renderer: Renderer, root: FloatLayout, screen: Screen, name: str, folder: Path | None
) -> Drawn:
    renderer.draw(screen)
    if isinstance(screen.body, CaptureView) and screen.body.phase == "live":
        renderer.show_frame(*sample_frame())
    for _ in range(FRAMES):
        _tick_at_once()
        Builder.sync()
        Clock.tick_draw()
        Builder.sync()
    path = None
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{name}.png"
        root.export_to_png(str(path))
    faults = find_faults(root, choose_theme(screen.looks, *root.size))
    return Drawn(name, path, tuple(faults))


def _tick_at_once() -> None:
    """Do what `Clock.tick` does without its wait for the next frame of a display."""
    Clock.pre_idle()
    now_s = Clock.time()
    Clock.post_idle(now_s, now_s)
