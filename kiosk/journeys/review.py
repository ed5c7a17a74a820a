"""Review, signature and submission, and the receipt at the end."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

from forms.application import AppliedMaterial, fill_application
from forms.materials import Material, groups_of, name_of
from kiosk.effects import Speak, Submit
from kiosk.events import (
    ApplicationKept,
    ApplicationNotKept,
    CaseFiled,
    DeliveryPostponed,
    DeliveryRefused,
    Event,
    Pressed,
    Signed,
)
from kiosk.journeys import pictured
from kiosk.journeys.application import ApplyState, Step
from kiosk.journeys.table_card import table_card
from kiosk.journeys.view import Action, Body, Card, Line, ReceiptView, ReviewView, Tag
from kiosk.journeys.world import World

KEPT_OFFLINE = "已保存，待上传"


def begin(state: ApplyState, world: World) -> Step:
    """Show everything on one page."""
    return replace(state, send_fault="", back_to_review=False), ()


def advance(state: ApplyState, event: Event, world: World) -> Step:
    """Sign, submit once, and follow the application to its case number."""
    if state.step == "receipt" or state.sending:
        return _follow(state, event)
    match event:
        case Signed(png):
            return replace(state, signature=png, send_fault=""), ()
        case Pressed("clear_signature"):
            return replace(state, signature=b""), ()
        case Pressed("edit", key):
            # What was signed is no longer what will be sent.
            unsigned = replace(state, signature=b"", back_to_review=True)
            return replace(unsigned, step="fill", edit_key=key), ()
        case Pressed("retake", key):
            return replace(state, signature=b"", step="photo", retake_key=key), ()
        case Pressed("submit"):
            return _submit(state, world)
    return state, ()


def _submit(state: ApplyState, world: World) -> Step:
    table = state.table
    whole = pictured.without_lost(table, state.pictures) if table is not None else None
    if whole != table:
        return replace(state, table=whole, send_fault=pictured.LOST), ()
    if table is None or not table.is_complete:
        return replace(state, send_fault="还有内容没填好，请点“填写”或“修改”"), ()
    if not state.signature:
        return replace(state, send_fault=pictured.SIGN_FIRST), ()
    application = fill_application(
        table, state.application_id, world.now(), _applied_materials(state), signed=True
    )
    sending = replace(state, sending=True, send_fault="")
    pages = (*state.materials, *pictured.handed_in(state))
    sent = Submit(application.to_json(), state.application_id, pages, state.signature)
    return sending, (sent,)


def _applied_materials(state: ApplyState) -> tuple[AppliedMaterial, ...]:
    kept = {material.key: material.pages for material in state.materials}
    earlier = {material.key: material.earlier_case for material in state.materials}
    return tuple(
        AppliedMaterial(
            earlier_case=earlier.get(group[0].key, ""),
            key=group[0].key,
            name=name_of(group),
            pages=len(kept.get(group[0].key, ())),
            sha256=tuple(sha256(page).hexdigest() for page in kept.get(group[0].key, ())),
            at_window=group[0].key not in kept,
        )
        for group in _handed_in(state)
    )


def _handed_in(state: ApplyState) -> tuple[tuple[Material, ...], ...]:
    """Return what is handed in: each material alone, or a group none of which is kept yet."""
    kept = {material.key for material in state.materials}
    found: list[tuple[Material, ...]] = []
    for group in groups_of(state.table.materials if state.table is not None else ()):
        chosen = tuple(material for material in group if material.key in kept)
        found += [(material,) for material in chosen] if chosen else [group]
    return tuple(found)


def _follow(state: ApplyState, event: Event) -> Step:
    match event:
        case ApplicationKept(application_id) if application_id == state.application_id:
            return replace(state, kept=True), ()
        case ApplicationNotKept(reason, remedy) if state.sending:
            return replace(state, sending=False, send_fault=f"{reason}。{remedy}"), ()
        case CaseFiled(application_id, number, promised) if _mine(state, application_id):
            filed = replace(state, case_number=number, promised=promised, postponed="")
            return _receipt(filed, "提交成功，请记下办件编号。")
        case DeliveryPostponed(application_id, reason) if _mine(state, application_id):
            if state.case_number:
                return state, ()
            return _receipt(replace(state, postponed=reason), f"{KEPT_OFFLINE}。您可以放心离开。")
        case DeliveryRefused(application_id, reason) if _mine(state, application_id):
            return _receipt(replace(state, refused=reason), "办件没有被受理，请到窗口咨询。")
    return state, ()


def _mine(state: ApplyState, application_id: str) -> bool:
    return application_id == state.application_id


def _receipt(state: ApplyState, words: str) -> Step:
    first = state.step != "receipt"
    wiped = replace(state, step="receipt", sending=False, signature=b"", pages=(), preview=b"")
    wiped = replace(wiped, pictures={})
    return wiped, ((Speak(words),) if first else ())


def view(state: ApplyState, world: World) -> Body:
    """Return the review or the receipt."""
    if state.step == "receipt":
        return _receipt_view(state, world)
    table = state.table
    missing = table.missing() if table is not None else ()
    faults = (state.send_fault,) if state.send_fault else ()
    if missing and not faults:
        faults = (f"还有 {len(missing)} 项没填",)
    own = (table_card(table, "您的信息"),) if table is not None else ()
    cards = (*own, _materials_card(state, world))
    count = len(state.codes)
    return ReviewView(
        cards=tuple(card for card in cards if card.lines),
        faults=faults,
        consent=f"以上内容属实，同意用于办理这{'件' if count == 1 else f' {count} 件'}事。",
        signature_hint=pictured.SIGN_HERE,
        signature_png=state.signature,
        primary=Action("submit", "签名并提交", enabled=not state.sending),
        waiting=("已存好，正在送到大厅……" if state.kept else "正在保存……") if state.sending else "",
    )


def _is_taken_here(wanted: Material, world: World) -> bool:
    return wanted.how == "portrait" and bool(world.portrait_device)


def _materials_card(state: ApplyState, world: World) -> Card:
    lines = []
    kept = {material.key: material for material in state.materials}
    for group in _handed_in(state):
        wanted, name = group[0], name_of(group)
        if wanted.key in kept:
            text = f"已拍摄，{len(kept[wanted.key].pages)} 页"
            action = Action("retake", "重拍", wanted.key)
            lines.append(Line(wanted.name, text, Tag("摄像头"), action))
        elif str(wanted.how) == "card" and state.card:
            lines.append(_card_as_material(state, wanted.name))
        elif str(wanted.how) == "camera" or _is_taken_here(wanted, world):
            action = Action("retake", "拍照", wanted.key)
            lines.append(Line(name, "到窗口交", Tag("未拍", "warn"), action))
        else:
            lines.append(Line(name, "到窗口交", Tag("请带来", "warn")))
    return Card("材料", tuple(lines))


def _card_as_material(state: ApplyState, name: str) -> Line:
    """Say that a card that was read need not be handed in; a picture proves less than a chip."""
    if state.pictured:
        return Line(name, "已拍照，窗口可能要看原件，请带上", Tag(state.card_label, "warn"))
    return Line(name, "已读卡，免交", Tag(state.card_label))


def _receipt_view(state: ApplyState, world: World) -> ReceiptView:
    items = "\n".join(world.item(code).name for code in state.codes)
    lines = [Line("办的事", items)]
    if state.promised:
        lines.append(Line("预计办结", state.promised))
    left = pictured.for_window(state.table) if state.table is not None else ()
    if left and not state.refused:
        lines.append(Line("到窗口补", "、".join(left)))
    done = Action("take_ticket", "取号，到窗口", state.codes[0])
    finish = Action("finish", "不用取号，结束")
    if state.refused:
        lines.append(Line("原因", state.refused))
        title, message, tone = "大厅没有受理", "请取号到窗口，工作人员会帮您办", "error"
    elif state.case_number:
        title, message, tone = "提交成功", "凭办件编号可随时查进度", "ok"
    else:
        lines.append(Line("原因", state.postponed))
        title, tone = KEPT_OFFLINE, "warn"
        message = "网络恢复后自动上传，只上传一次。您不用再填，也可以放心离开。"
    number = state.case_number or f"受理凭据 {state.application_id[:8].upper()}"
    return ReceiptView(
        title=title,
        tone=tone,  # type: ignore[arg-type]  # the literals above are all tones
        case_number=number,
        qr_text=state.case_number or state.application_id,
        lines=tuple(lines),
        message=message,
        primary=done,
        actions=(*((Action("print_receipt", "打印回执"),) if world.can_print else ()), finish),
    )
