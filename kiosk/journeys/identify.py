"""Putting a card on the reader and confirming what was read, or going on without one."""

from __future__ import annotations

from dataclasses import replace

from kiosk.effects import ReadCard, ReadCardPhoto, StartCamera, StopCamera
from kiosk.events import CardFailed, CardRead, DeviceChanged, Event, PageSteady, Pressed
from kiosk.journeys import earlier, travel_document
from kiosk.journeys.application import ApplyState, Step
from kiosk.journeys.masking import masked
from kiosk.journeys.travel_document import BY_PASSPORT
from kiosk.journeys.unfinished import owner_of
from kiosk.journeys.view import Action, CaptureView, Card, IdentifyView, Line, Tag, Tone
from kiosk.journeys.without_devices import camera_note
from kiosk.journeys.world import World

KEPT_FOR_THE_CARD = "只用于这次办事；没填完的加密保留几小时，只有再刷这张卡才能接着填"
ONCE_ONLY = "只用于这次办事，办完就清除；照片不保存"
NOT_KEPT = "只用于这次办事，办完就清除"
_NAMES = {
    "card_number": "社保卡号",
    "document_number": "证件号码",
    "english_name": "英文姓名",
    "nationality": "国籍",
    "valid_to": "有效期到",
}
"""What cards say and no form asks."""
BY_CAMERA = Action("by_camera", "用摄像头读身份证")
MANUAL = Action("without_card", "没带卡，自己填写")


def begin(state: ApplyState, world: World) -> Step:
    """Ask for the card, reading at once if one already lies there."""
    asking = replace(state, step="identify")
    status = world.devices.get("card_reader")
    if status is not None and status.state == "ready" and not state.card:
        return replace(asking, reading=True), (ReadCard(),)
    return asking, ()


def advance(state: ApplyState, event: Event, world: World) -> Step:
    """Read the card once it lies there; a removed or faulty card keeps the screen here."""
    if state.travel:
        return travel_document.advance(state, event, world)
    if state.by_camera:
        return _advance_at_camera(state, event)
    match event:
        case Pressed("by_camera") if not state.reading and not state.card:
            at_camera = replace(state, by_camera=True, card_fault="")
            return at_camera, (StartCamera(reads_cards=True),)
        case Pressed("by_passport") if not state.reading and not state.card:
            return travel_document.begin(state)
        case DeviceChanged(device="card_reader", state="ready") if not state.card:
            if state.reading:
                return state, ()
            return replace(state, reading=True, card_fault=""), (ReadCard(),)
        case DeviceChanged(device="card_reader", state="no_card") if not state.reading:
            return replace(state, card_fault=""), ()
        case CardRead(source_label, data, note, proves) if state.reading:
            same = data.get("resident_number", "") == owner_of(state)
            kept = replace(state if same else earlier.forget(state), pictured=False)
            read = replace(kept, card=dict(data), card_label=source_label, card_note=note)
            return replace(read, card_proves=proves, reading=False, card_fault=""), ()
        case CardFailed(reason, remedy) if state.reading:
            return replace(state, reading=False, card_fault=f"{reason}。{remedy}"), ()
        case Pressed("read_card") if not state.reading:
            return replace(state, reading=True, card_fault=""), (ReadCard(),)
        case Pressed("confirm_card") if state.card:
            return replace(state, step="choose"), ()
        case Pressed("not_me") if state.card:
            return _without_card(state), ()
        case Pressed("without_card") if not state.reading:
            return replace(_without_card(state), step="choose"), ()
    return state, ()


def _without_card(state: ApplyState) -> ApplyState:
    forgotten = replace(earlier.forget(state), card={}, card_label="", card_note="")
    return replace(forgotten, card_proves="", travel_key=None)


def is_first(state: ApplyState) -> bool:
    """Tell whether going back from the card leaves the application."""
    return not state.by_camera and not state.travel


def step_back(state: ApplyState) -> Step:
    """Return from the camera, or from a passport, to the reader."""
    return travel_document.leave(state) if state.travel else leave_camera(state)


def leave_camera(state: ApplyState, fault: str = "") -> Step:
    """Return to the reader, keeping what the camera had to say."""
    left = replace(state, by_camera=False, reading=False, card_fault=fault)
    return left, (StopCamera(),)


def _advance_at_camera(state: ApplyState, event: Event) -> Step:
    """Read the card once it lies still; what is not clear is photographed again."""
    match event:
        case DeviceChanged("camera", "absent" | "error", reason, remedy):
            return leave_camera(state, f"{reason}。{remedy}")
        case DeviceChanged(device="card_reader", state="ready") if not state.reading:
            at_reader = replace(state, by_camera=False, reading=True, card_fault="")
            return at_reader, (StopCamera(), ReadCard())
        case Pressed("take_photo") | PageSteady() if not state.reading and not state.card_fault:
            return replace(state, reading=True), (ReadCardPhoto(),)
        case CardRead(source_label, data, note, proves) if state.reading:
            # A picture may be of anybody's card: nothing of earlier cases is shown for it.
            kept = replace(earlier.forget(state), pictured=True)
            read = replace(kept, card=dict(data), card_label=source_label, card_note=note)
            return leave_camera(replace(read, card_proves=proves))
        case CardFailed(reason, remedy) if state.reading:
            return replace(state, reading=False, card_fault=f"{reason}。{remedy}"), ()
        case Pressed("retake_photo") if state.card_fault:
            return replace(state, card_fault=""), (StartCamera(reads_cards=True),)
        case Pressed("at_reader"):
            return leave_camera(state)
        case Pressed("without_card") if not state.reading:
            skipped, effects = leave_camera(state)
            return replace(_without_card(skipped), step="choose"), effects
    return state, ()


def card_lines(data: dict[str, str], label: str, names: dict[str, str]) -> tuple[Line, ...]:
    """Return the lines of what a card says, numbers masked."""
    tag = Tag(label)
    return tuple(
        Line(names[key], masked(key, text), tag) for key, text in data.items() if key in names
    )


def view(state: ApplyState, world: World) -> IdentifyView | CaptureView:
    """Return the card screen: waiting, reading, read, failed, at the camera, without a reader."""
    if state.travel:
        return travel_document.view(state, world)
    if state.card:
        return _read(state, world)
    if state.by_camera:
        return _at_camera(state, world)
    ways = (BY_CAMERA, BY_PASSPORT, MANUAL) if world.device_fault("camera") is None else (MANUAL,)
    if state.reading:
        message = "正在读卡，请不要拿开"
        return IdentifyView(_title(world), "大约需要一秒钟", "reading", message)
    broken = world.device_fault("card_reader")
    if broken is not None:
        return _without_reader(state, world, broken)
    if state.card_fault:
        again = Action("read_card", "重新读卡")
        return IdentifyView(
            _title(world), "把卡拿起来再放一次", "card_fault", state.card_fault, "error",
            primary=again, actions=ways,
        )  # fmt: skip
    hint = "芯片朝上，平放在发光的位置，不要拿开"
    camera = camera_note(world)
    tone: Tone = "warn" if camera else "plain"
    return IdentifyView(_title(world), hint, "card_reader", camera, tone, actions=ways)


def _without_reader(state: ApplyState, world: World, broken: DeviceChanged) -> IdentifyView:
    """Offer the camera where the reader is missing, and typing where that is missing too."""
    typing = Action("without_card", "自己填写，继续")
    can_see = world.device_fault("camera") is None
    camera = "可以用摄像头读身份证，也" if can_see else ""
    return IdentifyView(
        "读卡器暂时不能用",
        f"您{camera}可以自己填写，办事不受影响。{camera_note(world)}",
        "no_reader",
        state.card_fault or f"{broken.reason}。{broken.remedy}",
        "warn",
        primary=BY_CAMERA if can_see else typing,
        actions=(BY_PASSPORT, typing) if can_see else (),
    )


def _title(world: World) -> str:
    return f"请把{world.card_names}放到读卡器上"


def _at_camera(state: ApplyState, world: World) -> CaptureView:
    other = () if world.device_fault("card_reader") else (Action("at_reader", "改用读卡器"),)
    ways = (*other, MANUAL)
    title = "请把身份证放到摄像头下面"
    if state.reading:
        message, hint = "正在认字，请不要拿开", "大约需要两秒钟"
        waiting = Action("take_photo", "正在认字……", enabled=False)
        return CaptureView(title, hint, "checking", message, "plain", waiting)
    if state.card_fault:
        hint = "放平，不要反光，手指不要挡住字"
        again = Action("retake_photo", "再拍一次")
        return CaptureView(title, hint, "refused", state.card_fault, "error", again, ways)
    hint = "有照片的一面朝上，四个角都露出来；放稳了会自动读。社保卡、营业执照也可以"
    return CaptureView(title, hint, "live", "", "plain", Action("take_photo", "读这张"), ways)


def _read(state: ApplyState, world: World) -> IdentifyView:
    dictionary = world.catalogue.dictionary
    names = {key: dictionary[key].name for key in state.card if key in dictionary}
    names |= {key: name for key, name in _NAMES.items() if key in state.card}
    lines = card_lines(dict(state.card), state.card_label, names)
    card = Card("证件上写的是" if state.travel_key else "卡上写的是", lines, state.card_proves)
    return IdentifyView(
        "请核对，这是您吗？",
        ONCE_ONLY if state.pictured else KEPT_FOR_THE_CARD if owner_of(state) else NOT_KEPT,
        "card_read",
        state.card_note,
        card=card,
        primary=Action("confirm_card", "是我，继续"),
        actions=(Action("not_me", "不是我，换一张"),),
    )
