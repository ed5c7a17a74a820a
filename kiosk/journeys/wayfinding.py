"""Showing the way: which floor, which window, on a picture of the hall and aloud."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kiosk.effects import Effect, Hush, Speak
from kiosk.events import Event, Pressed
from kiosk.hall_map import Floor, Spot
from kiosk.journeys.consult import ConsultState, resting
from kiosk.journeys.view import Action, MapSpot, MapView
from kiosk.journeys.world import World

Step = tuple["WayState", tuple[Effect, ...]]


@dataclass(frozen=True)
class WayState:
    """Which floor is shown, and the place that is looked for ('' for none in particular)."""

    floor: str = ""
    place: str = ""
    before: ConsultState | None = None
    """The answer to go back to."""


def begin(place: str, before: ConsultState | None, world: World) -> Step:
    """Show the floor of a place and say how to get there."""
    found = world.hall_map.find(place) if place else None
    before = resting(before) if before is not None else None
    if found is None:
        first = world.hall_map.floors[0].name if world.hall_map.floors else ""
        return WayState(first, before=before), (Hush(),)
    floor, spot = found
    return WayState(floor.name, place, before), (Hush(), Speak(_said(floor, spot)))


def advance(state: WayState, event: Event, world: World) -> Step:
    """Return what is shown next."""
    if isinstance(event, Pressed) and event.action == "floor":
        return replace(state, floor=event.argument), ()
    return state, ()


def view(state: WayState, world: World) -> MapView:
    """Return the floor with the place set off."""
    floor = next((one for one in world.hall_map.floors if one.name == state.floor), Floor(name="—"))
    found = world.hall_map.find(state.place) if state.place else None
    goal = found[1] if found is not None else None
    title = _title(found[0], found[1]) if found is not None else "大厅里都在哪里"
    return MapView(
        title=title,
        message=found[1].directions if found is not None else "点楼层，看另一层",
        floor=floor.name,
        shape=floor.shape,
        spots=tuple(drawn(spot, spot == goal) for spot in floor.spots),
        floors=tuple(
            Action("floor", one.name, one.name, chosen=one.name == floor.name)
            for one in world.hall_map.floors
        ),
        primary=Action("back", "知道了"),
    )


def drawn(spot: Spot, is_goal: bool) -> MapSpot:
    """Return a spot as the map draws it."""
    return MapSpot(spot.label, spot.kind, spot.x, spot.y, spot.width, spot.height, is_goal)


def _title(floor: Floor, spot: Spot) -> str:
    return f"在{floor.name}，{spot.label.splitlines()[0]}"


def _said(floor: Floor, spot: Spot) -> str:
    return f"{_title(floor, spot)}。{spot.directions}"
