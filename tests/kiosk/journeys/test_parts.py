"""Answers made of parts: shareholders row by row, a period by its two ends."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forms.catalogue import Catalogue
from forms.dictionary import Choice, Column, Dictionary, FieldDefinition, Names, Rule
from forms.one_table import OneTable, Source, merge
from forms.service_item import ItemField
from kiosk.effects import Effect, FindCandidates
from kiosk.events import Heard, Pressed, Typed
from kiosk.journeys import apply
from kiosk.journeys.application import ApplyState
from kiosk.journeys.parts import ROWS_ON_PAGE
from kiosk.journeys.view import Action, QuestionView, TableView
from kiosk.journeys.world import World

HOLDERS = FieldDefinition(
    key="holders",
    names=Names(zh_hans="股东", zh_hant="股東", en="Shareholders"),
    kind="rows",
    columns=(
        Column(key="holder", name="姓名", kind="person_name"),
        Column(
            key="sort",
            name="类型",
            kind="choice",
            choices=(Choice(value="人", label="自然人"), Choice(value="企", label="企业")),
        ),
        Column(key="share", name="出资比例", kind="number", required=False, unit="%"),
    ),
    question="有哪些股东？",
    specimen="[]",
)
TERM = FieldDefinition(
    key="term",
    names=Names(zh_hans="经营期限", zh_hant="經營期限", en="Term"),
    kind="period",
    question="经营期限是？",
    specimen="2024-01-01/长期",
)
WHOLE = Rule(key="holders", holds="total(holders, 'share') == 100", message="加起来应当是 100%")


class Filling:
    """A citizen in front of one table with one question."""

    def __init__(self, world: World, definition: FieldDefinition, required: bool = True) -> None:
        item = world.catalogue.items[0].model_copy(
            update={
                "fields": (ItemField(key=definition.key, required=required),),
                "materials": (),
                "situations": (),
            }
        )
        dictionary = Dictionary((definition,), (WHOLE,))
        self.world = replace(world, catalogue=Catalogue((item,), dictionary, "test"))
        table = merge(self.world.catalogue, (item.code,))
        started = ApplyState(step="choose", codes=(item.code,), table=table)
        self.state, _ = apply.advance(started, Pressed("start_filling"), self.world)
        self.effects: tuple[Effect, ...] = ()

    def press(self, action: str, argument: str = "") -> None:
        self.state, self.effects = apply.advance(self.state, Pressed(action, argument), self.world)

    def write(self, text: str) -> None:
        self.state, _ = apply.advance(self.state, Typed(text), self.world)
        self.press("next_question")

    def say(self, text: str) -> None:
        self.press("say_answer")
        self.state, _ = apply.advance(self.state, Heard(text), self.world)

    def add(self, name: str, sort: str, share: str) -> None:
        self.press("add_row")
        self.write(name)
        self.press("choose", sort)
        self.write(share)

    @property
    def table(self) -> OneTable:
        assert self.state.table is not None
        return self.state.table

    @property
    def listed(self) -> TableView:
        view = apply.view(self.state, self.world)
        assert isinstance(view, TableView)
        return view

    @property
    def asked(self) -> QuestionView:
        view = apply.view(self.state, self.world)
        assert isinstance(view, QuestionView)
        return view


@pytest.fixture
def holders(world: World) -> Filling:
    return Filling(world, HOLDERS)


def test_shareholders_are_added_cell_by_cell(holders: Filling) -> None:
    assert holders.listed.title == "有哪些股东？"
    assert not holders.listed.primary.enabled  # type: ignore[union-attr]  # the list always has one
    holders.add("陈样本", "人", "60")
    holders.add("李样本", "企", "40")
    assert [card.title for card in holders.listed.cards] == ["第 1 个", "第 2 个"]
    assert [line.text for line in holders.listed.cards[1].lines] == ["李样本", "企业", "40 %", ""]
    assert holders.listed.cards[1].lines[-1].action == Action("remove_row", "删除这个", "1")
    holders.press("next_question")
    assert holders.state.step != "fill"
    assert holders.table.is_complete


def test_a_faulty_cell_is_told_beside_it_and_kept(holders: Filling) -> None:
    holders.press("add_row")
    holders.write("9")
    assert "姓名" in holders.asked.fault
    assert holders.asked.text == "9"
    holders.write("")
    assert holders.asked.fault == "请填写姓名"
    assert holders.table.cells("holders") == ()


def test_a_cell_that_may_be_empty_is_skipped(holders: Filling) -> None:
    holders.press("add_row")
    holders.write("陈样本")
    holders.press("choose", "人")
    holders.press("skip_question")
    assert "share" not in holders.table.cells("holders")[0]


def test_a_broken_sum_is_told_above_the_rows_before_going_on(holders: Filling) -> None:
    holders.add("陈样本", "人", "60")
    holders.press("next_question")
    assert (holders.listed.message, holders.listed.tone) == ("加起来应当是 100%", "error")
    holders.press("edit_row", "0")
    holders.write("陈样本")
    holders.press("choose", "人")
    holders.write("100")
    holders.press("next_question")
    assert holders.table.is_complete


def test_a_row_is_removed(holders: Filling) -> None:
    holders.add("陈样本", "人", "60")
    holders.add("李样本", "人", "40")
    holders.press("remove_row", "0")
    assert [row["holder"] for row in holders.table.cells("holders")] == ["李样本"]


def test_back_leads_from_cell_to_cell_to_the_list_and_loses_no_row(holders: Filling) -> None:
    holders.add("陈样本", "人", "100")
    holders.press("edit_row", "0")
    holders.press("next_question")
    holders.press("back")
    assert holders.asked.text == "陈样本"
    holders.press("back")
    assert len(holders.listed.cards) == 1
    assert holders.table.cells("holders")[0]["share"] == "100"


def test_names_in_a_row_are_typed_as_names(holders: Filling) -> None:
    holders.press("add_row")
    holders.press("pinyin_key", "c")
    assert holders.effects == (FindCandidates("c", "name", ""),)


def test_five_hundred_rows_are_shown_a_page_at_a_time(holders: Filling) -> None:
    rows = [{"holder": "陈样本", "sort": "人"} for _ in range(500)]
    table = holders.table.with_cells("holders", rows, Source.TYPED, "")
    holders.state = replace(holders.state, table=table)
    assert len(holders.listed.cards) == ROWS_ON_PAGE
    holders.press("rows_page", "83")
    assert [card.title for card in holders.listed.cards] == ["第 499 个", "第 500 个"]
    holders.press("add_row")
    holders.press("back")
    holders.press("remove_row", "499")
    assert len(holders.table.cells("holders")) == 499


def test_a_row_removed_by_mistake_can_be_put_back(world: World) -> None:
    holders = Filling(world, HOLDERS)
    holders.add("陈样本", "人", "60")
    holders.add("欧阳样本", "人", "40")
    holders.press("remove_row", "0")
    assert "放回刚删的" in [action.label for action in holders.listed.actions]
    holders.press("put_back")
    assert [row["holder"] for row in holders.table.cells("holders")] == ["欧阳样本", "陈样本"]
    assert "放回刚删的" not in [action.label for action in holders.listed.actions]


def test_a_period_is_asked_by_its_ends(world: World) -> None:
    term = Filling(world, TERM)
    term.write("20240501")
    term.write("20230501")
    assert "早于" in term.asked.fault
    term.write("20250430")
    assert term.table.values["term"].text == "2024-05-01/2025-04-30"


def test_a_period_may_have_no_end(world: World) -> None:
    term = Filling(world, TERM)
    term.write("20240501")
    term.press("choose", "长期")
    assert term.table.values["term"].text == "2024-05-01/长期"
    assert term.table.is_complete


def test_both_ends_of_a_period_can_be_said_at_once(world: World) -> None:
    term = Filling(world, TERM)
    term.say("从二零二六年三月一号起三年")
    assert term.asked.text == "2026-03-01"
    term.press("next_question")
    assert term.asked.text == "2029-02-28"
    term.press("next_question")
    assert term.table.values["term"].text == "2026-03-01/2029-02-28"


@pytest.mark.parametrize(("said", "end"), [("长期", "长期"), ("三年", "2029-02-28")])
def test_the_end_of_a_period_is_said_as_people_say_it(world: World, said: str, end: str) -> None:
    term = Filling(world, TERM)
    term.say("二零二六年三月一号")
    term.press("next_question")
    term.say(said)
    assert term.asked.text == end
    assert "请核对" in term.asked.hint
    term.press("next_question")
    assert term.table.values["term"].text == f"2026-03-01/{end}"


PRESSES = st.lists(
    st.tuples(
        st.sampled_from(
            ["add_row", "edit_row", "remove_row", "put_back", "rows_page", "next_question",
             "skip_question", "choose", "key", "backspace", "back", "whole_table", "edit",
             "table_done"]
        ),
        st.sampled_from(["", "0", "1", "7", "人", "陈样本", "holders"]),
    ),
    max_size=40,
)  # fmt: skip


@given(presses=PRESSES)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_is_pressed_the_screen_can_be_drawn(
    world: World, presses: list[tuple[str, str]]
) -> None:
    holders = Filling(world, HOLDERS, required=False)
    for action, argument in presses:
        holders.press(action, argument)
        apply.view(holders.state, holders.world)
        if holders.state.step not in ("fill", "choose"):
            return
