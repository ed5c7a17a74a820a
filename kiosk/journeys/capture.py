"""Taking pages under a camera: live picture, judged at once, kept or taken again."""

from __future__ import annotations

from dataclasses import replace

from forms.pictures import MOST_PAGES
from kiosk.effects import StartCamera, StopCamera, TakePhoto
from kiosk.events import DeviceChanged, Event, PageSteady, PhotoTaken, PortraitSeen, Pressed
from kiosk.journeys.application import ApplyState, Step
from kiosk.journeys.view import Action, Tone
from kiosk.journeys.world import World

MOST_BYTES = 32_000_000
"""Of all pictures together, so that they fit into one message to the hall."""
LAY_FLAT = "放平，四个角都露出来；放稳了会自动拍"
SIT_STILL = "很好，请坐稳不动"
WHOLE = "留下了整张照片，没有裁边"
FULL = "已经拍满了，再多就送不出去。其余的请带到窗口交"

_TONES: dict[str, Tone] = {"accepted": "ok", "refused": "error", "no_camera": "warn"}


def open_camera(state: ApplyState, world: World, portrait: bool = False) -> Step:
    """Show the live picture, or say why there is none."""
    state = replace(state, uncropped=b"")
    broken = world.device_fault(_device(world, portrait))
    if broken is not None:
        message = f"{broken.reason}。{broken.remedy}"
        return replace(state, photo_phase="no_camera", photo_message=message, preview=b""), ()
    if is_full(state):
        full = replace(state, photo_phase="no_camera", photo_message=FULL, preview=b"")
        return full, (StopCamera(),)
    live = replace(state, photo_phase="live", photo_message="", preview=b"")
    return live, (StartCamera(portrait=portrait),)


def advance(state: ApplyState, event: Event, world: World, portrait: bool = False) -> Step:
    """Judge each picture and keep the good ones; what they are for is the caller's to say."""
    device = _device(world, portrait)
    match event:
        case DeviceChanged(name, "ready") if name == device and state.photo_phase == "no_camera":
            return open_camera(state, world, portrait)
        case DeviceChanged(name, "absent" | "error", reason, remedy) if name == device:
            lost = replace(state, photo_phase="no_camera", photo_message=f"{reason}。{remedy}")
            return lost, (StopCamera(),)
        case Pressed("take_photo") if state.photo_phase in ("live", "refused"):
            return _take(state, portrait)
        case PageSteady() if state.photo_phase == "live":
            return _take(state, portrait)
        case PortraitSeen(reason) if state.photo_phase == "live" and portrait:
            return replace(state, photo_message=reason or SIT_STILL), ()
        case PhotoTaken() if state.photo_phase == "checking":
            return _judged(state, event, portrait)
        case Pressed("keep_uncropped") if state.photo_phase == "refused" and state.uncropped:
            return _added(state, state.uncropped, WHOLE), ()
        case Pressed("retake_photo") if state.photo_phase == "accepted":
            return open_camera(replace(state, pages=state.pages[:-1]), world, portrait)
        case Pressed("retake_photo") if state.photo_phase == "refused":
            # The refused page was never added: the last one kept is the page before it.
            return open_camera(state, world, portrait)
        case Pressed("another_page") if _takes_more(state, portrait):
            return open_camera(state, world, portrait)
    return state, ()


def _device(world: World, portrait: bool) -> str:
    """Return which camera takes the picture at hand."""
    return world.portrait_device if portrait else "camera"


def _take(state: ApplyState, portrait: bool) -> Step:
    taking = replace(state, photo_phase="checking", photo_message="")
    return taking, (TakePhoto(portrait=portrait),)


def _judged(state: ApplyState, event: PhotoTaken, portrait: bool) -> Step:
    if not event.accepted:
        refused = replace(state, photo_phase="refused", photo_message=event.reason)
        return replace(refused, preview=event.preview_png, uncropped=event.jpeg), ()
    good = "照得很好，可以用" if portrait else "很清楚，可以用"
    return _added(replace(state, preview=event.preview_png), event.jpeg, good), ()


def _added(state: ApplyState, page: bytes, good: str) -> ApplyState:
    taken = replace(state, pages=(*state.pages, page), uncropped=b"")
    message = FULL if is_full(taken) else good
    return replace(taken, photo_phase="accepted", photo_message=message)


def is_full(state: ApplyState) -> bool:
    """Tell whether nothing more can be sent with the application."""
    pages = [page for material in state.materials for page in material.pages]
    pages += [*state.pages, *state.pictures.values()]
    return len(state.pages) >= MOST_PAGES or sum(map(len, pages)) >= MOST_BYTES


def _takes_more(state: ApplyState, portrait: bool) -> bool:
    return state.photo_phase == "accepted" and not is_full(state) and not portrait


def tone_of(state: ApplyState) -> Tone:
    """Return how the message beside the picture is drawn."""
    return _TONES.get(state.photo_phase, "plain")


def buttons(
    state: ApplyState, leave: Action, without: str, portrait: bool = False
) -> tuple[Action | None, tuple[Action, ...]]:
    """Return the primary button and the others; `without` is what `leave` says without a camera."""
    again = Action("retake_photo", "重拍这一页" if len(state.pages) > 1 else "重拍")
    match state.photo_phase:
        case "accepted":
            done = "拍完了，用这几页" if len(state.pages) > 1 else "用这张"
            more = (Action("another_page", "再拍一页"),) if _takes_more(state, portrait) else ()
            return Action("keep_photo", done), (again, *more)
        case "refused":
            whole = (Action("keep_uncropped", "不裁边，就用整张"),) if state.uncropped else ()
            return again, (*whole, leave)
        case "no_camera":
            return replace(leave, label=without), ()
        case "checking":
            return Action("take_photo", "正在检查……", enabled=False), ()
    return Action("take_photo", "拍照"), (leave,)
