"""What earlier cases of the citizen settle: offered, and filled in only after a yes."""

from __future__ import annotations

from dataclasses import replace

from forms.one_table import OneTable, Source, Value
from forms.prefill import prefill
from kiosk.effects import Effect, FindProfile
from kiosk.events import EnterpriseSeen, Event, Pressed, ProfileFound, ProfileOffered
from kiosk.journeys.application import ApplyState, Step
from kiosk.journeys.unfinished import owner_of
from kiosk.journeys.view import Action, NoticeView
from kiosk.journeys.world import World

MOST_ENTERPRISES = 3
"""As many as the screen has room for, the newest first."""


def follow(before: ApplyState, after: ApplyState) -> tuple[Effect, ...]:
    """Ask whether there is anything when a citizen has confirmed their card."""
    is_new = before.step == "identify" and after.step == "choose" and after.table is None
    owner = owner_of(after)
    return (FindProfile(owner),) if owner and is_new and not after.pictured else ()


def offer(state: ApplyState, event: ProfileOffered) -> ApplyState:
    """Ask the citizen, unless they have gone on; a form begun earlier is offered first."""
    if event.owner != owner_of(state) or state.table is not None or state.pictured:
        return state
    offered = replace(state, offered=event.count, offered_enterprises=event.enterprises)
    if state.step == "choose":
        return replace(offered, step="earlier")
    return offered if state.step == "resume" else state


def take(state: ApplyState, event: ProfileFound) -> ApplyState:
    """Keep what was found for the table, or fill what is still empty of one already open."""
    if event.owner != owner_of(state) or state.pictured:
        return state
    known = replace(state, earlier=event.values, earlier_materials=event.materials)
    return known if state.table is None else replace(known, table=fill(state.table, known))


def forget(state: ApplyState) -> ApplyState:
    """Return the state without anything of earlier cases: another person may stand here."""
    table = state.table
    for key, value in table.values.items() if table is not None else ():
        if value.source is Source.EARLIER_CASE and table is not None:
            table = table.with_value(key, Value("", Source.TYPED))
    return replace(
        state,
        earlier=(),
        earlier_materials=(),
        offered=0,
        offered_enterprises=(),
        enterprise="",
        materials=tuple(one for one in state.materials if not one.earlier_case),
        table=table,
    )


def fill(table: OneTable, state: ApplyState) -> OneTable:
    """Return the table with earlier values where nothing better is known."""
    for value in state.earlier:
        if value.key not in table.values:
            table = prefill(table, {value.key: value.text}, Source.EARLIER_CASE, value.source_label)
    return table


def begin(state: ApplyState, world: World) -> Step:
    """Show the offer."""
    return state, ()


def advance(state: ApplyState, event: Event, world: World) -> Step:
    """Fetch the values after a yes; after a no nothing is read."""
    match event:
        case Pressed("use_earlier", uscc):
            # Only one of those offered: the hall is asked for no other one.
            known = uscc if uscc in {one.uscc for one in state.offered_enterprises} else ""
            agreed = replace(_answered(state), enterprise=known)
            return agreed, (FindProfile(owner_of(state), consented=True, uscc=known),)
        case Pressed("without_earlier"):
            return _answered(state), ()
    return state, ()


def _answered(state: ApplyState) -> ApplyState:
    return replace(state, step="choose", offered=0, offered_enterprises=())


def view(state: ApplyState, world: World) -> NoticeView:
    """Return the question for the citizen's consent."""
    return offer_view(state.offered, state.offered_enterprises)


def offer_view(count: int, enterprises: tuple[EnterpriseSeen, ...] = ()) -> NoticeView:
    """Return the offer to fill so many fields, for oneself or for an enterprise."""
    own = f"您办过的件里，有 {count} 项可以直接填好"
    primary = Action("use_earlier", "用，帮我填好")
    if enterprises:
        own = "您以前给自己和企业填过，可以直接用"
        primary = Action("use_earlier", "用，给自己办")
    others = tuple(
        Action("use_earlier", f"替{one.name}办", one.uscc) for one in enterprises[:MOST_ENTERPRISES]
    )
    without = Action("without_earlier", "不用，我自己填")
    if not count and others:
        own = "您以前替企业填过，可以直接用"
        primary, others = others[0], others[1:]
    return NoticeView(
        "用您以前填过的内容吗？",
        f"{own}\n填好还能改，不用也一样办",
        "plain",
        primary=primary,
        actions=(*others, without),
    )
