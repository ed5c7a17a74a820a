"""Conversations, told as what the citizen says and what is said back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from kiosk.effects import (
    CallStaff,
    ChangeVoice,
    Effect,
    IssueTicket,
    PrintSlip,
    Speak,
    TellStaff,
    Understand,
)
from kiosk.events import Guess, Heard, StaffNotTold, StaffTold, Understood, WordKept
from kiosk.journeys.dialogue import understand_said
from kiosk.journeys.view import AskView, IdentifyView

from .conftest import Drive, labels

Codes = Callable[[str], str]


@dataclass
class Talk:
    """A citizen who talks to the terminal; what the matcher would say is given."""

    drive: Drive
    code_of: Codes

    def say(self, text: str, *names: str, outcome: str = "answer") -> tuple[Effect, ...]:
        """Say a sentence; `names` are the items the matcher finds in it."""
        self.drive.press("listen")
        effects = self.drive.happen(Heard(text))
        if Understand not in {type(one) for one in effects}:
            return effects
        guesses = tuple(
            Guess(self.code_of(name), "how", 0.9 - n / 9) for n, name in enumerate(names)
        )
        return self.drive.happen(Understood(outcome if guesses else "reject", guesses))

    def asked(self, text: str) -> str:
        """Say a sentence and return what the matcher is asked."""
        self.drive.press("listen")
        (effect,) = self.drive.happen(Heard(text))
        assert isinstance(effect, Understand)
        return effect.text

    @property
    def view(self) -> AskView:
        body = self.drive.screen.body
        assert isinstance(body, AskView)
        return body

    @property
    def title(self) -> str:
        assert self.view.card is not None
        return self.view.card.title


@pytest.fixture
def talk(drive: Drive, code_of: Codes) -> Talk:
    return Talk(drive, code_of)


def spoken(effects: tuple[Effect, ...]) -> str:
    """What is read aloud."""
    (speak,) = [one for one in effects if isinstance(one, Speak)]
    return speak.text


def test_follow_ups_keep_to_the_item_that_was_answered(talk: Talk) -> None:
    assert "需要带" in spoken(talk.say("我的社保卡丢了", "社会保障卡补领"))
    assert "收不收费" in spoken(talk.say("那要多少钱"))
    assert "要多久" in spoken(talk.say("多久能办好"))
    assert "在" in spoken(talk.say("去哪里办呢"))
    assert talk.title == "社会保障卡补领"


def test_and_for_somebody_else_asks_the_same_for_them(talk: Talk) -> None:
    talk.say("身份证丢了怎么办", "居民身份证补领")
    assert talk.asked("小孩呢") == "小孩身份证补领"


def test_another_thing_is_one_of_those_that_were_near(talk: Talk) -> None:
    talk.say("身份证的事怎么弄好", "居民身份证补领", "居民身份证换领", "临时居民身份证申领")
    assert "第一，身份证换领" in spoken(talk.say("换一个"))
    near = ["居民身份证换领", "临时居民身份证申领"]
    assert labels(talk.view.choices)[:2] == near
    talk.say("第二个")
    assert talk.title == "临时居民身份证申领"


def test_a_correction_starts_afresh(talk: Talk) -> None:
    talk.say("身份证到期了", "居民身份证换领")
    assert talk.asked("不是，我是说身份证丢了") == "身份证丢了"


def test_an_unsure_question_is_settled_by_number_by_name_or_by_yes(talk: Talk) -> None:
    names = ("居民身份证补领", "居民身份证换领")
    assert "第二，身份证换领" in spoken(talk.say("我那张身份证的事", *names, outcome="clarify"))
    talk.say("我要第二个")
    assert talk.title == "居民身份证换领"
    talk.say("我那张身份证的事", *names, outcome="clarify")
    talk.say("身份证补领")
    assert talk.title == "居民身份证补领"
    assert "吗？" in spoken(talk.say("我那张身份证的事", names[0], outcome="clarify"))
    talk.say("是的")
    assert talk.title == "居民身份证补领"


def test_none_of_those_offered_is_not_offered_again(talk: Talk) -> None:
    talk.say("我那张身份证的事", "居民身份证补领", "居民身份证换领", outcome="clarify")
    assert "换个说法" in spoken(talk.say("都不是"))
    assert talk.view.choices == ()


def test_the_answer_is_said_again_slower_and_louder(talk: Talk) -> None:
    first = spoken(talk.say("我的社保卡丢了", "社会保障卡补领"))
    assert spoken(talk.say("再说一遍")) == first
    effects = talk.say("慢一点")
    assert ChangeVoice(faster=-1) in effects and spoken(effects) == first
    assert ChangeVoice(louder=1) in talk.say("大声点")
    assert talk.title == "社会保障卡补领"


def test_the_situation_is_asked_and_narrows_what_to_bring(talk: Talk) -> None:
    assert "哪一种" in spoken(talk.say("公司搬家了", "营业执照变更"))
    assert "住所" in labels(talk.view.choices)
    assert "住所使用文件" in spoken(talk.say("住所"))
    card = talk.view.card
    assert card is not None and card.title == "营业执照变更（住所）"
    bring = next(line.text for line in card.lines if line.label == "带什么")
    assert "住所使用文件" in bring and "新任人员" not in bring
    assert talk.view.choices == ()


def test_filling_in_is_begun_by_a_word(talk: Talk) -> None:
    talk.say("我的社保卡丢了", "社会保障卡补领")
    talk.say("马上填表")
    assert isinstance(talk.drive.screen.body, IdentifyView)


def test_a_ticket_is_taken_and_the_list_printed_by_a_word(talk: Talk) -> None:
    talk.say("我的社保卡丢了", "社会保障卡补领")
    (slip,) = [one for one in talk.say("把清单打印出来") if isinstance(one, PrintSlip)]
    assert slip.title == "材料清单"
    assert talk.title == "社会保障卡补领"
    talk.say("取个号")
    assert talk.drive.asked(IssueTicket)


def test_what_is_not_ours_is_recorded_for_the_staff(talk: Talk) -> None:
    assert "记下来" in spoken(talk.say("乡下老屋能改民宿吗"))
    assert "记下来，请工作人员回答" in labels(talk.view.actions)
    (told,) = [one for one in talk.say("记下来请工作人员回答") if isinstance(one, TellStaff)]
    assert (told.kind, told.text) == ("question", "乡下老屋能改民宿吗")
    assert "1124-001" in spoken(talk.drive.happen(StaffTold("1124-001")))


def test_a_question_that_did_not_reach_the_staff_is_said_so(talk: Talk) -> None:
    talk.say("乡下老屋能改民宿吗")
    talk.drive.press("record_question")
    talk.drive.happen(StaffNotTold("连接不上大厅服务", "请告诉工作人员"))
    assert "请告诉工作人员" in talk.view.message


def test_a_question_kept_for_a_hall_that_is_away_is_said_to_be_so(talk: Talk) -> None:
    talk.say("乡下老屋能改民宿吗")
    talk.drive.press("record_question")
    assert "网络恢复后送给工作人员" in spoken(talk.drive.happen(WordKept()))
    assert "已记下" in talk.view.message


def test_progress_leads_to_the_case_number(talk: Talk) -> None:
    talk.say("我的申请办到哪一步了")
    assert talk.view.primary is not None and talk.view.primary.name == "progress"


def test_staff_are_called_by_a_word(talk: Talk) -> None:
    assert CallStaff("help") in talk.say("叫工作人员过来")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("居住证怎么办", "question"),
        ("我要办居住证", "question"),
        ("公司改名要多少钱", "question"),
        ("要带什么", "follow_up"),
        ("外地人可以吗", "about_somebody"),
        ("听不清", "louder"),
        ("没听清楚", "repeat"),
        ("不用了", "decline"),
        ("好的", "yes"),
        ("别说了", "silence"),
        ("还有别的吗", "another"),
    ],
)
def test_what_a_sentence_does_in_a_conversation(text: str, kind: str) -> None:
    assert understand_said(text, (), has_topic=True).kind == kind


def test_what_no_guide_tells_is_said_on_the_screen_too_and_can_be_recorded(talk: Talk) -> None:
    talk.say("我的社保卡丢了", "社会保障卡补领")
    assert "没有写" in spoken(talk.say("要本人来吗"))
    assert "没有写" in talk.view.message and talk.title == "社会保障卡补领"
    assert "请工作人员回答" in labels(talk.view.actions)
    (told,) = [one for one in talk.say("好的") if isinstance(one, TellStaff)]
    assert told.text == "社保卡补领：要本人来吗"


def test_a_wish_without_a_matter_is_asked_back_in_writing_too(talk: Talk) -> None:
    assert "什么事" in spoken(talk.say("我想办个证"))
    assert "什么事" in talk.view.message
