"""Filling the one table: one question a page, or the whole table, nothing asked twice."""

from __future__ import annotations

from dataclasses import replace

from forms.dictionary import Column, FieldDefinition
from forms.one_table import Conflict, OneTable, Source, Value
from forms.pictures import PICTURED
from forms.spoken import names_the_same
from kiosk.effects import Effect, FindCandidates, Hush, Listen, StopListening
from kiosk.events import (
    CandidatesFound,
    CharactersFound,
    Event,
    Heard,
    HeardNothing,
    HeardPart,
    Pressed,
    StrokeWritten,
    Typed,
)
from kiosk.journeys import parts, pictured, places, saying, typing
from kiosk.journeys.application import ApplyState, Step, table_of
from kiosk.journeys.boards import board_for, choices_of, writing_of
from kiosk.journeys.table_card import table_card
from kiosk.journeys.told import SPOKEN_LABEL, may_be_more
from kiosk.journeys.view import Action, CaptureView, QuestionView, TableView, Tag
from kiosk.journeys.world import World

TYPED_LABEL = "您填写"
NO_PLACE = Column(key="place", name="地方", kind="choice")
"""What is said while the tree is open, where no division is in it."""
_SHORT_ORIGIN = 5
"""Characters of an origin that fit on a button, such as 社保卡 or 居民身份证."""


def begin(state: ApplyState, world: World) -> Step:
    """Open the one field to change, or the first question that still needs the citizen."""
    if state.edit_key:
        return _edit(replace(state, edit_key=""), state.edit_key)
    table = table_of(state)
    asked = tuple(
        row.key
        for row in table.visible_rows
        if row.value is None
        or row.key in table.conflicts
        or table.fault(row.key)
        or may_be_more(row, state.told)
    )
    asked = _deciding_first(table, asked)
    started = replace(state, questions=asked, question=0, whole_table=False)
    return open_question(started) if asked else (replace(started, step="photo"), ())


def _deciding_first(table: OneTable, keys: tuple[str, ...]) -> tuple[str, ...]:
    """Bring forward the question that settles most of what else need be asked."""
    first = table.deciding_question
    return (first, *(k for k in keys if k != first)) if first in keys and first else keys


def open_table(state: ApplyState, effects: tuple[Effect, ...] = ()) -> Step:
    """Show the whole table, each line editable."""
    return replace(state, step="fill", whole_table=True, back_to_review=False), effects


def open_question(state: ApplyState) -> Step:
    """Open the question at `state.question` with what is known of it."""
    value = table_of(state).values.get(state.questions[state.question])
    written = value is not None and _definition(state).kind not in PICTURED
    draft = typing.anew(state.draft, value.text if value is not None and written else "")
    opened = parts.open_parts(_definition(state), table_of(state))
    fresh = replace(state, parts=opened, places=None, saying=saying.Saying())
    return replace(fresh, draft=draft, fault="", whole_table=False), ()


def _edit(state: ApplyState, key: str) -> Step:
    """Open one field again, wherever it stands in the table."""
    if key not in {row.key for row in table_of(state).visible_rows}:
        return open_table(state)
    questions = state.questions if key in state.questions else (*state.questions, key)
    return open_question(replace(state, questions=questions, question=questions.index(key)))


def advance(state: ApplyState, event: Event, world: World) -> Step:
    """Take what was typed or chosen; go on only with a sound value."""
    if state.whole_table:
        return _advance_table(state, event)
    if isinstance(event, Pressed) and event.action != "stop_saying" and state.saying.listening:
        # What was understood before stays known as said.
        state = replace(state, saying=saying.Saying(value=state.saying.value))
    if event == Pressed("whole_table"):
        return open_table(_keep_draft(state))
    picture = pictured.asked(state)
    if picture is not None:
        return _advance_picture(state, picture, event, world)
    said = _advance_saying(state, event, world)
    if said is not None:
        return said
    if state.parts is not None:
        return _advance_parts(state, state.parts, event)
    if state.places is not None:
        return _advance_places(state, state.places, event, world)
    match event:
        case Typed(text):
            return replace(state, draft=typing.with_text(state.draft, text), fault=""), ()
        case CandidatesFound() | CharactersFound():
            return replace(state, draft=typing.with_words(state.draft, event)), ()
        case StrokeWritten():
            draft, effects = typing.write(state.draft, event)
            return replace(state, draft=draft, fault=""), effects
        case Pressed("next_question" | "choose") if state.draft.strokes:
            return replace(state, fault=typing.CHOOSE_CHARACTER), ()
        case Pressed("next_question"):
            return _accept(state, state.draft.text + state.draft.pinyin)
        case Pressed("choose", value):
            return _accept(state, value)
        case Pressed("toggle", value):
            return replace(state, draft=typing.toggled(state.draft, value), fault=""), ()
        case Pressed("skip_question") if not _required(state):
            return _go_on(state)
        case Pressed("copy_from", key) if key in table_of(state).values:
            text = table_of(state).values[key].text
            return replace(state, draft=typing.anew(state.draft, text), fault=""), ()
        case Pressed("open_places"):
            opened = replace(state, places=places.Places(), fault="")
            return replace(opened, saying=saying.Saying()), ()
        case Pressed("take_other") if _conflict(state) is not None:
            return _take_other(state)
        case Pressed():
            draft, pinyin = typing.press(state.draft, event, _definition(state).max_length or 200)
            found = () if pinyin is None else (_look_up(state, pinyin, draft.text),)
            return replace(state, draft=draft, fault=""), found
    return state, ()


def _advance_saying(state: ApplyState, event: Event, world: World) -> Step | None:
    """Listen to an answer and take what was understood; None for what concerns no voice."""
    match event:
        case Pressed("say_answer"):
            listening = saying.Saying(listening=True, value=state.saying.value)
            begun = replace(state, saying=listening, fault="")
            return begun, (Hush(), Listen())
        case Pressed("stop_saying"):
            return state, (StopListening(),)
        case Heard() | HeardPart() | HeardNothing() if state.saying.listening:
            return _hear(state, event, world)
    return None


def _hear(state: ApplyState, event: Event, world: World) -> Step:
    table = table_of(state)
    if state.places is not None:
        return _hear_place(state, state.places, event, world)
    if state.parts is not None:
        left, said = parts.hear(state.parts, table, state.saying, event)
        return replace(state, parts=left, saying=said), ()
    definition = _definition(state)
    same = _same_as(state, event.text if isinstance(event, Heard) else "")
    said = saying.hear(state.saying, event, definition, table.today, same)
    if said.value and definition.kind == "address":
        said = replace(said, value=world.divisions.heard(said.value))
    draft = typing.anew(state.draft, said.value) if said.value else state.draft
    return replace(state, saying=said, draft=draft, fault=said.fault), ()


def _hear_place(state: ApplyState, tree: places.Places, event: Event, world: World) -> Step:
    """Go down the tree to what was said of it."""
    today = table_of(state).today
    heard = event.text if isinstance(event, Heard) else ""
    found = places.hear(tree, heard, world.divisions, today) if heard else None
    if found is None:
        said = saying.hear(state.saying, event, NO_PLACE, today, "")
        return replace(state, saying=said), ()
    left, chosen = found
    if chosen is None:
        return replace(state, places=left, saying=saying.Saying()), ()
    state = _at_place(state, chosen, world)
    return replace(state, saying=saying.Saying(value=state.draft.text)), ()


def _at_place(state: ApplyState, chosen: str, world: World) -> ApplyState:
    """Close the tree and put the divisions before what is written of the address."""
    _, rest = world.divisions.split(state.draft.text)
    return replace(state, places=None, draft=typing.anew(state.draft, chosen + rest))


def _same_as(state: ApplyState, spoken: str) -> str:
    """Return the answer 同上 means: the last one of the same kind, or that of a field named."""
    table, kind = table_of(state), _definition(state).kind
    named = names_the_same(spoken)
    rows = {row.key: row.definition for row in table.visible_rows}
    before = state.questions[: state.question]
    likely = (*reversed(before), *(key for key in rows if key not in before))
    for key in likely:
        value, definition = table.values.get(key), rows.get(key)
        if value is None or definition is None or definition.kind != kind:
            continue
        if key != state.questions[state.question] and (not named or named in definition.name):
            return value.text
    return ""


def _advance_picture(
    state: ApplyState, picture: FieldDefinition, event: Event, world: World
) -> Step:
    if event == Pressed("skip_question") and not _required(state):
        return _go_on(state)
    after, answered, effects = pictured.advance(state, picture, event, world)
    return (after, effects) if not answered else _go_on(after)


def _advance_parts(state: ApplyState, open_parts: parts.Parts, event: Event) -> Step:
    left, table, effects = parts.advance(open_parts, table_of(state), event, TYPED_LABEL)
    state = replace(state, parts=left, table=table)
    return (state, effects) if left is not None else _go_on(state)


def _advance_places(state: ApplyState, tree: places.Places, event: Event, world: World) -> Step:
    left, chosen = places.advance(tree, event, world.divisions)
    if chosen is None:
        return replace(state, places=left, saying=saying.Saying()), ()
    return _at_place(state, chosen, world), ()


def step_back(state: ApplyState) -> Step | None:
    """Return to the cell, the list or the question before; None where the first is open."""
    if state.places is not None:
        return replace(state, places=places.step_back(state.places)), ()
    before = parts.step_back(state.parts) if state.parts is not None else None
    if before is not None:
        return replace(state, parts=before), ()
    return open_question(replace(state, question=state.question - 1)) if state.question else None


def _look_up(state: ApplyState, pinyin: str, before: str) -> FindCandidates:
    return FindCandidates(pinyin, writing_of(_definition(state)), before)


def _advance_table(state: ApplyState, event: Event) -> Step:
    match event:
        case Pressed("edit", key):
            return _edit(state, key)
        case Pressed("table_done"):
            table = table_of(state)
            open_keys = tuple(table.faults())
            if open_keys:
                return _edit(state, open_keys[0])
            return replace(state, whole_table=False, step="photo"), ()
    return state, ()


def _keep_draft(state: ApplyState) -> ApplyState:
    """Keep what is half typed when it is sound, so that looking at the table loses nothing."""
    if pictured.asked(state) is not None:
        return pictured.keep(state)
    text = state.draft.text.strip()
    if not text or state.parts is not None:
        return state
    key = state.questions[state.question]
    table = table_of(state).with_value(key, Value(text, Source.TYPED, TYPED_LABEL))
    return replace(state, table=table)


def _accept(state: ApplyState, text: str) -> Step:
    key = state.questions[state.question]
    text = text.strip()
    table = table_of(state)
    held = table.values.get(key)
    if not text:
        if not _required(state):
            return _go_on(state)
        name = _definition(state).name
        return replace(state, fault=f"请填写{name}"), ()
    if held is None or held.text != text:
        said = text == state.saying.value
        source = (Source.SPOKEN, SPOKEN_LABEL) if said else (Source.TYPED, TYPED_LABEL)
        table = table.with_value(key, Value(text, *source))
    elif key in table.conflicts:
        # Seen, and left as it is: that is the citizen's decision.
        table = table.with_conflict_settled(key)
    fault = table.fault(key)
    draft = typing.anew(state.draft, text)
    if fault:
        return replace(state, table=table, draft=draft, fault=fault), ()
    return _go_on(replace(state, table=table, draft=draft))


def _conflict(state: ApplyState) -> Conflict | None:
    return table_of(state).conflicts.get(state.questions[state.question])


def _take_other(state: ApplyState) -> Step:
    """Take what the other source says; it stays on the screen to be looked at."""
    key = state.questions[state.question]
    table = table_of(state).with_other(key).with_conflict_settled(key)
    draft = typing.anew(state.draft, table.values[key].text)
    return replace(state, table=table, draft=draft, fault=""), ()


def _go_on(state: ApplyState) -> Step:
    if state.back_to_review and table_of(state).is_complete:
        return replace(state, back_to_review=False, step="review"), ()
    table = table_of(state)
    # An answer may make further rows concern the citizen, or put an earlier answer in the wrong:
    # they join the end of the queue.
    ahead = set(state.questions[state.question + 1 :])
    more = tuple(key for key in table.faults() if key not in ahead)
    done = state.questions[: state.question + 1]
    rest = _deciding_first(table, (*state.questions[state.question + 1 :], *more))
    state = replace(state, questions=(*done, *rest))
    visible = {row.key for row in table.visible_rows}
    for index in range(state.question + 1, len(state.questions)):
        if state.questions[index] in visible:
            return open_question(replace(state, question=index))
    return replace(state, step="photo"), ()


def _definition(state: ApplyState) -> FieldDefinition:
    key = state.questions[state.question]
    return table_of(state).row(key).definition


def _required(state: ApplyState) -> bool:
    key = state.questions[state.question]
    return table_of(state).row(key).required


def view(state: ApplyState, world: World) -> QuestionView | CaptureView | TableView:
    """Return the open question or the whole table."""
    if state.whole_table:
        return _table_view(state)
    picture = pictured.asked(state)
    if picture is not None:
        return pictured.view(state, picture)
    definition = _definition(state)
    place = (state.question + 1, len(state.questions))
    if state.parts is not None:
        return parts.view(state.parts, table_of(state), definition, place, state.saying)
    if state.places is not None:
        return places.view(state.places, world.divisions, definition.question, place, state.saying)
    value = table_of(state).values.get(definition.key)
    unchanged = value is not None and value.text == state.draft.text
    conflict = _conflict(state)
    tag = Tag(value.origin) if value is not None and unchanged else None
    choices = choices_of(definition, state.draft.text)
    return QuestionView(
        step=place[0],
        steps=place[1],
        question=definition.question,
        hint=saying.hint_of(state.saying) or _hint(definition, conflict),
        text=state.draft.text,
        tag=tag,
        fault=state.fault,
        keyboard="none" if choices else board_for(definition, state.draft),
        primary=Action("next_question", "下一步"),
        choices=choices,
        helpers=_helpers(state, definition, world),
        candidates=typing.candidate_actions(state.draft),
        pinyin=state.draft.pinyin,
        strokes=state.draft.strokes,
        takes_speech=saying.can_be_said(definition),
    )


def _hint(definition: FieldDefinition, conflict: Conflict | None) -> str:
    return definition.hint if conflict is None else _conflict_text(definition, conflict)


def take_other_label(origin: str) -> str:
    """Return the button that takes what stands in the hint; large type has room for little."""
    return f"改用{origin}写的" if len(origin) <= _SHORT_ORIGIN else "改用上面写的"


def _conflict_text(definition: FieldDefinition, conflict: Conflict) -> str:
    other = definition.label_of(conflict.other.text)
    return f"{conflict.other.origin}写的是“{other}”，哪个对？"


def _helpers(state: ApplyState, definition: FieldDefinition, world: World) -> tuple[Action, ...]:
    values = table_of(state).values
    helpers = [Action("stop_saying", "说完了")] if state.saying.listening else []
    conflict = _conflict(state)
    if conflict is not None:
        helpers.append(Action("take_other", take_other_label(conflict.other.origin)))
    if definition.kind == "address" and len(world.divisions):
        helpers.append(Action("open_places", "按省市区选"))
    if "address" in definition.key:
        helpers += [
            Action("copy_from", f"用{row.definition.name}", row.key)
            for row in table_of(state).visible_rows
            if "address" in row.key and row.key != definition.key and row.key in values
        ]
    if not _required(state):
        helpers.append(Action("skip_question", "没有，跳过"))
    if saying.can_be_said(definition) and not state.saying.listening:
        helpers.append(Action("say_answer", "用说的"))
    return tuple(helpers)


def _table_view(state: ApplyState) -> TableView:
    table = table_of(state)
    left = len(table.missing())
    message = f"还有 {left} 项没填" if left else "都填好了"
    wrong = [table.row(key).definition.name for key in table.faults() if table.row(key).value]
    if wrong:
        message = f"{message}，要改正：{'、'.join(wrong)}"
    if len(table.items) > 1:
        saved = f"少填 {table.saved_fields} 项，少交 {table.saved_materials} 份材料"
        merged = f"{len(table.items)} 件事合成一张表，{saved}"
        message = "\n".join((message, merged))
    primary = Action("table_done", "继续填写" if left else "下一步")
    return TableView("整张表", (table_card(table, "您的信息"),), primary, message=message)
