from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forms.catalogue import Catalogue
from forms.faults import UnknownFieldError, UnknownItemError
from forms.one_table import OneTable, Source, Value, merge
from forms.pictures import AT_WINDOW
from forms.prefill import prefill
from forms.sample import fill_sample

TODAY = date(2026, 11, 24)
CARD = {
    "name": "陈样本",
    "resident_number": "11010519491231002X",
    "sex": "女",
    "nation": "汉",
    "birth_date": "1949-12-31",
    "card_number": "A00000001",
}


@pytest.fixture
def table(shipped_catalogue: Catalogue, permit_code: str, insurance_code: str) -> OneTable:
    return merge(shipped_catalogue, (permit_code, insurance_code), TODAY)


def typed(table: OneTable, key: str, text: str) -> OneTable:
    return table.with_value(key, Value(text, Source.TYPED))


def keys(table: OneTable) -> list[str]:
    return [row.key for row in table.visible_rows]


def test_two_items_ask_each_datum_once(table: OneTable) -> None:
    asked = [row.key for row in table.rows]
    assert len(asked) == len(set(asked))
    assert table.row("name").items == ("居住证", "居民医保")
    assert table.saved_fields == 9
    assert table.saved_materials == 1


def test_an_answer_shows_only_the_rows_and_materials_it_concerns(table: OneTable) -> None:
    assert "employer_name" not in keys(table)
    working = typed(table, "residence_reason", "就业")
    assert "employer_name" in keys(working)
    assert "employment_proof" in [m.key for m in working.materials]
    renting = typed(working, "residence_reason", "住所")
    assert "employer_name" not in keys(renting)
    assert "dwelling_proof" in [m.key for m in renting.materials]


def test_a_hidden_value_decides_nothing_and_is_not_lost(table: OneTable) -> None:
    working = typed(typed(table, "residence_reason", "就业"), "employer_name", "样本公司")
    hidden = typed(working, "residence_reason", "住所")
    assert hidden.fault("employer_name") == ""
    shown = typed(hidden, "residence_reason", "就业")
    assert shown.row("employer_name").shown == "样本公司"


def test_card_fills_what_it_can_and_shows_its_source(table: OneTable) -> None:
    filled = prefill(table, CARD, Source.CARD, "社保卡")
    assert filled.row("name").value == Value("陈样本", Source.CARD, "社保卡")
    assert filled.row("name").value.origin == "社保卡"  # type: ignore[union-attr]  # filled above
    assert "card_number" not in filled.values
    assert filled.faults().keys() == set(filled.missing())


def test_typed_value_is_never_overwritten_by_the_card(table: OneTable) -> None:
    filled = prefill(typed(table, "name", "陈小样"), CARD, Source.CARD, "社保卡")
    assert filled.values["name"].text == "陈小样"
    assert filled.conflicts["name"].other.text == "陈样本"
    taken = filled.with_other("name")
    assert taken.values["name"].source is Source.CARD
    assert taken.conflicts["name"].other.text == "陈小样"
    assert not taken.with_conflict_settled("name").conflicts


def test_correcting_the_card_keeps_what_the_card_said_in_sight(table: OneTable) -> None:
    filled = prefill(table, CARD, Source.CARD, "社保卡")
    corrected = typed(typed(filled, "name", "陈小样"), "name", "陈大样")
    assert corrected.values["name"].text == "陈大样"
    assert corrected.conflicts["name"].other == Value("陈样本", Source.CARD, "社保卡")
    back = typed(corrected, "name", "陈样本")
    assert back.values["name"].source is Source.CARD
    assert not back.conflicts


def test_a_picture_gives_way_to_the_card_and_both_are_shown(table: OneTable) -> None:
    seen = table.with_value("name", Value("陈祥本", Source.OCR))
    read = seen.with_value("name", Value("陈样本", Source.CARD))
    assert read.values["name"].source is Source.CARD
    assert read.conflicts["name"].other.source is Source.OCR


def test_empty_text_clears_a_field_but_an_empty_card_does_not(table: OneTable) -> None:
    filled = typed(table, "phone", "13800000000")
    assert "phone" in filled.with_value("phone", Value(" ", Source.CARD)).values
    assert "phone" not in typed(filled, "phone", " ").values


@pytest.mark.parametrize(
    ("key", "text", "message"),
    [
        ("birth_date", "1950-01-01", "和身份证号码对不上"),
        ("sex", "男", "和身份证号码对不上"),
        ("residence_since", "2026-11-25", "在今天以后"),
        ("residence_since", "1940-01-01", "早于出生日期"),
        ("insured_elsewhere", "是", "先在原来的地方停保"),
        ("phone", "1380000000", "现在是 10 位"),
    ],
)
def test_fields_that_contradict_each_other_say_how_to_mend(
    table: OneTable, key: str, text: str, message: str
) -> None:
    filled = typed(prefill(table, CARD, Source.CARD, "社保卡"), key, text)
    assert message in filled.fault(key)
    assert not filled.is_complete


def test_a_guardian_signs_for_a_child_alone(shipped_catalogue: Catalogue) -> None:
    code = next(i.code for i in shipped_catalogue.items if i.name == "居民身份证首次申领")
    table = merge(shipped_catalogue, (code,), TODAY)
    assert "guardian_signature" in keys(typed(table, "birth_date", "2015-05-01"))
    assert "guardian_signature" not in keys(typed(table, "birth_date", "2000-05-01"))


def test_an_application_written_at_home_saves_typing_the_reason(
    shipped_catalogue: Catalogue,
) -> None:
    code = next(i.code for i in shipped_catalogue.items if i.short_name == "临时救助")
    table = merge(shipped_catalogue, (code,), TODAY)
    asked = keys(table)
    assert asked.index("written_application") + 1 == asked.index("application_reason")
    assert not table.row("written_application").required
    for paper in ("0a" * 32, AT_WINDOW):
        assert "application_reason" not in keys(typed(table, "written_application", paper))


def test_what_was_made_here_stands_beside_what_was_typed(shipped_catalogue: Catalogue) -> None:
    code = next(i.code for i in shipped_catalogue.items if i.short_name == "二手房过户")
    key = "other_party_signature"
    told = Value("0a" * 32, Source.EARLIER_CASE, "以前办过的件")
    table = merge(shipped_catalogue, (code,), TODAY).with_value(key, told)
    signed = table.with_value(key, Value("0b" * 32, Source.SIGNED))
    assert signed.values[key].origin == "现场签名"
    assert signed.conflicts[key].other == told
    assert signed.with_value(key, told).values[key].source is Source.SIGNED


def test_a_newborn_needs_a_guardian(table: OneTable) -> None:
    assert "guardian_name" in keys(typed(table, "insured_kind", "新生儿"))
    assert "guardian_name" in keys(typed(table, "birth_date", "2010-01-01"))
    assert "guardian_name" not in keys(typed(table, "birth_date", "1949-12-31"))


def test_unknown_codes_and_keys_are_errors(table: OneTable, shipped_catalogue: Catalogue) -> None:
    with pytest.raises(UnknownItemError):
        merge(shipped_catalogue, ("nothing",), TODAY)
    with pytest.raises(UnknownFieldError):
        typed(table, "nothing", "x")


def test_personal_values_stay_out_of_the_representation(table: OneTable) -> None:
    filled = prefill(table, CARD, Source.CARD, "社保卡")
    assert "陈样本" not in repr(filled)
    assert "11010519491231002X" not in repr(filled)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_samples_of_any_items_together_are_complete(
    shipped_catalogue: Catalogue, data: st.DataObject
) -> None:
    codes = [item.code for item in shipped_catalogue.items]
    chosen = data.draw(st.lists(st.sampled_from(codes), min_size=1, max_size=5, unique=True))
    filled = fill_sample(shipped_catalogue, chosen, TODAY)
    assert filled.faults() == {}
    assert {code for code, _ in filled.items} == set(chosen)
    assert filled.saved_fields >= 0


def test_every_pair_of_items_merges(shipped_catalogue: Catalogue) -> None:
    codes = [item.code for item in shipped_catalogue.items]
    for first in codes:
        for second in codes:
            assert merge(shipped_catalogue, (first, second), TODAY).rows


def test_eighteen_situations_of_the_licence_change_each_ask_for_something(
    shipped_catalogue: Catalogue,
) -> None:
    item = next(i for i in shipped_catalogue.items if i.name == "营业执照变更")
    table = merge(shipped_catalogue, (item.code,), TODAY)
    plain = set(keys(table))
    choices = shipped_catalogue.dictionary["change_matters"].choices
    assert len(item.situations) == len(choices) == 18
    for choice in choices:
        assert set(keys(typed(table, "change_matters", choice.value))) > plain, choice.value
