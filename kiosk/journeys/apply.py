"""Applying: card, items, one table, photographs, review, signature, receipt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from kiosk.effects import StopCamera, StopListening
from kiosk.events import Event, Pressed, ProfileFound, ProfileOffered, UnfinishedFound
from kiosk.journeys import (
    choose,
    earlier,
    filling,
    identify,
    photograph,
    pictured,
    review,
    unfinished,
)
from kiosk.journeys.application import ApplyState, Step, Told
from kiosk.journeys.saying import Saying
from kiosk.journeys.view import Body
from kiosk.journeys.world import World


@dataclass(frozen=True)
class _StepOfApplying:
    begin: Callable[[ApplyState, World], Step]
    advance: Callable[[ApplyState, Event, World], Step]
    view: Callable[[ApplyState, World], Body]


_STEPS = {
    "identify": _StepOfApplying(identify.begin, identify.advance, identify.view),
    "choose": _StepOfApplying(choose.begin, choose.advance, choose.view),
    "resume": _StepOfApplying(unfinished.begin, unfinished.advance, unfinished.view),
    "earlier": _StepOfApplying(earlier.begin, earlier.advance, earlier.view),
    "fill": _StepOfApplying(filling.begin, filling.advance, filling.view),
    "photo": _StepOfApplying(photograph.begin, photograph.advance, photograph.view),
    "review": _StepOfApplying(review.begin, review.advance, review.view),
    "receipt": _StepOfApplying(review.begin, review.advance, review.view),
}
_BEFORE = {
    "choose": "identify",
    "resume": "identify",
    "earlier": "identify",
    "fill": "choose",
    "photo": "fill",
    "review": "fill",
}


def begin(codes: tuple[str, ...], world: World, told: Told | None = None) -> Step:
    """Start an application with the items already named and what was told of them, card first."""
    state = ApplyState(codes=codes, application_id=world.new_id(), told=told)
    return identify.begin(state, world)


def advance(state: ApplyState, event: Event, world: World) -> Step:
    """Return the next state of the application and what is to be done."""
    if isinstance(event, Pressed) and event.action == "back":
        quiet = (StopListening(),) if state.saying.listening else ()
        before, effects = _go_back(replace(state, saying=Saying()))
        before, at_camera = pictured.follow(state, before, world)
        return before, (*quiet, *effects, *at_camera)
    if isinstance(event, UnfinishedFound):
        return unfinished.offer(state, event, world), ()
    if isinstance(event, ProfileOffered):
        return earlier.offer(state, event), ()
    if isinstance(event, ProfileFound):
        return earlier.take(state, event), ()
    after, effects = _advance_step(state, event, world)
    after, at_camera = pictured.follow(state, after, world)
    # The camera is closed for one page before it is opened for another.
    effects = (*at_camera, *effects) if after.step != "fill" else (*effects, *at_camera)
    asked = (*earlier.follow(state, after), *unfinished.follow(state, after, event))
    return after, (*effects, *asked)


def _advance_step(state: ApplyState, event: Event, world: World) -> Step:
    here, listening = state.step, state.saying.listening
    state, effects = _STEPS[here].advance(state, event, world)
    if listening and not state.saying.listening and isinstance(event, Pressed):
        # Whatever was pressed instead, the microphone must not stay open behind it.
        effects = (*effects, StopListening())
    # A step hands over by naming the next one, which may have nothing to ask and do the same.
    while state.step not in (here, "receipt"):
        here = state.step
        state, more = _STEPS[here].begin(state, world)
        effects = (*effects, *more)
    return state, effects


def _go_back(state: ApplyState) -> Step:
    """Return to the step before, keeping all that was entered."""
    if state.step == "fill" and not state.whole_table:
        before = filling.step_back(state)
        if before is not None:
            return before
    if state.step == "identify" and not identify.is_first(state):
        return identify.step_back(state)
    step = _BEFORE.get(state.step)
    if step is None or state.sending:
        return state, ()
    if step == "fill":
        leave = (StopCamera(),) if state.step == "photo" else ()
        return filling.open_table(state, leave)
    return replace(state, step=step, whole_table=False), ()


def number_of(state: ApplyState) -> str:
    """Return the applicant's resident number, from the table or else the card; "" if unknown."""
    told = state.table.shown_values.get("resident_number", "") if state.table else ""
    return told or state.card.get("resident_number", "")


def view(state: ApplyState, world: World) -> Body:
    """Return what the application looks like now."""
    return _STEPS[state.step].view(state, world)
