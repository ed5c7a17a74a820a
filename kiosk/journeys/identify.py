"""Putting a card on the reader and confirming what was read, or going on without one."""

from __future__ import annotations

from dataclasses import replace

from kiosk.events import CardFailed, CardRead, DeviceChanged, Event, Pressed, ReadCard
from kiosk.journeys.application import ApplyState, Step
from kiosk.journeys.masking import masked
from kiosk.journeys.view import Action, Card, IdentifyView, Line, Tag, Tone
from kiosk.journeys.without_devices import camera_note
from kiosk.journeys.world import World

TITLE = "请把社保卡放到读卡器上"


def begin(state: ApplyState, world: World) -> Step:
    """Ask for the card, reading at once if one already lies there."""
    asking = replace(state, step="identify")
    status = world.devices.get("card_reader")
    if status is not None and status.state == "ready" and not state.card:
        return replace(asking, reading=True), (ReadCard(),)
    return asking, ()


def advance(state: ApplyState, event: Event, world: World) -> Step:
    """Read the card once it lies there; a removed or faulty card keeps the screen here."""
    match event:
        case DeviceChanged(device="card_reader", state="ready") if not state.card:
            if state.reading:
                return state, ()
            return replace(state, reading=True, card_fault=""), (ReadCard(),)
        case DeviceChanged(device="card_reader", state="no_card") if not state.reading:
            return replace(state, card_fault=""), ()
        case CardRead(source_label, data, note) if state.reading:
            read = replace(state, card=dict(data), card_label=source_label, card_note=note)
            return replace(read, reading=False, card_fault=""), ()
        case CardFailed(reason, remedy) if state.reading:
            return replace(state, reading=False, card_fault=f"{reason}。{remedy}"), ()
        case Pressed("read_card") if not state.reading:
            return replace(state, reading=True, card_fault=""), (ReadCard(),)
        case Pressed("confirm_card") if state.card:
            return replace(state, step="choose"), ()
        case Pressed("not_me") if state.card:
            return replace(state, card={}, card_label="", card_note=""), ()
        case Pressed("without_card") if not state.reading:
            return replace(state, card={}, card_label="", step="choose"), ()
    return state, ()


def card_lines(data: dict[str, str], label: str, names: dict[str, str]) -> tuple[Line, ...]:
    """Return the lines of what a card says, numbers masked."""
    tag = Tag(label)
    return tuple(
        Line(names[key], masked(key, text), tag) for key, text in data.items() if key in names
    )


def view(state: ApplyState, world: World) -> IdentifyView:
    """Return the card screen: waiting, reading, read, failed or without a reader."""
    manual = Action("without_card", "没带卡，自己填写")
    if state.card:
        return _read(state, world)
    if state.reading:
        message = "正在读卡，请不要拿开"
        return IdentifyView(TITLE, "大约需要一秒钟", "reading", message)
    broken = world.device_fault("card_reader")
    if broken is not None:
        return IdentifyView(
            "读卡器暂时不能用",
            f"您可以自己填写，办事不受影响。{camera_note(world)}",
            "no_reader",
            f"{broken.reason}。{broken.remedy}",
            "warn",
            primary=Action("without_card", "自己填写，继续"),
        )
    if state.card_fault:
        again = Action("read_card", "重新读卡")
        return IdentifyView(
            TITLE, "把卡拿起来再放一次", "card_fault", state.card_fault, "error",
            primary=again, actions=(manual,),
        )  # fmt: skip
    hint = "芯片朝上，平放在发光的位置，不要拿开"
    camera = camera_note(world)
    tone: Tone = "warn" if camera else "plain"
    return IdentifyView(TITLE, hint, "card_reader", camera, tone, actions=(manual,))


def _read(state: ApplyState, world: World) -> IdentifyView:
    dictionary = world.catalogue.dictionary
    names = {key: dictionary[key].name for key in state.card if key in dictionary}
    names.setdefault("card_number", "社保卡号") if "card_number" in state.card else None
    card = Card("卡上写的是", card_lines(dict(state.card), state.card_label, names))
    return IdentifyView(
        "请核对，这是您吗？",
        "只用于这次办事；没填完的加密保留几小时，只有再刷这张卡才能接着填",
        "card_read",
        state.card_note,
        card=card,
        primary=Action("confirm_card", "是我，继续"),
        actions=(Action("not_me", "不是我，换一张卡"),),
    )
