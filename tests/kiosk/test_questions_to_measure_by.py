"""The questions the understanding is measured by, and what is injected into them."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from forms.catalogue import Catalogue, load_catalogue
from kiosk.bench.heard import read_heard
from kiosk.bench.mishearing import Mishearing
from kiosk.bench.questions import PosedQuestion, read_business_of_others, read_questions
from kiosk.bench.voice import SPOKEN
from kiosk.knowledge import CONSULTATION, entries_of, learn_meanings, matcher_of
from kiosk.settings import CATALOGUE
from voice.knowledge import ASPECT_CUES, HOW
from voice.lexicon import folded_syllables
from voice.plain_words import read_words
from voice.specimens import load_specimens, measured_half


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue(CATALOGUE)


@pytest.fixture(scope="module")
def questions() -> tuple[PosedQuestion, ...]:
    return read_questions()


def test_there_are_enough_of_both_kinds_in_both_halves(
    questions: tuple[PosedQuestion, ...],
) -> None:
    ours = [one for one in questions if one.is_ours]
    assert len(ours) >= 600 and len(questions) - len(ours) >= 150
    assert len({name for one in ours for name in one.items}) >= 80
    tested = sum(one.is_for_testing for one in questions) / len(questions)
    assert 0.45 < tested < 0.6


def test_every_question_names_items_and_an_aspect_there_are(
    questions: tuple[PosedQuestion, ...], catalogue: Catalogue
) -> None:
    names = {item.short_name for item in catalogue.items}
    for one in questions:
        assert names.issuperset(one.items), one
        assert not one.is_ours or one.aspect in (HOW, *ASPECT_CUES), one
    assert len({one.text for one in questions}) == len(questions)


def test_no_question_is_a_wording_that_is_indexed(
    questions: tuple[PosedQuestion, ...], catalogue: Catalogue
) -> None:
    indexed = {entry.phrasing for entry in entries_of(catalogue)}
    assert not indexed & {one.text for one in questions}


def test_the_business_of_other_offices_is_in_both_halves_and_nowhere_known(
    catalogue: Catalogue,
) -> None:
    others = read_business_of_others()
    assert len(others) >= 140
    assert 0.4 < sum(one.is_for_testing for one in others) / len(others) < 0.6
    texts = {one.text for one in others}
    assert len(texts) == len(others)
    assert not texts & {entry.phrasing for entry in entries_of(catalogue)}


def test_the_business_of_other_offices_is_seldom_answered(catalogue: Catalogue) -> None:
    matcher = matcher_of(catalogue)
    learn_meanings(matcher)
    others = read_business_of_others()
    answered = [one.text for one in others if matcher.match(one.text).outcome == "answer"]
    assert len(answered) <= 0.2 * len(others), answered


def test_everyday_names_belong_to_items_there_are(catalogue: Catalogue) -> None:
    everyday = read_words(CONSULTATION / "everyday_names.tsv")
    assert everyday.keys() <= {item.short_name for item in catalogue.items}


@pytest.mark.parametrize("file", ["dialect.tsv", "said_and_meant.tsv", "english.tsv"])
def test_a_table_of_words_names_each_once(file: str) -> None:
    lines = Path(CONSULTATION / file).read_text(encoding="utf-8").splitlines()
    said = [line.split("\t")[0] for line in lines if line and not line.startswith("#")]
    assert sorted(said) == sorted(set(said))


def test_mishearing_changes_the_share_asked_for_and_keeps_to_like_sounds() -> None:
    text = "居住证怎么办理公积金提取医保参保"
    heard = Mishearing(random.Random(1)).misheard(text, 0.5)
    changed = sum(a != b for a, b in zip(text, heard, strict=True))
    # A character that is alone with its sound stays.
    assert len(text) // 2 - 2 <= changed <= len(text) // 2
    sounds = zip(folded_syllables(text), folded_syllables(heard), strict=True)
    # A character put elsewhere may be read otherwise beside its neighbours; most are not.
    assert sum(a == b for a, b in sounds) >= len(text) - 2


def test_weights_are_fitted_on_nothing_that_is_measured(
    questions: tuple[PosedQuestion, ...], catalogue: Catalogue
) -> None:
    heard = read_heard()
    assert len(heard) > 500 and all(one.readings for one in heard)
    measured = {one.text for one in questions if one.is_for_testing}
    measured |= {one.text for one in measured_half(load_specimens(SPOKEN))}
    assert not measured & {one.text for one in heard}
    names = {item.short_name for item in catalogue.items}
    assert names.issuperset(name for one in heard for name in one.items)
