"""The next question settles most, ends, and is never one that settles nothing."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from forms.dictionary import Choice, Datum
from forms.expression import Condition, Scope, parse
from forms.situations import next_question

TODAY = date(2026, 11, 25)
FIELDS = {
    key: Datum(key=key, kind="choice", choices=tuple(Choice(value=v, label=v) for v in values))
    for key, values in {
        "kind": ("公司", "个体", "合作社"),
        "owner": ("是", "否"),
        "matter": ("名称", "住所", "股东"),
        "place": ("本市", "外地"),
    }.items()
}


def ask(conditions: list[Condition], answers: dict[str, str], known: dict[str, str]) -> list[str]:
    """Answer every question asked; return them in order."""
    asked: list[str] = []
    values = dict(known)
    while True:
        key = next_question(conditions, FIELDS, values, FIELDS, TODAY)
        if key is None:
            return asked
        asked.append(key)
        values[key] = answers[key]


def test_the_question_that_splits_most_comes_first() -> None:
    conditions = [
        parse("kind == '公司' and matter == '股东'"),
        parse("kind == '个体'"),
        parse("kind == '合作社'"),
        parse("matter == '名称'"),
    ]
    assert next_question(conditions, FIELDS, {}, FIELDS, TODAY) == "kind"


def test_what_the_card_already_answers_is_not_asked() -> None:
    conditions = [parse("place == '本市'"), parse("owner == '是'")]
    answers = {"place": "本市", "owner": "是"}
    assert ask(conditions, answers, {"place": "外地"}) == ["owner"]


def test_what_cannot_change_anything_any_more_is_not_asked() -> None:
    conditions = [parse("kind == '公司' and owner == '是'")]
    answers = {"kind": "个体", "owner": "否"}
    assert len(ask(conditions, answers, {})) == 1


def test_a_field_that_is_typed_is_left_to_the_table() -> None:
    conditions = [parse("age(birth_date) >= 60")]
    fields = {"birth_date": Datum(key="birth_date", kind="date")}
    assert next_question(conditions, fields, {}, fields, TODAY) is None


def test_without_conditions_nothing_is_asked() -> None:
    assert next_question([], FIELDS, {}, FIELDS, TODAY) is None


COMPARISONS = st.sampled_from(
    [f"{key} == '{choice.value}'" for key, datum in FIELDS.items() for choice in datum.choices]
)
CONDITIONS = st.recursive(
    COMPARISONS,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(lambda t: f"({' '.join(t)})"),
        inner.map(lambda text: f"not ({text})"),
    ),
    max_leaves=5,
)
ANSWERS = st.fixed_dictionaries(
    {key: st.sampled_from([c.value for c in datum.choices]) for key, datum in FIELDS.items()}
)


@given(
    texts=st.lists(CONDITIONS, max_size=6),
    answers=ANSWERS,
    known=st.sets(st.sampled_from(list(FIELDS))),
)
@settings(max_examples=150, deadline=None)
def test_asking_always_ends_settles_all_and_asks_nothing_superfluous(
    texts: list[str], answers: dict[str, str], known: set[str]
) -> None:
    conditions = [parse(text) for text in texts]
    values = {key: answers[key] for key in known}
    asked = ask(conditions, answers, values)
    assert len(asked) == len(set(asked))
    assert not known & set(asked)
    for number, key in enumerate(asked):
        before = values | {k: answers[k] for k in asked[:number]}
        scope = Scope(before, TODAY, frozenset(FIELDS) - before.keys())
        assert any(key in c.names for c in conditions if c.truth(scope) is None)
    told = values | {key: answers[key] for key in asked}
    left = Scope(told, TODAY, frozenset(FIELDS) - told.keys())
    whole = Scope(answers, TODAY)
    assert [c.truth(left) for c in conditions] == [c.truth(whole) for c in conditions]
