"""What is reckoned after one change must be what is reckoned from the beginning."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forms.catalogue import Catalogue, CatalogueError, load_catalogue
from forms.cells import text_of
from forms.dictionary import Choice, Column, Dictionary, FieldDefinition, Names, Rule
from forms.expression import Scope, parse
from forms.one_table import OneTable, Source, Value, merge
from forms.service_item import ItemField, ServiceItem

TODAY = date(2026, 11, 24)
FEW = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def assert_same(table: OneTable) -> None:
    fresh = table.made_anew()
    assert table.rows == fresh.rows
    assert table.faults() == fresh.faults()
    assert table.materials == fresh.materials
    assert table.shown_values == fresh.shown_values


@FEW
@given(data=st.data())
def test_any_sequence_of_changes_leaves_what_a_fresh_table_would_say(
    shipped_catalogue: Catalogue, data: st.DataObject
) -> None:
    codes = [item.code for item in shipped_catalogue.items]
    chosen = data.draw(st.lists(st.sampled_from(codes), min_size=1, max_size=4, unique=True))
    table = merge(shipped_catalogue, chosen, TODAY)
    keys = [row.key for row in table.rows]
    for _ in range(12):
        definition = table.row(data.draw(st.sampled_from(keys))).definition
        texts = ["", definition.specimen, "x", *(choice.value for choice in definition.choices)]
        text = data.draw(st.sampled_from(texts))
        table = table.with_value(definition.key, Value(text, Source.TYPED))
    assert_same(table)


def definition(key: str, kind: str = "text", **more: object) -> FieldDefinition:
    names = Names(zh_hans=key, zh_hant=key, en=key)
    made = {"key": key, "names": names, "kind": kind, "question": key, "specimen": "x", **more}
    return FieldDefinition.model_validate(made)


@pytest.fixture
def shares() -> OneTable:
    columns = (
        Column(key="who", name="姓名", kind="person_name"),
        Column(key="share", name="比例", kind="number"),
    )
    owners = definition("owners", "rows", columns=columns, maximum=600)
    rule = Rule(
        key="owners", holds="total(owners, 'share') == 100", message="各人的比例加起来应当是 100"
    )
    item = ServiceItem(
        code="1" * 31,
        name="样本",
        short_name="样本",
        department="样本局",
        category="样本",
        fields=(ItemField(key="owners"), ItemField(key="note", when="count(owners) > 1")),
        sources={},
    )
    dictionary = Dictionary((owners, definition("note")), (rule,))
    return merge(Catalogue((item,), dictionary, "0"), (item.code,), TODAY)


def test_a_table_of_rows_names_the_row_and_the_column_to_mend(shares: OneTable) -> None:
    rows = [{"who": "陈样本", "share": "40"}, {"who": "陈小样", "share": "六十"}]
    filled = shares.with_cells("owners", rows, Source.TYPED, "您填写")
    assert filled.fault("owners") == "第 2 个：比例：请只填数字，例如 3"
    rows[1] = {"who": "陈小样", "share": "50"}
    edited = filled.with_cells("owners", rows, Source.TYPED, "您填写")
    assert edited.fault("owners") == "各人的比例加起来应当是 100"
    rows[1]["share"] = "60"
    right = edited.with_cells("owners", rows, Source.TYPED, "您填写")
    assert right.fault("owners") == ""
    assert right.row("note").visible
    assert right.row("owners").shown == "陈样本，40；陈小样，60"
    alone = right.with_cells("owners", [{"who": "陈样本", "share": "100"}], Source.TYPED, "")
    assert alone.is_complete
    assert not alone.row("note").visible
    assert_same(alone)


def test_a_table_of_rows_that_is_empty_or_broken_says_so(shares: OneTable) -> None:
    assert shares.fault("owners") == "这一项要填：owners"
    emptied = shares.with_cells("owners", [], Source.TYPED, "")
    assert "owners" not in emptied.values
    broken = shares.with_value("owners", Value("不是表", Source.TYPED))
    assert "重新填写" in broken.fault("owners")
    strange = text_of([{"who": "陈样本", "share": "100", "colour": "红"}])
    assert "没有这一列" in shares.with_value("owners", Value(strange, Source.OCR)).fault("owners")


def test_what_hides_a_field_hides_what_hangs_on_it() -> None:
    yes_no = (Choice(value="是", label="是"), Choice(value="否", label="否"))
    words = tuple(definition(key, "choice", choices=yes_no) for key in ("a", "b", "c"))
    item = ServiceItem(
        code="1" * 31,
        name="样本",
        short_name="样本",
        department="样本局",
        category="样本",
        fields=(
            ItemField(key="a"),
            ItemField(key="b", when="a == '是'"),
            ItemField(key="c", when="not filled(b)"),
        ),
        sources={},
    )
    table = merge(Catalogue((item,), Dictionary(words), "0"), (item.code,), TODAY)
    for key in ("a", "b"):
        table = table.with_value(key, Value("是", Source.TYPED))
    assert not table.row("c").visible
    table = table.with_value("a", Value("否", Source.TYPED))
    assert table.row("c").visible
    assert_same(table)


def test_conditions_that_wait_for_each_other_are_refused_with_the_circle(
    catalogue_folder: Path,
) -> None:
    path = catalogue_folder / "items" / "residence_permit.yaml"
    text = path.read_text("utf-8")
    turned = text.replace(
        "- key: residence_reason", "- {key: residence_reason, when: filled(employer_name)}", 1
    )
    assert turned != text
    path.write_text(turned, "utf-8")
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(catalogue_folder)
    assert "条件绕成了圈" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "values", "unknown", "truth"),
    [
        ("a == '1'", {}, {"a"}, None),
        ("a == '1'", {}, set(), False),
        ("a == '1' and b == '2'", {"a": "0"}, {"b"}, False),
        ("a == '1' or b == '2'", {"a": "1"}, {"b"}, True),
        ("not a == '1'", {}, {"a"}, None),
        ("age(a) > 60 or b in ['1', '2']", {"b": "3"}, {"a"}, None),
        ("filled(a) and total(b, 'c') > 1", {"a": "1"}, {"b"}, None),
    ],
)
def test_what_is_not_answered_yet_leaves_a_condition_open_unless_decided(
    text: str, values: dict[str, str], unknown: set[str], truth: bool | None
) -> None:
    assert parse(text).truth(Scope(values, TODAY, unknown)) is truth
