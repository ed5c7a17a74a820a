"""Identifying with a passport or permit: its page under the camera, then its chip on the reader."""

from __future__ import annotations

from dataclasses import replace

from kiosk.effects import ReadTravelChip, ReadTravelPage, StartCamera, StopCamera
from kiosk.events import (
    CardFailed,
    CardRead,
    DeviceChanged,
    Event,
    PageSteady,
    Pressed,
    TravelPageRead,
)
from kiosk.journeys import earlier
from kiosk.journeys.application import ApplyState, Step
from kiosk.journeys.view import Action, CaptureView, IdentifyView
from kiosk.journeys.world import World

BY_PASSPORT = Action("by_passport", "用护照或通行证")
_MANUAL = Action("without_card", "没带证件，自己填写")
_WITHOUT_CHIP = Action("without_chip", "不读芯片，继续")


def begin(state: ApplyState) -> Step:
    """Open the camera for the page with the code lines."""
    at_page = replace(state, travel="page", card_fault="", reading=False)
    return at_page, (StartCamera(reads_cards=True),)


def leave(state: ApplyState, fault: str = "") -> Step:
    """Return to the other cards, forgetting what a page said."""
    left = replace(earlier.forget(state), travel="", reading=False, card_fault=fault)
    emptied = replace(left, card={}, card_label="", card_note="", card_proves="", travel_key=None)
    return emptied, (StopCamera(),) if state.travel == "page" else ()


def advance(state: ApplyState, event: Event, world: World) -> Step:
    """Follow the page to the chip; a chip that cannot be read leaves the page alone."""
    match event:
        case Pressed("without_card" | "by_card") if not state.reading:
            left, effects = leave(state)
            step = "choose" if event.action == "without_card" else "identify"
            return replace(left, step=step), effects
    return _at_page(state, event, world) if state.travel == "page" else _at_chip(state, event)


def _at_page(state: ApplyState, event: Event, world: World) -> Step:
    match event:
        case DeviceChanged("camera", "absent" | "error", reason, remedy):
            return leave(state, f"{reason}。{remedy}")
        case Pressed("take_photo") | PageSteady() if not state.reading and not state.card_fault:
            return replace(state, reading=True), (ReadTravelPage(),)
        case TravelPageRead() if state.reading:
            return _page_read(state, event, world)
        case CardFailed(reason, remedy) if state.reading:
            return replace(state, reading=False, card_fault=f"{reason}。{remedy}"), ()
        case Pressed("retake_photo") if state.card_fault:
            return begin(state)
    return state, ()


def _page_read(state: ApplyState, page: TravelPageRead, world: World) -> Step:
    # A page may be anybody's, and printed by anybody.
    read = _with(replace(earlier.forget(state), pictured=True, travel_key=page.key), page.read)
    if not (world.reads_chips and world.device_fault("card_reader") is None):
        return replace(read, travel=""), (StopCamera(),)
    at_chip = replace(read, travel="chip")
    status = world.devices.get("card_reader")
    if status is not None and status.state == "ready":
        return replace(at_chip, reading=True), (StopCamera(), ReadTravelChip(page.key))
    return at_chip, (StopCamera(),)


def _at_chip(state: ApplyState, event: Event) -> Step:
    key = state.travel_key
    match event:
        case DeviceChanged(device="card_reader", state="ready") | Pressed("read_card") if (
            key is not None and not state.reading
        ):
            return replace(state, reading=True, card_fault=""), (ReadTravelChip(key),)
        case DeviceChanged(device="card_reader", state="no_card") if not state.reading:
            return replace(state, card_fault=""), ()
        case CardRead() if state.reading:
            return replace(_with(state, event), travel="", pictured=False), ()
        case CardFailed(reason, remedy) if state.reading:
            return replace(state, reading=False, card_fault=f"{reason}。{remedy}"), ()
        case Pressed("without_chip") if not state.reading:
            return replace(state, travel="", card_fault=""), ()
    return state, ()


def _with(state: ApplyState, read: CardRead) -> ApplyState:
    return replace(
        state,
        card=dict(read.data),
        card_label=read.source_label,
        card_note=read.note,
        card_proves=read.proves,
        card_fault="",
        reading=False,
    )


def view(state: ApplyState, world: World) -> CaptureView | IdentifyView:
    """Return the camera for the page, or the reader for the chip."""
    return _page_view(state, world) if state.travel == "page" else _chip_view(state, world)


def _page_view(state: ApplyState, world: World) -> CaptureView:
    title = "请把护照或通行证放到摄像头下面"
    ways = (Action("by_card", "改用别的证件"), _MANUAL)
    if state.reading:
        waiting = Action("take_photo", "正在认字……", enabled=False)
        hint = "大约需要三秒钟"
        return CaptureView(title, hint, "checking", "正在认字，请不要拿开", "plain", waiting)
    if state.card_fault:
        hint = "放平，不要反光，手指不要挡住下面两三行字"
        again = Action("retake_photo", "再拍一次")
        return CaptureView(title, hint, "refused", state.card_fault, "error", again, ways)
    hint = "护照翻到带照片的一页，通行证把有 < 号的一面朝上；放稳了会自动读"
    return CaptureView(title, hint, "live", "", "plain", Action("take_photo", "读这一页"), ways)


def _chip_view(state: ApplyState, world: World) -> IdentifyView:
    title, hint = (
        "请把证件平放到读卡器上",
        "护照合上，封底朝下，不要拿开；读出芯片才能证明证件是真的",
    )
    if state.reading:
        message = "正在读芯片，请不要拿开"
        return IdentifyView(title, "大约需要五秒钟", "reading", message)
    broken = world.device_fault("card_reader")
    if broken is not None:
        go_on = replace(_WITHOUT_CHIP, label="继续")
        message = f"{broken.reason}。读不了芯片，先用拍到的内容"
        return IdentifyView("读卡器暂时不能用", "", "no_reader", message, "warn", primary=go_on)
    if state.card_fault:
        again = Action("read_card", "再读一次")
        return IdentifyView(
            title, "把证件拿起来再放一次", "card_fault", state.card_fault, "error",
            primary=again, actions=(_WITHOUT_CHIP,),
        )  # fmt: skip
    return IdentifyView(title, hint, "card_reader", actions=(_WITHOUT_CHIP,))
