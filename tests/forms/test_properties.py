"""What holds for every table, text and item, tried on many that nobody would think of."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forms.application import Application, fill_application
from forms.catalogue import load_catalogue
from forms.cells import cells_of, text_of
from forms.dictionary import FieldDefinition
from forms.item_file import item_yaml
from forms.kinds import clean, fault_in
from forms.one_table import OneTable, Source, Value, merge
from forms.service_item import Question, ServiceItem
from forms.workbook import write_workbook
from forms.workbook_items import read_workbook
from tests.forms.conftest import SHIPPED, TODAY
from tests.forms.test_application import NOW

CATALOGUE = load_catalogue(SHIPPED)
KINDS = ("person", "business")
BY_KIND = {
    kind: [item.code for item in CATALOGUE.items if kind in item.applicant_kinds] for kind in KINDS
}
DEFINITIONS = list(CATALOGUE.dictionary.values())
often = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
now_and_then = settings(often, max_examples=15)
codes = st.sampled_from(KINDS).flatmap(
    lambda kind: st.lists(st.sampled_from(BY_KIND[kind]), min_size=1, max_size=8, unique=True)
)
# What a keyboard, a card, a microphone or a spreadsheet may bring; no half of a surrogate pair.
texts = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=60),
    st.text("0123456789Xx-/. 年月日至元，、", max_size=24),
)
words = st.text(st.characters(exclude_categories=["C", "Zl", "Zp", "Zs"]), min_size=1, max_size=30)


def answers(definition: FieldDefinition) -> st.SearchStrategy[str]:
    choices = [choice.value for choice in definition.choices]
    return st.one_of(st.sampled_from([definition.specimen, "", *choices]), texts)


@st.composite
def changed_tables(draw: st.DrawFn) -> OneTable:
    table = merge(CATALOGUE, draw(codes), TODAY)
    for _ in range(draw(st.integers(0, 12))):
        definition = draw(st.sampled_from(table.rows)).definition
        text = draw(answers(definition))
        source = draw(st.sampled_from(list(Source)))
        table = table.with_value(definition.key, Value(text, source))
    return table


@often
@given(codes)
def test_items_of_one_kind_of_applicant_merge(chosen: list[str]) -> None:
    table = merge(CATALOGUE, chosen, TODAY)
    items = [CATALOGUE.item(code) for code in chosen]
    wanted = [field.key for item in items for field in item.fields]
    order = list(CATALOGUE.dictionary)
    assert [row.key for row in table.rows] == sorted(set(wanted), key=order.index)
    assert table.saved_fields == len(wanted) - len(set(wanted))
    materials = [material.key for item in items for material in item.materials]
    assert table.saved_materials == len(materials) - len(set(materials))
    assert {material.key for material in table.materials} <= set(materials)


@often
@given(codes, st.randoms(use_true_random=False))
def test_the_order_of_the_items_changes_nothing_but_names(
    chosen: list[str], chance: object
) -> None:
    table, turned = merge(CATALOGUE, chosen, TODAY), merge(CATALOGUE, chosen[::-1], TODAY)
    assert [(r.key, r.required, r.visible) for r in table.rows] == [
        (r.key, r.required, r.visible) for r in turned.rows
    ]
    assert {m.key: m.required for m in table.materials} == {
        m.key: m.required for m in turned.materials
    }


@often
@given(changed_tables())
def test_what_is_reckoned_step_by_step_is_what_is_reckoned_at_once(table: OneTable) -> None:
    anew = table.made_anew()
    assert table.rows == anew.rows
    assert table.faults() == anew.faults()
    assert table.materials == anew.materials
    assert dict(table.shown_values) == dict(anew.shown_values)


@often
@given(changed_tables())
def test_whatever_was_entered_survives_its_json(table: OneTable) -> None:
    application = fill_application(table, "a-1", NOW)
    assert Application.model_validate_json(application.to_json()) == application


@settings(often, max_examples=400)
@given(st.sampled_from(DEFINITIONS), texts)
def test_a_tidy_value_is_tidy_for_good_and_judged_in_words(
    definition: FieldDefinition, text: str
) -> None:
    tidy = clean(definition, text)
    assert clean(definition, tidy) == tidy
    wrong = fault_in(definition, tidy, date(2026, 11, 24)) if tidy else ""
    assert wrong == wrong.strip()
    assert "Error" not in wrong


cells = st.dictionaries(st.sampled_from(["who", "share", "since"]), words, min_size=1)
rows = st.lists(cells, max_size=6)


@often
@given(rows, st.integers(0, 6), st.none() | cells)
def test_a_row_changed_in_place_is_a_row_changed_in_the_list(
    table: list[dict[str, str]], place: int, row: dict[str, str] | None
) -> None:
    table = table or [{"who": "陈样本"}]
    place = min(place, len(table))
    before = text_of(table)
    after = before.with_row(place, row)  # type: ignore[attr-defined]  # rows were given
    expected = [*table[:place], *([row] if row else []), *table[place + 1 :]]
    assert after == text_of(expected)
    assert list(cells_of(str(after))) == list(cells_of(after)) == expected


@now_and_then
@given(st.data())
def test_any_words_in_an_item_survive_file_and_workbook(data: st.DataObject) -> None:
    item = data.draw(st.sampled_from(CATALOGUE.items))
    said = st.one_of(words, words.map(lambda text: f"={text}"), words.map(lambda text: f"@{text}"))
    changed = ServiceItem.model_validate(
        {
            **item.model_dump(),
            "name": data.draw(said),
            "aliases": data.draw(st.lists(said, max_size=4)),
            "conditions": data.draw(st.lists(said, max_size=4)),
            "fee": data.draw(st.just("") | said),
            "questions": [Question(question=data.draw(said), answer=data.draw(said))],
        }
    )
    assert ServiceItem.model_validate(yaml.safe_load(item_yaml(changed))) == changed
    (read,) = read_workbook(write_workbook(CATALOGUE, [changed], [Path("x").stem]), "x.xlsx").items
    assert read.item == changed
