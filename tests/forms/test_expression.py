from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.expression import ExpressionError, Scope, parse

TODAY = date(2026, 11, 24)
NUMBER = "11010519491231002X"


def holds(text: str, **values: str) -> bool:
    return parse(text).holds(Scope(values, TODAY))


@pytest.mark.parametrize(
    ("text", "values", "expected"),
    [
        ("", {}, True),
        ("reason == '就业'", {"reason": "就业"}, True),
        ("reason == '就业'", {"reason": "住所"}, False),
        ("reason == '就业'", {}, False),
        ("reason != '就业'", {}, False),
        ("not reason == '就业'", {}, True),
        ("reason in ['就业', '住所']", {"reason": "住所"}, True),
        ("'名称' in matters", {"matters": "类型、名称"}, True),
        ("'名' in matters", {"matters": "类型、名称"}, False),
        ("count >= 10", {"count": "9"}, False),
        ("count >= 10", {"count": "10"}, True),
        ("count >= 10", {"count": "很多"}, False),
        ("since <= today", {"since": "2026-11-24"}, True),
        ("since <= today", {"since": "2026-11-25"}, False),
        ("age(birth_date) >= 60", {"birth_date": "1966-11-24"}, True),
        ("age(birth_date) >= 60", {"birth_date": "1966-11-25"}, False),
        ("birth_date == born(number)", {"birth_date": "1949-12-31", "number": NUMBER}, True),
        ("sex_of(number) == '女'", {"number": NUMBER}, True),
        ("a == '1' or b == '1' and c == '1'", {"a": "1"}, True),
        ("(a == '1' or b == '1') and c == '1'", {"a": "1"}, False),
        ("not not filled(a)", {"a": "x"}, True),
    ],
)
def test_condition_reads_as_it_is_written(
    text: str, values: dict[str, str], expected: bool
) -> None:
    assert holds(text, **values) is expected


@pytest.mark.parametrize(
    "text",
    [
        "reason ==",
        "reason == '就业' and",
        "reason == 就业",
        "__import__('os')",
        "open('x')",
        "name.upper == 'a'",
        "a == 'b' c",
        "(a == 'b'",
        "a in [b]",
        "a in ['b'",
        "[",
        "(" * 60,
        "a == '" + "x" * 600 + "'",
    ],
)
def test_text_outside_the_language_is_refused_with_a_reason(text: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    assert str(caught.value)


@given(st.text(alphabet="abc_()[]'=<>! ,.andortin就0", max_size=60))
def test_any_text_parses_or_is_refused_and_never_breaks(text: str) -> None:
    try:
        condition = parse(text)
    except ExpressionError:
        return
    assert condition.holds(Scope({"a": "1"}, TODAY)) in (True, False)


def test_names_and_literals_are_known_for_the_check() -> None:
    condition = parse("reason in ['就业', '住所'] and '名称' in matters and since <= today")
    assert condition.names == {"reason", "matters", "since"}
    assert set(condition.literals) == {
        ("reason", "就业"),
        ("reason", "住所"),
        ("matters", "名称"),
    }
