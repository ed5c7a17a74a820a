"""Choosing the items to handle together."""

from __future__ import annotations

from dataclasses import replace

from forms.one_table import Source, merge
from forms.prefill import prefill
from kiosk.events import Event, Pressed
from kiosk.journeys import earlier
from kiosk.journeys.application import ApplyState, Step
from kiosk.journeys.told import with_told
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
        case Pressed("by_category", argument):
            return replace(state, by_category=argument == "yes", category=""), ()
        case Pressed("choose_category", category):
            return replace(state, category="" if category == state.category else category), ()
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
    fresh = with_told(fresh, state.told)
    fresh = earlier.fill(fresh, state)
    if state.table is not None:
        # Changing the items must not cost the citizen what was typed before.
        for key, value in state.table.values.items():
            if value.source is not Source.CARD and key in {r.key for r in fresh.rows}:
                fresh = fresh.with_value(key, value)
    return replace(state, table=fresh, step="fill"), ()


def view(state: ApplyState, world: World) -> ChooseItemsView:
    """Return the list with what one table would save; all items at once would be no help."""
    first = [world.item(code) for code in state.codes]
    named = (
        [item for item in world.catalogue.items if item.category == state.category]
        if state.category
        else [world.item(code) for code in world.quick_items]
    )
    items = tuple(
        Action(
            "toggle_item",
            item.name,
            item.code,
            note=item.department,
            chosen=item.code in state.codes,
        )
        for item in (*first, *(item for item in named if item not in first))
    )
    return ChooseItemsView(
        "要一起办几件事？",
        "可以多选，相同的内容只填一次",
        items,
        _saved(state, world),
        Action("start_filling", f"填一张表（{len(state.codes)} 件事）", enabled=bool(state.codes)),
        filters=_categories(state, world) if state.by_category else _bundles(state, world),
    )


def _bundles(state: ApplyState, world: World) -> tuple[Action, ...]:
    codes_of = world.catalogue.codes_of
    bundles = (
        Action("take_bundle", one.name, one.key, chosen=state.codes == codes_of(one))
        for one in world.catalogue.bundles
    )
    more = Action("by_category", f"全部 {len(world.catalogue.items)} 项 ›", "yes")
    return (*bundles, more)


def _categories(state: ApplyState, world: World) -> tuple[Action, ...]:
    if state.category:
        # The others leave their room to the items.
        chosen = Action("choose_category", state.category, state.category, chosen=True)
        return (Action("choose_category", "‹ 换一类", state.category), chosen)
    names = dict.fromkeys(item.category for item in world.catalogue.items)
    chips = (Action("choose_category", name, name) for name in names)
    return (Action("by_category", "‹ 一件事", "no"), *chips)


def _saved(state: ApplyState, world: World) -> str:
    if not state.codes:
        return "请先选要办的事"
    if len(state.codes) < 2:
        return "再选一件事，相同的内容不用重复填"
    table = merge(world.catalogue, state.codes)
    return f"一张表，少填 {table.saved_fields} 项，少交 {table.saved_materials} 份材料"
