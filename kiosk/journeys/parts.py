"""Answers made of parts: the rows of a table, one cell a page, and the two ends of a period."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from forms import kinds
from forms.dictionary import Column, Datum, FieldDefinition
from forms.one_table import OneTable, Source, Value
from forms.periods import OPEN_END, ends_of, period
from forms.spoken.dates import end_of, period_of
from kiosk.effects import Effect, FindCandidates
from kiosk.events import (
    CandidatesFound,
    CharactersFound,
    Event,
    Heard,
    Pressed,
    StrokeWritten,
    Typed,
)
from kiosk.journeys import saying, typing
from kiosk.journeys.boards import board_for, choices_of, writing_of
from kiosk.journeys.view import Action, Card, Line, QuestionView, TableView

ROWS_ON_PAGE = 6
_ENDS = (
    Column(key="start", kind="date", name="从哪一天开始？"),
    Column(key="end", kind="date", name="到哪一天为止？", max_length=10),
)


@dataclass(frozen=True)
class Parts:
    """Where the citizen is within one answer; without an open row the list of rows is shown."""

    key: str
    columns: tuple[Column, ...]
    kind: Literal["rows", "period"]
    page: int = 0
    row: int | None = None
    column: int = 0
    cells: Mapping[str, str] = field(default_factory=dict, repr=False)
    draft: typing.Draft = field(default_factory=typing.Draft, repr=False)
    fault: str = ""
    removed: Mapping[str, str] = field(default_factory=dict, repr=False)
    """The row removed last, which a finger may have done that meant to change it."""
    changed: bool = False
    """A row was changed here, so a fault of the whole is worth telling."""


def open_parts(definition: FieldDefinition, table: OneTable) -> Parts | None:
    """Return the first page of an answer made of parts; None for any other field."""
    if definition.kind == "rows":
        return Parts(definition.key, definition.columns, "rows")
    if definition.kind == "period":
        value = table.values.get(definition.key)
        start, end = ends_of(value.text if value is not None else "")
        parts = Parts(definition.key, _ENDS, "period", row=0, cells={"start": start, "end": end})
        return _open_cell(parts)
    return None


Step = tuple[Parts | None, OneTable, tuple[Effect, ...]]
"""None where the answer is given and the next question follows."""


def advance(parts: Parts, table: OneTable, event: Event, label: str) -> Step:
    """Add, edit and remove rows; take one cell after the other, only sound ones."""
    if parts.row is None:
        return _advance_list(parts, table, event, label)
    match event:
        case Typed(text):
            return _kept(parts, table, typing.with_text(parts.draft, text))
        case CandidatesFound() | CharactersFound():
            return _kept(parts, table, typing.with_words(parts.draft, event))
        case StrokeWritten():
            draft, effects = typing.write(parts.draft, event)
            return replace(parts, draft=draft, fault=""), table, effects
        case Pressed("next_question") if parts.draft.strokes:
            return replace(parts, fault=typing.CHOOSE_CHARACTER), table, ()
        case Pressed("next_question"):
            return _accept(parts, table, parts.draft.text + parts.draft.pinyin, label)
        case Pressed("choose", value):
            return _accept(parts, table, value, label)
        case Pressed("toggle", value):
            return _kept(parts, table, typing.toggled(parts.draft, value))
        case Pressed("skip_question") if not _column(parts).required:
            return _next_cell(parts, table, "", label)
        case Pressed():
            draft, pinyin = typing.press(parts.draft, event, _column(parts).max_length)
            parts = replace(parts, draft=draft, fault="")
            if pinyin is None:
                return parts, table, ()
            asked = FindCandidates(pinyin, writing_of(_column(parts)), draft.text)
            return parts, table, (asked,)
    return parts, table, ()


def step_back(parts: Parts) -> Parts | None:
    """Return to the cell before, or to the list; None where the answer is left altogether."""
    if parts.row is None or (parts.kind == "period" and parts.column == 0):
        return None
    if parts.column == 0:
        return replace(parts, row=None, cells={}, draft=typing.anew(parts.draft), fault="")
    return _open_cell(replace(parts, column=parts.column - 1))


def hear(
    parts: Parts, table: OneTable, said: saying.Saying, event: Event
) -> tuple[Parts, saying.Saying]:
    """Put what was said of a cell in it; of a period both ends may be said at once."""
    if parts.row is None:
        return parts, saying.Saying()
    rows = table.cells(parts.key) if parts.kind == "rows" else ()
    above = rows[parts.row - 1] if 0 < parts.row <= len(rows) else {}
    if parts.kind == "period" and isinstance(event, Heard):
        start, end = ends_of(period_of(event.text, table.today) or "")
        if start and end:
            whole = replace(parts, column=0, cells={"start": start, "end": end})
            return _open_cell(whole), saying.Saying(heard=event.text, value=start)
    column = _column(parts)
    if parts.kind == "period" and column.key == "end" and isinstance(event, Heard):
        last = end_of(event.text, parts.cells["start"], table.today)
        if last:
            ended = saying.Saying(heard=event.text, value=last)
            return replace(parts, draft=typing.anew(parts.draft, last), fault=""), ended
    said = saying.hear(said, event, column, table.today, above.get(column.key, ""))
    draft = typing.anew(parts.draft, said.value) if said.value else parts.draft
    return replace(parts, draft=draft, fault=said.fault), said


def _advance_list(parts: Parts, table: OneTable, event: Event, label: str) -> Step:
    rows = table.cells(parts.key)
    match event:
        case Pressed("add_row"):
            return _open_cell(replace(parts, row=len(rows), column=0, cells={})), table, ()
        case Pressed("edit_row", number) if number.isdigit() and int(number) < len(rows):
            row = int(number)
            return _open_cell(replace(parts, row=row, column=0, cells=rows[row])), table, ()
        case Pressed("remove_row", number) if number.isdigit() and int(number) < len(rows):
            removed = rows[int(number)]
            table = table.with_row(parts.key, int(number), None)
            return _on_a_page(replace(parts, changed=True, removed=removed), table), table, ()
        case Pressed("put_back") if parts.removed:
            table = table.with_row(parts.key, len(rows), parts.removed)
            back = replace(parts, removed={}, page=len(rows) // ROWS_ON_PAGE)
            return _on_a_page(back, table), table, ()
        case Pressed("rows_page", number) if number.isdigit():
            return _on_a_page(replace(parts, page=int(number)), table), table, ()
        case Pressed("next_question"):
            fault = table.fault(parts.key)
            return (replace(parts, fault=fault) if fault else None), table, ()
        case Pressed("skip_question") if not rows and not table.row(parts.key).required:
            return None, table, ()
    return parts, table, ()


def _on_a_page(parts: Parts, table: OneTable) -> Parts:
    last = max(0, (len(table.cells(parts.key)) - 1) // ROWS_ON_PAGE)
    return replace(parts, page=min(parts.page, last), fault="")


def _column(parts: Parts) -> Column:
    return parts.columns[parts.column]


def _open_cell(parts: Parts) -> Parts:
    text = parts.cells.get(_column(parts).key, "")
    draft = typing.anew(parts.draft, "" if text == OPEN_END else text)
    return replace(parts, draft=draft, fault="")


def _kept(parts: Parts, table: OneTable, draft: typing.Draft) -> Step:
    return replace(parts, draft=draft, fault=""), table, ()


def _accept(parts: Parts, table: OneTable, text: str, label: str) -> Step:
    column = _column(parts)
    text = kinds.clean(column, text)
    open_end = parts.kind == "period" and column.key == "end" and text == OPEN_END
    fault = "" if open_end or not text else kinds.fault_in(column, text, table.today)
    if not text and column.required:
        fault = "请填写这一天" if parts.kind == "period" else f"请填写{column.name}"
    if parts.kind == "period" and not fault and column.key == "end" and not open_end:
        fault = "结束日期早于开始日期，请核对" if text < parts.cells["start"] else ""
    if fault:
        return replace(parts, draft=typing.anew(parts.draft, text), fault=fault), table, ()
    return _next_cell(parts, table, text, label)


def _next_cell(parts: Parts, table: OneTable, text: str, label: str) -> Step:
    cells = {**parts.cells, _column(parts).key: text}
    if not text:
        del cells[_column(parts).key]
    parts = replace(parts, cells=cells)
    if parts.column + 1 < len(parts.columns):
        return _open_cell(replace(parts, column=parts.column + 1)), table, ()
    if parts.kind == "period":
        text = period(cells["start"], cells["end"])
        return None, table.with_value(parts.key, Value(text, Source.TYPED, label)), ()
    row = parts.row or 0
    table = table.with_row(parts.key, row, cells)
    listed = replace(parts, row=None, cells={}, draft=typing.anew(parts.draft), changed=True)
    return _on_a_page(replace(listed, page=row // ROWS_ON_PAGE), table), table, ()


def view(
    parts: Parts,
    table: OneTable,
    definition: FieldDefinition,
    place: tuple[int, int],
    said: saying.Saying,
) -> QuestionView | TableView:
    """Return the list of rows, or the one cell that is open."""
    if parts.row is None:
        return _list_view(parts, table, definition)
    column = _column(parts)
    choices = choices_of(column, parts.draft.text)
    helpers = [Action("stop_saying", "说完了")] if said.listening else []
    helpers += [] if column.required else [Action("skip_question", "没有，跳过")]
    if parts.kind == "period":
        # Each is a sentence of its own, which another language says in its own order.
        start, end = f"{definition.name}：从哪一天开始？", f"{definition.name}：到哪一天为止？"
        question, hint = end if parts.column else start, "年、月、日连着写，例如 20240501"
        helpers += [Action("choose", "没有期限（长期）", OPEN_END)] if parts.column else []
    else:
        question = f"第 {parts.row + 1} 个，{column.name}是？"
        hint = f"{definition.name}，每个要填 {len(parts.columns)} 项，这是第 {parts.column + 1} 项"
    helpers += [] if said.listening else [Action("say_answer", "用说的")]
    return QuestionView(
        step=place[0],
        steps=place[1],
        question=question,
        hint=saying.hint_of(said) or hint,
        text=parts.draft.text,
        tag=None,
        fault=parts.fault,
        keyboard="none" if choices else board_for(column, parts.draft),
        primary=Action("next_question", "下一步"),
        choices=choices,
        helpers=tuple(helpers),
        candidates=typing.candidate_actions(parts.draft),
        pinyin=parts.draft.pinyin,
        strokes=parts.draft.strokes,
        takes_speech=True,
    )


def _list_view(parts: Parts, table: OneTable, definition: FieldDefinition) -> TableView:
    rows = table.cells(parts.key)
    first = parts.page * ROWS_ON_PAGE
    cards = tuple(
        _row_card(number, definition.columns, row)
        for number, row in enumerate(rows[first : first + ROWS_ON_PAGE], first)
    )
    pages = -(-len(rows) // ROWS_ON_PAGE)
    turns = [Action("rows_page", "上一页", str(parts.page - 1))] if parts.page else []
    turns += [Action("rows_page", "下一页", str(parts.page + 1))] if parts.page + 1 < pages else []
    add = Action("add_row", "再添加一个" if rows else "添加一个")
    skip = [Action("skip_question", "没有，跳过")]
    back = [Action("put_back", "放回刚删的")] if parts.removed else []
    required = table.row(parts.key).required
    message = parts.fault or definition.hint
    if pages > 1:
        counted = f"共 {len(rows)} 个，第 {parts.page + 1} 页，共 {pages} 页"
        message = f"{message}\n{counted}" if message else counted
    return TableView(
        title=definition.question,
        cards=cards,
        primary=Action("next_question", "填好了，下一步", enabled=bool(rows) or not required),
        # The pages are turned first, so that both ways stand side by side in any type.
        actions=(*turns, add, *back, *([] if rows or required else skip)),
        message=message,
        tone="error" if parts.fault else "plain",
    )


def _row_card(number: int, columns: tuple[Column, ...], row: Mapping[str, str]) -> Card:
    lines = [Line(c.name, _shown(c, row.get(c.key, ""))) for c in columns]
    edit, remove = (
        Action("edit_row", "修改这个", str(number)),
        Action("remove_row", "删除这个", str(number)),
    )
    lines[0] = replace(lines[0], action=edit)
    # On a line of its own: beside a share it would seem to remove the share alone.
    lines.append(Line("", "", action=remove))
    return Card(f"第 {number + 1} 个", tuple(lines))


def _shown(column: Datum, text: str) -> str:
    return column.label_of(text) if text else "没填"
