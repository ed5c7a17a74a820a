"""An address begun by choosing province, city, district and street."""

from __future__ import annotations

from dataclasses import replace

import pytest

from forms.divisions import read_divisions
from forms.one_table import Source
from kiosk.events import Heard, HeardPart, Typed
from kiosk.journeys.application import ApplyState
from kiosk.journeys.spoken_actions import spoken_event
from kiosk.journeys.view import QuestionView

from .conftest import ASSETS, Drive, item_code, labels


@pytest.fixture
def at_address(drive: Drive) -> Drive:
    divisions = read_divisions(ASSETS / "divisions" / "divisions.tsv")
    drive.world = replace(drive.world, divisions=divisions)
    drive.press("fill_in", item_code(drive.world, "居住证申领"))
    drive.press("without_card")
    drive.press("start_filling")
    drive.press("whole_table")
    state = drive.visit.journey
    assert isinstance(state, ApplyState)
    assert state.table is not None
    rows = state.table.visible_rows
    drive.press("edit", next(row.key for row in rows if row.definition.kind == "address"))
    return drive


def asked(drive: Drive) -> QuestionView:
    assert isinstance(drive.screen.body, QuestionView)
    return drive.screen.body


def test_the_tree_leads_to_a_street_and_the_house_is_typed_on(at_address: Drive) -> None:
    assert "按省市区选" in labels(asked(at_address).helpers)
    at_address.press("open_places")
    for name in ("佛山市", "禅城区", "祖庙街道"):
        choice = next(c for c in asked(at_address).choices if c.label == name)
        at_address.press("place", choice.argument)
    assert asked(at_address).text == "广东省佛山市禅城区祖庙街道"
    assert asked(at_address).keyboard == "pinyin"


def test_initials_find_a_district_of_any_city(at_address: Drive) -> None:
    at_address.press("open_places")
    for letter in "ccq":
        at_address.press("key", letter)
    assert "佛山市禅城区" in labels(asked(at_address).choices)


def test_letters_that_find_nothing_say_so(at_address: Drive) -> None:
    at_address.press("open_places")
    for letter in "zzzz":
        at_address.press("key", letter)
    assert asked(at_address).fault
    at_address.press("clear")
    assert "佛山市" in labels(asked(at_address).choices)


def test_letters_of_a_hardware_keyboard_narrow_the_tree_and_stand_in_the_field(
    at_address: Drive,
) -> None:
    at_address.press("open_places")
    at_address.happen(Typed("ccq"))
    assert "佛山市禅城区" in labels(asked(at_address).choices)
    assert asked(at_address).text == "ccq"


def test_another_province_is_one_level_up(at_address: Drive) -> None:
    at_address.press("open_places")
    at_address.press("place_up")
    assert "湖南省" in labels(asked(at_address).choices)


def test_what_was_typed_after_the_division_stays(at_address: Drive) -> None:
    for character in "样本路1号":
        at_address.press("key", character)
    at_address.press("open_places")
    at_address.press("place", "4406")
    at_address.press("next_question")
    assert asked(at_address).text == "广东省佛山市样本路1号"


def test_back_closes_the_tree_only(at_address: Drive) -> None:
    at_address.press("key", "样")
    at_address.press("open_places")
    at_address.press("back")
    assert asked(at_address).text == "样"


def test_an_address_is_said_with_its_divisions_by_their_sound(at_address: Drive) -> None:
    at_address.press("say_answer")
    at_address.happen(Heard("我住在佛山蝉城祖庙街道样本路十二号"))
    assert asked(at_address).text == "广东省佛山市禅城区祖庙街道样本路12号"


def test_the_same_means_the_last_answer_of_its_kind(at_address: Drive) -> None:
    said = "广东省佛山市禅城区祖庙街道样本路1号"
    at_address.press("say_answer")
    at_address.happen(Heard("同上"))
    assert "没听明白" in asked(at_address).fault
    at_address.press("say_answer")
    at_address.happen(Heard(said))
    at_address.press("next_question")
    at_address.press("whole_table")
    for key, answer in (("phone", "13800000000"), ("residence_address", "")):
        at_address.press("edit", key)
        if answer:
            at_address.happen(Typed(answer))
            at_address.press("next_question")
            at_address.press("whole_table")
    at_address.press("say_answer")
    at_address.happen(Heard("跟户籍地址一样"))
    assert asked(at_address).text == said


def test_back_leads_one_level_up_before_it_leaves_the_tree(at_address: Drive) -> None:
    at_address.press("open_places")
    at_address.press("place", "4406")
    assert "禅城区" in labels(asked(at_address).choices)
    at_address.press("back")
    assert "佛山市" in labels(asked(at_address).choices)
    at_address.press("back")
    assert "按省市区选" in labels(asked(at_address).helpers)


def say(drive: Drive, text: str) -> None:
    """Press the button and speak, as the stage hands it on."""
    drive.press("say_answer")
    drive.happen(spoken_event(text, drive.screen) or Heard(text))


@pytest.mark.parametrize(
    ("sentences", "address"),
    [
        (("佛山市", "禅城区", "祖庙街道"), "广东省佛山市禅城区祖庙街道"),
        (("佛山", "缠成", "祖庙"), "广东省佛山市禅城区祖庙街道"),
        (("我住在佛山市禅城区祖庙街道",), "广东省佛山市禅城区祖庙街道"),
        (("佛山市，禅城区。", "祖庙街道文华北路1号"), "广东省佛山市禅城区祖庙街道文华北路1号"),
        (
            ("佛山市吧", "禅城区那边", "祖庙街道文华北路十二号"),
            "广东省佛山市禅城区祖庙街道文华北路12号",
        ),
        (("湖南省长沙市", "选到这里"), "湖南省长沙市"),
        (("湖南省", "选到这里"), "湖南省"),
        (("佛山市", "广州市越秀区", "下一步"), "广东省广州市越秀区"),
    ],
)
def test_the_open_tree_listens(at_address: Drive, sentences: tuple[str, ...], address: str) -> None:
    at_address.press("open_places")
    assert "用说的" in labels(asked(at_address).helpers)
    for sentence in sentences:
        say(at_address, sentence)
    assert (asked(at_address).text, asked(at_address).keyboard) == (address, "pinyin")


def test_a_place_said_is_said_and_not_typed(at_address: Drive) -> None:
    at_address.press("open_places")
    say(at_address, "佛山市禅城区祖庙街道文华北路1号")
    state = at_address.visit.journey
    assert isinstance(state, ApplyState)
    key = state.questions[state.question]
    at_address.press("next_question")
    state = at_address.visit.journey
    assert isinstance(state, ApplyState) and state.table is not None
    assert state.table.values[key].source is Source.SPOKEN


def test_back_and_the_number_of_a_place_are_said_too(at_address: Drive) -> None:
    at_address.press("open_places")
    say(at_address, "佛山市")
    assert asked(at_address).hint.startswith("广东省佛山市")
    say(at_address, "第一个")
    assert asked(at_address).hint.startswith("广东省佛山市禅城区")
    say(at_address, "返回")
    assert asked(at_address).hint.startswith("广东省佛山市\n")
    say(at_address, "上一级")
    assert asked(at_address).hint.startswith("广东省\n")


def test_what_is_no_place_is_asked_again(at_address: Drive) -> None:
    at_address.press("open_places")
    at_address.press("say_answer")
    assert "说完了" in labels(asked(at_address).helpers)
    at_address.happen(HeardPart("今天"))
    assert asked(at_address).hint == "听到：今天"
    at_address.happen(Heard("今天天气怎么样"))
    assert asked(at_address).fault == "没听明白“今天天气怎么样”，请再说一遍，或者用手填"
    assert "佛山市" in labels(asked(at_address).choices)
    at_address.press("place", "4406")
    assert not asked(at_address).fault
