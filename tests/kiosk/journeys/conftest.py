"""A visit to drive by hand: events in, effects and the screen out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from itertools import count
from pathlib import Path

import pytest

from forms.catalogue import Catalogue, load_catalogue
from kiosk.effects import Effect
from kiosk.events import Event, Pressed, Ticked
from kiosk.face import face
from kiosk.journeys.view import Action, Screen
from kiosk.journeys.world import World
from kiosk.visit import Visit, advance

ASSETS = Path(__file__).parents[3] / "assets"


@cache
def _catalogue() -> Catalogue:
    return load_catalogue(ASSETS / "catalogue")


@dataclass
class Drive:
    """Plays events against a visit and remembers every effect."""

    world: World
    visit: Visit = field(default_factory=Visit)
    effects: list[Effect] = field(default_factory=list)

    def happen(self, *events: Event) -> tuple[Effect, ...]:
        """Let events happen; return the effects of the last one."""
        effects: tuple[Effect, ...] = ()
        for event in events:
            self.visit, effects = advance(self.visit, event, self.world)
            self.effects.extend(effects)
        return effects

    def press(self, action: str, argument: str = "") -> tuple[Effect, ...]:
        """Press a button."""
        return self.happen(Pressed(action, argument))

    def wait(self, seconds: float) -> tuple[Effect, ...]:
        """Let time pass, one tick."""
        return self.happen(Ticked(self.visit.now_s + seconds, "上午 9:41", "11月24日 星期二"))

    @property
    def screen(self) -> Screen:
        """What the citizen sees."""
        return face(self.visit, self.world)

    def asked(self, kind: type[Effect]) -> list[Effect]:
        """Every effect of one kind so far."""
        return [effect for effect in self.effects if isinstance(effect, kind)]


def item_code(world: World, name: str) -> str:
    """The code of the item whose name starts like this."""
    return next(item.code for item in world.catalogue.items if item.name.startswith(name))


def labels(actions: tuple[Action, ...]) -> list[str]:
    """What stands on buttons."""
    return [action.label for action in actions]


@pytest.fixture
def world() -> World:
    numbers = count(1)
    return World(
        catalogue=_catalogue(),
        hall_name="测试大厅",
        new_id=lambda: f"id-{next(numbers)}",
        now=lambda: datetime(2026, 11, 24, 2, 0, tzinfo=UTC),
        inactivity_s=120,
        countdown_s=30,
    )


@pytest.fixture
def drive(world: World) -> Drive:
    return Drive(world)


@pytest.fixture
def code_of(world: World) -> Callable[[str], str]:
    return lambda name: item_code(world, name)
