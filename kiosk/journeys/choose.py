"""Choosing the items to handle together."""

from __future__ import annotations

from dataclasses import replace

from forms.one_table import Source, merge
from forms.prefill import prefill
from kiosk.events import Event, Pressed
from kiosk.journeys.application import ApplyState, Step
from kiosk.journeys.view import Action, ChooseItemsView
from kiosk.journeys.world import World

MOST_ITEMS = 5


def begin(state: ApplyState, world: World) -> Step:
    """Show the items, those already named being chosen."""
    return state, ()


def advance(state: ApplyState, event: Event, world: World) -> Step:
    """Toggle items; go on to the one table with at least one."""
    match event:
        case Pressed("toggle_item", code):
            if code in state.codes:
                return replace(state, codes=tuple(c for c in state.codes if c != code)), ()
            if len(state.codes) >= MOST_ITEMS:
                return state, ()
            return replace(state, codes=(*state.codes, code)), ()
        case Pressed("take_bundle", key):
            return _take_bundle(state, key, world), ()
        case Pressed("start_filling") if state.codes:
            return _merge(state, world)
    return state, ()


def _take_bundle(state: ApplyState, key: str, world: World) -> ApplyState:
    """Choose all items of one event of life instead of those chosen; pressed again, none."""
    bundle = next((one for one in world.catalogue.bundles if one.key == key), None)
    if bundle is None:
        return state
    codes = world.catalogue.codes_of(bundle)
    return replace(state, codes=() if state.codes == codes else codes)


def _merge(state: ApplyState, world: World) -> Step:
    fresh = merge(world.catalogue, state.codes)
    if state.card:
        fresh = prefill(fresh, state.card, Source.CARD, state.card_label)
    if state.table is not None:
        # Changing the items must not cost the citizen what was typed before.
        for key, value in state.table.values.items():
            if value.source is not Source.CARD and key in {r.key for r in fresh.rows}:
                fresh = fresh.with_value(key, value)
    return replace(state, table=fresh, step="fill"), ()


def view(state: ApplyState, world: World) -> ChooseItemsView:
    """Return the list with what one table would save."""
    first = [world.item(code) for code in state.codes]
    quick = [world.item(code) for code in world.quick_items if code not in state.codes]
    others = [i for i in world.catalogue.items if i not in first and i not in quick]
    items = tuple(
        Action(
            "toggle_item",
            item.name,
            item.code,
            note=item.department,
            chosen=item.code in state.codes,
        )
        for item in (*first, *quick, *others)
    )
    bundles = tuple(
        Action(
            "take_bundle", one.name, one.key, chosen=state.codes == world.catalogue.codes_of(one)
        )
        for one in world.catalogue.bundles
    )
    return ChooseItemsView(
        "要一起办几件事？",
        "可以多选，相同的内容只填一次",
        items,
        _saved(state, world),
        Action("start_filling", f"填一张表（{len(state.codes)} 件事）", enabled=bool(state.codes)),
        filters=bundles,
    )


def _saved(state: ApplyState, world: World) -> str:
    if len(state.codes) < 2:
        return "再选一件事，相同的内容不用重复填"
    table = merge(world.catalogue, state.codes)
    return f"一张表，少填 {table.saved_fields} 项，少交 {table.saved_materials} 份材料"
