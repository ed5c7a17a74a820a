"""What is said of every item: from its guide alone, for the ear, honest where it says nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date

import pytest

from forms.catalogue import ServiceItem
from kiosk.effects import Speak, TellStaff
from kiosk.events import Guess, Heard, Understood
from kiosk.journeys.answers import answer_card, asks_situation
from kiosk.journeys.spoken_answers import (
    ASK_THE_STAFF,
    is_in_guide,
    joined,
    spoken_answer,
    spoken_situation,
)
from kiosk.journeys.world import World
from voice.knowledge import ASPECT_CUES, HOW
from voice.reading import spoken_form

from .conftest import Drive

ASPECTS = (HOW, *ASPECT_CUES)
# What an answer says beside the guide's own words.
FRAME = re.compile(
    r"条件是|办，看|的牌子|办理时间是|\d+ 个工作日|办好|当场就能|费用是|需要带|不用带材料|\d+样"
    r"|能领多少|以窗口核定为准|还要|有的情况|的话|也带上|任选一样|要带什么|看您是哪一种|[一二三四五六](?=，)|您是哪一种"
    r"|一共\d+种|都在屏幕上|要现在办吗|要现在查进度吗|还缺什么|要看您这一件的记录"
    r"|请准备好回执上的办件编号|一般|查办到哪一步|或者身份证|或者|多久|收不收费|以窗口答复为准"
    r"|[，。；、“”？和的有在办]"
)


def said_of(item: ServiceItem, aspect: str) -> str:
    return spoken_answer(item, aspect, asks_situation(item, aspect))


def guide_of(item: ServiceItem) -> Iterator[str]:
    yield from (item.short_name, item.place or "", item.hours or "", item.fee or "")
    yield from item.conditions
    yield from (one.name for one in item.materials)
    yield from (one.one_of for one in item.materials)
    yield from (one.name for one in item.situations)


@pytest.mark.parametrize("aspect", ASPECTS)
def test_answers_hold_nothing_beside_the_guide(world: World, aspect: str) -> None:
    for item in world.catalogue.items:
        if not is_in_guide(item, aspect):
            continue
        left = re.sub(r"[（）]", "", said_of(item, aspect))
        texts = [form for text in guide_of(item) for form in (text, re.sub(r"[（）]", "", text))]
        parts = {part for text in texts for part in re.split(r"[，。；、（）和的]", text)}
        for part in sorted(parts, key=len, reverse=True):
            left = left.replace(part, "") if part else left
        assert not FRAME.sub("", left).strip(), (item.short_name, aspect, left)


@pytest.mark.parametrize("aspect", ASPECTS)
def test_what_the_guide_does_not_tell_is_said_so_and_offered_to_be_asked(
    world: World, aspect: str
) -> None:
    for item in world.catalogue.items:
        said = said_of(item, aspect)
        assert (ASK_THE_STAFF in said) == (not is_in_guide(item, aspect)), said
    assert all(word in ASK_THE_STAFF for word in ("工作人员", "12345", "记下来"))


def test_every_card_names_its_source_and_the_day_it_was_checked_or_what_is_open(
    world: World,
) -> None:
    for item in world.catalogue.items:
        open_points = "待本厅确认"
        source = answer_card(item).source
        assert source.startswith("依据：") and open_points in source, source
        checked = item.model_copy(update={"verified": date(2026, 11, 24)})
        source = answer_card(checked).source
        assert "2026 年 11 月 24 日核对" in source and open_points in source, source


def test_answers_are_written_for_the_ear(world: World) -> None:
    for item in world.catalogue.items:
        said = [said_of(item, aspect) for aspect in ASPECTS]
        said += [spoken_situation(item, one.key) for one in item.situations]
        for text in said:
            assert text.startswith(
                (f"{item.short_name}。", f"{item.short_name}，")
            ) and text.endswith("？")
            assert not re.search(r"请[按点]|[（）]|[0-9]", spoken_form(text)), text


def test_names_are_joined_as_they_are_read_out() -> None:
    assert joined(["户口簿"]) == "户口簿"
    assert joined(["身份证", "户口簿", "照片"]) == "身份证、户口簿和照片"
    assert joined([]) == ""


def test_yes_to_the_offer_records_the_question_and_no_goes_on(
    drive: Drive, code_of: Callable[[str], str]
) -> None:
    guess = Guess(code_of("结婚登记"), "how_much", 0.9)
    for said, kind in (("好啊", TellStaff), ("不用了", Speak)):
        drive.press("listen")
        drive.happen(Heard("结婚登记收多少钱"), Understood("answer", (guess,)))
        drive.press("listen")
        effects = drive.happen(Heard(said))
        assert kind in {type(one) for one in effects}
        told = [one.text for one in effects if isinstance(one, TellStaff)]
        assert told in ([], ["结婚登记收多少钱"])


def test_how_much_of_a_payment_is_not_answered_by_its_fee_alone(
    world: World, code_of: Callable[[str], str]
) -> None:
    benefit = world.catalogue.item(code_of("失业保险金申领"))
    assert "能领多少" in spoken_answer(benefit, "how_much")
    assert "能领多少" not in spoken_answer(world.catalogue.item(code_of("结婚登记")), "how_much")
