"""What a citizen did not finish, kept for whoever shows the same card, and taken up again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from forms.one_table import OneTable, Source, Value, merge
from forms.pictures import PICTURED, digests_of
from forms.prefill import prefill
from kiosk.effects import DropUnfinished, Effect, FindUnfinished, KeepUnfinished
from kiosk.events import ApplicationKept, Event, Pressed, UnfinishedFound
from kiosk.journeys import pictured
from kiosk.journeys.application import ApplyState, Step
from kiosk.journeys.told import with_told
from kiosk.journeys.view import Action, NoticeView
from kiosk.journeys.world import World
from kiosk.platform.draft_protocol import MOST_PAGE_BYTES, MOST_PAGES

# The steps in which the citizen has not gone on yet.
_OPEN = ("choose", "earlier")


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class KeptValue(_Part):
    """One value with where it came from; of a field answered by pictures, their digests."""

    key: str
    text: str = Field(repr=False)
    source: Source
    label: str = ""


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
        return (_kept_of(owner, after),)
    return ()


def _filled(state: ApplyState) -> object:
    return None if state.table is None else (state.codes, state.table.values)


def _kept_of(owner: str, state: ApplyState) -> KeepUnfinished:
    values = state.table.values if state.table is not None else {}
    kept: list[KeptValue] = []
    pages: dict[str, bytes] = {}
    for key, value in values.items():
        more = {name: state.pictures[name] for name in _pages_named(state, key)}
        if more and not _has_room(pages | more):
            # It is asked for again at the other end, as a material is.
            continue
        pages |= more
        kept.append(
            KeptValue(key=key, text=value.text, source=value.source, label=value.source_label)
        )
    text = Unfinished(codes=state.codes, values=tuple(kept)).model_dump_json()
    return KeepUnfinished(owner, text, pages)


def _pages_named(state: ApplyState, key: str) -> tuple[str, ...]:
    if state.table is None or state.table.row(key).definition.kind not in PICTURED:
        return ()
    named = digests_of(state.table.values[key].text)
    return tuple(name for name in named if name in state.pictures)


def _has_room(pages: Mapping[str, bytes]) -> bool:
    return len(pages) <= MOST_PAGES and sum(map(len, pages.values())) <= MOST_PAGE_BYTES


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
    return replace(state, step="resume", unfinished=event.text, unfinished_pages=event.pages)


def begin(state: ApplyState, world: World) -> Step:
    """Show the offer."""
    return state, ()


def advance(state: ApplyState, event: Event, world: World) -> Step:
    """Take the form up again, or drop it for good."""
    match event:
        case Pressed("resume_form"):
            found = Unfinished.model_validate_json(state.unfinished)
            table = _taken_up(found, state, world)
            pictures = pictured.by_digest(state.unfinished_pages.values())
            # A page is known by its digest, so one that was spoilt is asked for again.
            table = pictured.without_lost(table, pictures)
            state = replace(state, unfinished="", unfinished_pages={}, codes=found.codes)
            return replace(state, step="fill", table=table, pictures=pictures), ()
        case Pressed("drop_form"):
            step: Literal["earlier", "choose"] = "earlier" if state.offered else "choose"
            fresh = replace(state, unfinished="", unfinished_pages={}, step=step)
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
