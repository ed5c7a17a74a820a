"""Photographing the materials, one after the other, or taking them from an earlier case."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import replace
from datetime import timedelta

from forms.materials import Material as Wanted
from forms.materials import still_wanted
from forms.one_table import OneTable
from kiosk.effects import FetchEarlierMaterial, Material, StopCamera
from kiosk.events import EarlierMaterial, EarlierPages, Event, Pressed
from kiosk.journeys import capture
from kiosk.journeys.application import ApplyState, Step
from kiosk.journeys.unfinished import owner_of
from kiosk.journeys.view import Action, CaptureView
from kiosk.journeys.world import World

PORTRAIT_LASTS = timedelta(days=183)
"""Documents ask for a photo of the last half year."""
POSE = "正对摄像头坐正，头发不要挡住眼睛，摘下帽子、墨镜和口罩；坐稳了会自动拍"


def begin(state: ApplyState, world: World) -> Step:
    """Open the camera for the first material not yet kept, or go on to the review."""
    kept = {material.key for material in state.materials}
    todo = _wanted(state, kept, world)
    if state.retake_key:
        todo = (state.retake_key,)
    if not todo:
        return replace(state, step="review"), ()
    rest = tuple(m for m in state.materials if m.key not in todo)
    started = replace(state, wanted=todo, photo=0, pages=(), materials=rest, retake_key="")
    return _open_camera(started, world)


def advance(state: ApplyState, event: Event, world: World) -> Step:
    """Keep what is good; never a dead end without a camera."""
    match event:
        case Pressed("retake_photo") if state.fetching is not None:
            return _open_camera(replace(state, pages=(), fetching=None), world)
        case Pressed("keep_photo") if state.photo_phase == "accepted":
            return _keep(state, world)
        case Pressed("bring_to_window"):
            return _next(replace(state, pages=(), fetching=None), world)
        case Pressed("use_earlier_material") if state.photo_phase in ("live", "no_camera"):
            return _fetch(state, world)
        case EarlierPages() if _is_awaited(state, event):
            return _fetched(state, event, world)
    return capture.advance(state, event, world, _is_portrait(state))


def _fetch(state: ApplyState, world: World) -> Step:
    """Ask for what an earlier case brought; the citizen looks at it before it counts."""
    offer = _on_offer(state, world)
    if offer is None:
        return state, ()
    asked = FetchEarlierMaterial(owner_of(state), offer.key, offer.case_number, state.enterprise)
    waiting = replace(state, photo_phase="checking", photo_message="", fetching=offer)
    return waiting, (StopCamera(), asked)


def _is_awaited(state: ApplyState, event: EarlierPages) -> bool:
    wanted = state.fetching
    return (
        state.photo_phase == "checking"
        and wanted is not None
        and (wanted.key, wanted.case_number) == (event.key, event.case_number)
    )


def _fetched(state: ApplyState, event: EarlierPages, world: World) -> Step:
    if not event.pages:
        # Gone, or the hall is away: it is photographed like any other.
        rest = tuple(one for one in state.earlier_materials if one != state.fetching)
        again, effects = _open_camera(replace(state, fetching=None, earlier_materials=rest), world)
        return replace(again, photo_message=event.reason or again.photo_message), effects
    label = state.fetching.source_label if state.fetching is not None else ""
    message = f"{label}交过的，共 {len(event.pages)} 页，可以直接用"
    shown = replace(state, pages=event.pages, preview=event.preview_png)
    return replace(shown, photo_phase="accepted", photo_message=message), ()


def _on_offer(state: ApplyState, world: World) -> EarlierMaterial | None:
    key = state.wanted[state.photo]
    offered = next((one for one in state.earlier_materials if one.key == key), None)
    day = offered.established_on if offered is not None else None
    # A photo of a person grows old, whatever else of the case still counts.
    is_old = day is not None and world.now().date() - day > PORTRAIT_LASTS
    return None if is_old and _is_portrait(state) else offered


def _is_portrait(state: ApplyState) -> bool:
    return _material(state).how == "portrait"


def _open_camera(state: ApplyState, world: World) -> Step:
    return capture.open_camera(state, world, _is_portrait(state))


def _keep(state: ApplyState, world: World) -> Step:
    key = state.wanted[state.photo]
    earlier = state.fetching.case_number if state.fetching is not None else ""
    material = Material(key, _material(state).name, state.pages, earlier)
    kept = (*state.materials, material)
    # One of a group is enough, so the rest of the group is not asked for any more.
    later = _wanted(state, {material.key for material in kept}, world)
    rest = tuple(one for one in state.wanted[state.photo + 1 :] if one in later)
    wanted = (*state.wanted[: state.photo + 1], *rest)
    settled = replace(state, materials=kept, wanted=wanted, pages=(), preview=b"", fetching=None)
    return _next(settled, world)


def _next(state: ApplyState, world: World) -> Step:
    if state.photo + 1 < len(state.wanted):
        return _open_camera(replace(state, photo=state.photo + 1, pages=()), world)
    return replace(state, preview=b"", step="review"), (StopCamera(),)


def _merged(state: ApplyState) -> OneTable:
    if state.table is None:
        raise ValueError("the table is merged before materials are photographed")
    return state.table


def _wanted(state: ApplyState, kept: Container[str], world: World) -> tuple[str, ...]:
    hows = ("camera", "portrait") if world.portrait_device else ("camera",)
    return tuple(m.key for m in still_wanted(_merged(state).materials, kept) if m.how in hows)


def _material(state: ApplyState) -> Wanted:
    """Return the material that is being photographed."""
    key = state.wanted[state.photo]
    return next(m for m in _merged(state).materials if m.key == key)


def view(state: ApplyState, world: World) -> CaptureView:
    """Return the camera screen."""
    material = _material(state)
    later = state.wanted[state.photo + 1 :]
    others = {m.key for m in _merged(state).materials if m.one_of == material.one_of}
    another = bool(material.one_of) and any(one in others for one in later)
    leave = "不拍了，到窗口拍" if material.how == "portrait" else "不拍了，带到窗口交"
    window = Action("bring_to_window", "没有这一样，看下一样" if another else leave)
    primary, actions = _buttons(state, window, world)
    wanted = material.name
    if len(state.wanted) > 1:
        wanted = f"{material.name}（第 {state.photo + 1} 份，共 {len(state.wanted)} 份）"
    return CaptureView(
        title=f"拍一下：{wanted}",
        hint=_hint(state, material),
        phase=state.photo_phase,
        message=state.photo_message,
        tone=capture.tone_of(state),
        primary=primary,
        actions=actions,
        picture_png=state.preview or None,
        pages=len(state.pages),
    )


def _hint(state: ApplyState, material: Wanted) -> str:
    others = [m.name for m in _merged(state).materials if m.one_of and m.one_of == material.one_of]
    if len(others) > 1:
        return f"{'、'.join(others)}，拍一样就行"
    if material.how == "portrait":
        return POSE
    return material.note or capture.LAY_FLAT


def _buttons(
    state: ApplyState, window: Action, world: World
) -> tuple[Action | None, tuple[Action, ...]]:
    if state.fetching is not None and state.photo_phase == "accepted":
        return Action("keep_photo", "用它，不用再拍"), (Action("retake_photo", "不用，重新拍"),)
    if state.fetching is not None and state.photo_phase == "checking":
        return Action("take_photo", "正在取出……", enabled=False), ()
    portrait = _is_portrait(state)
    without = "到窗口拍，继续" if portrait else "带到窗口交，继续"
    primary, actions = capture.buttons(state, window, without, portrait)
    offer = _on_offer(state, world)
    if offer is None or state.pages or state.photo_phase not in ("live", "no_camera"):
        return primary, actions
    before = Action("use_earlier_material", f"用 {offer.source_label}交过的")
    return primary, (before, *actions)
