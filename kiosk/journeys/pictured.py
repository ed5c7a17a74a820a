"""Fields answered by a picture: a paper photographed, or a signature written with the finger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from hashlib import sha256

from forms.dictionary import FieldDefinition
from forms.one_table import OneTable, Row, Source, Value
from forms.pictures import AT_WINDOW, PICTURED, digests_of, pages_key, text_of_pages
from kiosk.effects import Effect, Material, StopCamera
from kiosk.events import Event, Heard, HeardPart, Pressed, Signed
from kiosk.journeys import capture
from kiosk.journeys.application import ApplyState, Step, table_of
from kiosk.journeys.view import Action, CaptureView, QuestionView, Tag
from kiosk.journeys.world import World

SIGN_HERE = "请在这里用手指签名"
SIGN_FIRST = "请先在框里用手指签名"
PLEASE_SIGN = "这一项说不了，请用手指在框里签名"
PLEASE_PHOTOGRAPH = "这一项说不了，请把它放到摄像头下拍照"
LOST = "有一项的签名或照片没有存好，请点那一行的“填写”再来一次"


def asked(state: ApplyState) -> FieldDefinition | None:
    """Return the field answered by a picture whose page is open, if one is."""
    covered = state.whole_table or state.parts is not None or state.places is not None
    if state.step != "fill" or covered or state.table is None or not state.questions:
        return None
    definition = state.table.row(state.questions[state.question]).definition
    return definition if definition.kind in PICTURED else None


def follow(before: ApplyState, after: ApplyState, world: World) -> Step:
    """Open the camera where such a page opens, and put away what lay there where it closes."""
    was, now = asked(before), asked(after)
    if (was and was.key) == (now and now.key):
        return after, ()
    leave = (StopCamera(),) if was is not None and was.kind == "file" else ()
    if now is None:
        # What was neither kept nor carried on is gone; the materials begin without pages.
        return replace(after, pages=(), preview=b""), leave
    held = _held(after, now.key)
    opened = replace(after, pages=held, preview=held[-1] if held else b"", photo_message="")
    if now.kind == "signature":
        return opened, leave
    if held:
        taken = f"已经拍好了，共 {len(held)} 页"
        return replace(opened, photo_phase="accepted", photo_message=taken), leave
    live, effects = capture.open_camera(opened, world)
    return live, (*leave, *effects)


def _held(state: ApplyState, key: str) -> tuple[bytes, ...]:
    value = state.table.values.get(key) if state.table is not None else None
    found = (state.pictures.get(digest) for digest in digests_of(value.text if value else ""))
    return tuple(page for page in found if page)


def advance(
    state: ApplyState, definition: FieldDefinition, event: Event, world: World
) -> tuple[ApplyState, bool, tuple[Effect, ...]]:
    """Take a signature or pages; the flag says that the field is answered and the next follows."""
    match event:
        case Pressed("bring_to_window"):
            return _answered(state, definition, Value(AT_WINDOW, Source.TYPED, "您填写")), True, ()
        case HeardPart():
            return state, False, ()
    if definition.kind == "signature":
        return _advance_signing(state, definition, event)
    match event:
        case Heard():
            return replace(state, photo_message=PLEASE_PHOTOGRAPH), False, ()
        case Pressed("keep_photo") if state.photo_phase == "accepted":
            return keep(state), True, ()
    after, effects = capture.advance(state, event, world)
    return after, False, effects


def _advance_signing(
    state: ApplyState, definition: FieldDefinition, event: Event
) -> tuple[ApplyState, bool, tuple[Effect, ...]]:
    match event:
        case Heard():
            return replace(state, fault=PLEASE_SIGN), False, ()
        case Signed(png):
            return replace(state, pages=(png,) if png else (), fault=""), False, ()
        case Pressed("clear_signature"):
            return replace(state, pages=(), fault=""), False, ()
        case Pressed("next_question") if state.pages:
            return keep(state), True, ()
        case Pressed("next_question"):
            return replace(state, fault=SIGN_FIRST), False, ()
    return state, False, ()


def keep(state: ApplyState) -> ApplyState:
    """Put what was signed or photographed into the table; without anything, change nothing."""
    definition = asked(state)
    whole = definition is not None and (
        definition.kind == "signature" or state.photo_phase == "accepted"
    )
    if definition is None or not state.pages or not whole:
        return state
    source = Source.SIGNED if definition.kind == "signature" else Source.PHOTOGRAPHED
    taken = replace(state, pictures={**state.pictures, **by_digest(state.pages)})
    return _answered(taken, definition, Value(text_of_pages(state.pages), source))


def by_digest(pages: Iterable[bytes]) -> dict[str, bytes]:
    """Return pages under the names by which the table knows them."""
    return {sha256(page).hexdigest(): page for page in pages}


def _answered(state: ApplyState, definition: FieldDefinition, value: Value) -> ApplyState:
    table = table_of(state)
    held = table.values.get(definition.key)
    if held is None or held.text != value.text:
        table = table.with_value(definition.key, value)
    # Two pictures cannot be told apart by their names: the one made here and now stands.
    table = table.with_conflict_settled(definition.key)
    named = {name for one in table.values.values() for name in digests_of(one.text)}
    pictures = {name: page for name, page in state.pictures.items() if name in named}
    return replace(state, table=table, pictures=pictures, pages=(), preview=b"", fault="")


def pages_of(row: Row, pictures: Mapping[str, bytes]) -> tuple[bytes, ...]:
    """Return the pages a row stands for, those that are there."""
    if row.value is None or row.definition.kind not in PICTURED:
        return ()
    found = (pictures.get(digest) for digest in digests_of(row.value.text))
    return tuple(page for page in found if page)


def without_lost(table: OneTable, pictures: Mapping[str, bytes]) -> OneTable:
    """Return the table without the fields whose pictures are not there: they are asked again."""
    for row in table.rows:
        pictured = row.value is not None and row.definition.kind in PICTURED
        wanted = digests_of(row.value.text) if pictured and row.value is not None else ()
        if len(pages_of(row, pictures)) < len(wanted):
            table = table.with_value(row.key, Value("", Source.TYPED))
    return table


def handed_in(state: ApplyState) -> tuple[Material, ...]:
    """Return the pictures of the table as they travel beside the application."""
    return tuple(
        Material(pages_key(row.key), row.definition.name, pages)
        for row in table_of(state).visible_rows
        for pages in (pages_of(row, state.pictures),)
        if pages
    )


def for_window(table: OneTable) -> tuple[str, ...]:
    """Return what the table leaves to be photographed or signed at the window."""
    return tuple(
        f"{row.definition.name}（{row.shown}）"
        for row in table.visible_rows
        if row.value is not None and row.definition.kind in PICTURED and row.value.text == AT_WINDOW
    )


def view(state: ApplyState, definition: FieldDefinition) -> QuestionView | CaptureView:
    """Return the pad to sign on, or the camera's page."""
    row = table_of(state).row(definition.key)
    skip = () if row.required else (Action("skip_question", "没有，跳过"),)
    place = (state.question + 1, len(state.questions))
    if definition.kind == "file":
        return _photo_view(state, definition, skip, place)
    kept = row.value is not None and row.value.text == text_of_pages(state.pages)
    # No more than two, or the row would grow and move the pad while somebody writes on it.
    first = (Action("clear_signature", "重签"),) if state.pages else skip
    return QuestionView(
        step=place[0],
        steps=place[1],
        question=definition.question,
        hint=definition.hint,
        text="",
        tag=Tag(row.value.origin) if row.value is not None and kept else None,
        fault=state.fault,
        keyboard="none",
        primary=Action("next_question", "下一步"),
        helpers=(*first, Action("bring_to_window", "到窗口签")),
        pad=SIGN_HERE,
        picture_png=state.pages[0] if state.pages else None,
    )


def _photo_view(
    state: ApplyState,
    definition: FieldDefinition,
    skip: tuple[Action, ...],
    place: tuple[int, int],
) -> CaptureView:
    leave = Action("bring_to_window", "不拍了，带到窗口交")
    primary, actions = capture.buttons(state, leave, "带到窗口交，继续")
    return CaptureView(
        title=definition.question,
        hint=definition.hint or capture.LAY_FLAT,
        phase=state.photo_phase,
        message=state.photo_message,
        tone=capture.tone_of(state),
        primary=primary,
        actions=(*actions, *(skip if not state.pages else ())),
        picture_png=state.preview or None,
        pages=len(state.pages),
        step=place[0],
        steps=place[1],
    )
