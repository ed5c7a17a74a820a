"""What a citizen did not finish, kept for whoever shows the same card, and taken up again."""

from __future__ import annotations

from dataclasses import replace

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from forms.one_table import OneTable, Source, Value, merge
from forms.prefill import prefill
from kiosk.effects import DropUnfinished, Effect, FindUnfinished, KeepUnfinished
from kiosk.events import ApplicationKept, Event, Pressed, UnfinishedFound
from kiosk.journeys import pictured
from kiosk.journeys.application import ApplyState, Step
from kiosk.journeys.told import with_told
from kiosk.journeys.view import Action, NoticeView
from kiosk.journeys.world import World

# The steps in which the citizen has not gone on yet.
_OPEN = ("choose", "earlier")


MOST_PICTURE_BYTES = 3_000_000
"""Of the fields answered by pictures together; more would hold up every answer after them."""


class _Part(BaseModel):
    model_config = ConfigDict(
        frozen=True, extra="forbid", ser_json_bytes="base64", val_json_bytes="base64"
    )


class KeptValue(_Part):
    """One value with where it came from."""

    key: str
    text: str = Field(repr=False)
    source: Source
    label: str = ""
    pages: tuple[bytes, ...] = Field(default=(), repr=False)
    """Of a field answered by pictures."""


class Unfinished(_Part):
    """The items chosen and what had been filled in; no materials, and not signed at the end."""

    codes: tuple[str, ...]
    values: tuple[KeptValue, ...]


def owner_of(state: ApplyState) -> str:
    """Return whose form this is: the number on the card; empty without a card, for nobody.

    A picture may be of anybody's card, so it owns nothing and opens nothing.
    """
    return "" if state.pictured else state.card.get("resident_number", "")


def follow(before: ApplyState, after: ApplyState, event: Event) -> tuple[Effect, ...]:
    """Return what is to be kept, looked for or dropped after a step of the application."""
    owner = owner_of(after)
    if not owner:
        return ()
    if isinstance(event, ApplicationKept):
        return (DropUnfinished(owner),)
    if before.step == "identify" and after.step == "choose" and after.table is None:
        return (FindUnfinished(owner),)
    if after.step in ("fill", "photo", "review") and _filled(before) != _filled(after):
        return (KeepUnfinished(owner, _text_of(after)),)
    return ()


def _filled(state: ApplyState) -> object:
    return None if state.table is None else (state.codes, state.table.values)


def _text_of(state: ApplyState) -> str:
    values = state.table.values if state.table is not None else {}
    kept: list[KeptValue] = []
    room = MOST_PICTURE_BYTES
    for key, value in values.items():
        pages = _pages_of(state, key)
        room -= sum(map(len, pages))
        if pages and room < 0:
            # It is asked for again at the other end, as a material is.
            continue
        kept.append(
            KeptValue(
                key=key,
                text=value.text,
                source=value.source,
                label=value.source_label,
                pages=pages,
            )
        )
    return Unfinished(codes=state.codes, values=tuple(kept)).model_dump_json()


def _pages_of(state: ApplyState, key: str) -> tuple[bytes, ...]:
    return pictured.pages_of(state.table.row(key), state.pictures) if state.table else ()


def offer(state: ApplyState, event: UnfinishedFound, world: World) -> ApplyState:
    """Ask whether to go on, unless the form is not this citizen's or its items are gone."""
    if event.owner != owner_of(state) or state.step not in _OPEN or state.table is not None:
        return state
    try:
        found = Unfinished.model_validate_json(event.text)
    except ValidationError:
        return state
    known = set(world.catalogue.codes)
    if not found.codes or not known.issuperset(found.codes):
        return state
    return replace(state, step="resume", unfinished=event.text)


def begin(state: ApplyState, world: World) -> Step:
    """Show the offer."""
    return state, ()


def advance(state: ApplyState, event: Event, world: World) -> Step:
    """Take the form up again, or drop it for good."""
    match event:
        case Pressed("resume_form"):
            found = Unfinished.model_validate_json(state.unfinished)
            table = _taken_up(found, state, world)
            pages = [page for value in found.values for page in value.pages]
            pictures = pictured.by_digest(pages)
            # A page is known by its digest, so one that was spoilt is asked for again.
            table = pictured.without_lost(table, pictures)
            state = replace(state, unfinished="", codes=found.codes, table=table)
            return replace(state, step="fill", pictures=pictures), ()
        case Pressed("drop_form"):
            fresh = replace(state, unfinished="", step="earlier" if state.offered else "choose")
            return fresh, (DropUnfinished(owner_of(state)),)
    return state, ()


def _taken_up(found: Unfinished, state: ApplyState, world: World) -> OneTable:
    """Return a table with what was filled in, by the catalogue and the card of today."""
    table = merge(world.catalogue, found.codes)
    for kept in found.values:
        if kept.key in table:
            table = table.with_value(kept.key, Value(kept.text, kept.source, kept.label))
    # What was said today is newer than what was kept.
    table = with_told(table, state.told)
    return prefill(table, state.card, Source.CARD, state.card_label)


def view(state: ApplyState, world: World) -> NoticeView:
    """Return the question whether to go on with what was begun."""
    found = Unfinished.model_validate_json(state.unfinished)
    filled = len(found.values)
    return NoticeView(
        "接着上次填吗？",
        f"您上次在办：{world.names(found.codes)}\n已经填了 {filled} 项，材料要重新拍",
        "plain",
        primary=Action("resume_form", "接着上次填"),
        actions=(Action("drop_form", "不用了，重新填"),),
    )
