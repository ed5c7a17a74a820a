"""The face in other languages."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from kiosk.effects import Speak
from kiosk.events import Pressed, SpeechEnded
from kiosk.journeys.view import Language, Looks, QuestionView, ReviewView, Screen
from kiosk.language import Translate, english_names, open_translators, translated
from kiosk.language_sources import CATALOGUES, catalogue_words, sentences
from kiosk.stage import Stage
from kiosk.ui.samples import LONG_NAME, sample_screens

from .conftest import Drive

TRANSLATORS = open_translators(CATALOGUES)
SAMPLES = sample_screens()
PO = CATALOGUES / "en" / "LC_MESSAGES" / "yimen.po"
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def _in(language: Language, screen: Screen) -> Screen:
    return translated(screen, TRANSLATORS[language])


def test_the_language_is_chosen_on_the_home_screen_and_gone_with_the_visit(drive: Drive) -> None:
    drive.press("language")
    labels = [action.label for action in drive.screen.body.actions]  # type: ignore[union-attr]  # a TableView
    assert labels == ["简体中文", "繁體中文", "English"]
    drive.press("read_in", "en")
    assert drive.screen.looks.language == "en"
    drive.press("take_ticket")
    drive.press("finish")
    assert drive.screen.looks == Looks()


def test_back_leaves_the_choice_as_it_was(drive: Drive) -> None:
    drive.press("language")
    drive.press("back")
    assert drive.screen.looks == Looks() and drive.visit.journey is None


def test_english_home_is_english(drive: Drive) -> None:
    home = _in("en", drive.screen)
    texts = [home.body.greeting, home.body.voice.label, home.body.hall_tag, home.body.hall_state]  # type: ignore[union-attr]  # a HomeView
    texts += [door.label + door.note for door in home.body.doors]  # type: ignore[union-attr]  # a HomeView
    texts += [action.label + action.note for action in home.footer if action.name != "language"]
    assert not [text for text in texts if CHINESE.search(text)]


def test_values_stand_in_the_holes_of_a_sentence() -> None:
    say = TRANSLATORS["en"]
    assert say("现在约等 6 分钟") == "About 6 min now"
    assert say("等候 12 人　·　正在办理 A023") == "12 waiting · now serving A023"
    assert say("连接不上大厅服务。请稍后再试，或到窗口办理") == (
        "The hall cannot be reached. Try again later or go to a window"
    )
    assert say("还有 3 项没填，要改正：重签\n2 件事合成一张表，少填 14 项，少交 2 份材料") == (
        "3 fields are still empty. To correct: Sign again\n"
        "2 services in one form: 14 fields and 2 papers fewer"
    )
    assert say("应当是 16 / 19 位，现在是 3 位，请核对") == (
        "It should have 16 / 19 digits and has 3, please check"
    )
    assert say("拍一下：户口簿（第 1 份，共 3 份）") == "Photograph: Household register (1 of 3)"
    assert say("租期：从哪一天开始？").endswith(": from which day?")
    assert say("样本大厅") == "样本大厅"


@pytest.mark.parametrize("language", ["zh_hant", "en"])
def test_what_was_entered_or_read_is_nobodys_to_translate(language: Language) -> None:
    body = _in(language, SAMPLES["review_long"]).body
    assert isinstance(body, ReviewView)
    assert body.cards[0].lines[0].text == LONG_NAME
    typed = SAMPLES["question_ordinary"].body
    assert isinstance(typed, QuestionView)
    typed = replace(typed, text="请核对")
    kept = _in(language, replace(SAMPLES["question_ordinary"], body=typed)).body
    assert isinstance(kept, QuestionView) and kept.text == "请核对"


def test_traditional_chinese_is_converted_by_phrase() -> None:
    say = TRANSLATORS["zh_hant"]
    assert say("请把社保卡放到读卡器上") == "請把社保卡放到讀卡器上"


@pytest.mark.parametrize("name", sorted(SAMPLES))
@pytest.mark.parametrize("language", ["zh_hant", "en"])
def test_every_screen_goes_through(name: str, language: Language) -> None:
    screen = _in(language, SAMPLES[name])
    assert type(screen.body) is type(SAMPLES[name].body)
    assert screen.footer[0].name == SAMPLES[name].footer[0].name


def test_no_sentence_has_more_holes_in_english_than_values() -> None:
    with PO.open("rb") as file:
        for message in read_po(file, locale="en"):
            if message.id:
                assert str(message.string).count("{}") <= str(message.id).count("{}"), message.id


def test_the_compiled_catalogue_is_the_written_one() -> None:
    with PO.open("rb") as file:
        written = read_po(file, locale="en")
    compiled = io.BytesIO()
    write_mo(compiled, written)
    kept = PO.with_suffix(".mo").read_bytes()
    # The header says when and by what it was made; the messages follow it.
    assert _messages(compiled.getvalue()) == _messages(kept)


def _messages(mo: bytes) -> dict[str, str]:
    import gettext

    known = getattr(gettext.GNUTranslations(io.BytesIO(mo)), "_catalog", {})
    return {key: said for key, said in known.items() if key}


def test_nobody_is_talked_at_in_a_language_not_chosen(drive: Drive) -> None:
    performed: list[object] = []
    english: dict[Language, Translate] = {"en": TRANSLATORS["en"]}
    stage = Stage(drive.world, performed.append, lambda screen: None, translators=english)
    stage.visit = replace(stage.visit, looks=Looks(language="en"))
    stage.take(Pressed("help"))
    assert not [effect for effect in performed if isinstance(effect, Speak)]
    assert isinstance(stage._events.get_nowait(), SpeechEnded)


def test_a_form_asks_in_english_by_the_dictionary(drive: Drive) -> None:
    names = english_names(drive.world.catalogue.dictionary)
    say = open_translators(CATALOGUES, names)["en"]
    assert say("姓名") == "Name"
    assert say("您叫什么名字？") == "What is your name?"
    assert say("请填写姓名") == "Please enter: Name"


def test_what_a_form_asks_and_offers_has_its_english(drive: Drive) -> None:
    say = TRANSLATORS["en"]
    plate = re.compile("粤(?=[A-Z])")  # what stands on the plate, in English too
    comma = "“、”"
    words = {words for words, _ in catalogue_words(drive.world.catalogue) if words}
    assert {
        "您叫什么名字？",
        "和身份证上的一样",
        "快到期或已到期",
        "出资比例",
        "本人来办",
        "户口簿",
    } <= words
    said = {one: plate.sub("", say(one)).replace(comma, "") for one in words}
    assert not {one for one in words if re.search(r"[\u3000-\u9fff\uff00-\uffef]", said[one])}


def test_a_question_of_a_halls_own_is_asked_by_its_english_name() -> None:
    own = open_translators(CATALOGUES, {"您养几只狗？": "Dogs"})["en"]
    assert own("您养几只狗？") == "Dogs"
    assert own("每只都算") == "每只都算"


def test_the_sources_hold_the_sentences_with_their_holes() -> None:
    found = sentences()
    assert "现在约等 {} 分钟" in found and "您好，想办什么事？" in found
