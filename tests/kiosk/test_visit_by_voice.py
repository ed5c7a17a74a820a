"""A whole visit by voice alone, from the question to the signature, which needs a finger."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from forms.catalogue import load_catalogue
from kiosk.bench.spoken_visit import VoiceVisit
from kiosk.effects import ChangeVoice, Listen, Submit
from kiosk.events import DeviceChanged, Pressed, Signed, Ticked
from kiosk.journeys.application import ApplyState
from kiosk.journeys.consult import ConsultState
from kiosk.journeys.hands_free import SAY_GO_ON
from kiosk.journeys.view import (
    AskView,
    CaptureView,
    IdentifyView,
    QuestionView,
    ReviewView,
    TableView,
)
from kiosk.journeys.world import World
from kiosk.knowledge import matcher_of
from kiosk.settings import CATALOGUE
from voice.matching import Matcher

from .journeys.conftest import world  # noqa: F401  # fixture


@cache
def _matcher() -> Matcher:
    return matcher_of(load_catalogue(CATALOGUE))


@pytest.fixture
def visit(world: World) -> VoiceVisit:  # noqa: F811
    made = VoiceVisit(world, _matcher())
    made.wake()
    return made


@pytest.fixture
def robot(world: World) -> VoiceVisit:  # noqa: F811
    made = VoiceVisit(replace(world, has_face=True), _matcher())
    made.wake()
    return made


def walk_away(visit: VoiceVisit) -> str:
    while visit.ear_open:
        visit.stay_silent()
    return visit.happen(Ticked(visit.stage.visit.now_s + 121, "上午 9:41", "11月24日 星期二"))


def applying(visit: VoiceVisit) -> ApplyState:
    assert isinstance(visit.stage.visit.journey, ApplyState)
    return visit.stage.visit.journey


def held(visit: VoiceVisit, key: str) -> tuple[str, str]:
    table = applying(visit).table
    assert table is not None
    return table.values[key].text, table.values[key].origin


def question(visit: VoiceVisit) -> QuestionView:
    assert isinstance(visit.screen.body, QuestionView)
    return visit.screen.body


def test_a_residence_permit_is_applied_for_without_touching(visit: VoiceVisit) -> None:
    assert "您是哪一种" in visit.say("居住证怎么办理")
    assert "就业证明" in visit.say("因工作居住")
    assert "请把" in visit.say("马上填表")
    assert isinstance(visit.screen.body, IdentifyView)
    assert "这是您吗" in visit.happen(DeviceChanged("card_reader", "ready"))
    assert "要一起办几件事" in visit.say("是我")
    assert "您的性别是" in visit.say("填一张表")
    assert "哪个电话" in visit.say("女")
    assert "写在屏幕上了" in visit.say("幺三八零零幺三八零零零")
    assert "住在哪里" in visit.say("下一步")
    visit.say("佛山市禅城区样本路十二号三零一")
    assert "哪一天起" in visit.say("对")
    visit.say("去年五月一号")
    assert "哪个单位" in visit.say("下一步")
    visit.say("样本制造厂")
    assert "拍一下" in visit.say("下一步")
    assert isinstance(visit.screen.body, CaptureView)
    assert "请用手指在框里签名" in visit.say("带到窗口交")
    assert isinstance(visit.screen.body, ReviewView)
    assert held(visit, "residence_reason")[1] == "您口述"
    assert held(visit, "phone") == ("13800138000", "您口述")
    assert held(visit, "name")[0] == "张样本"
    assert "请先在框里用手指签名" in visit.say("提交")
    assert "签好了" in visit.happen(Signed(b"png"))
    visit.say("提交")
    assert any(isinstance(effect, Submit) for effect in visit.effects)
    assert not any("13800138000" in words for words in visit.spoken)


def test_a_line_of_the_review_is_changed_by_its_name(visit: VoiceVisit) -> None:
    _to_the_review(visit)
    assert "不对，请直接说对的" in visit.say("联系电话不对")
    visit.say("幺三九零零幺三九零零零")
    visit.say("下一步")
    assert isinstance(visit.screen.body, ReviewView)
    assert held(visit, "phone")[0] == "13900139000"


def test_rows_are_said_cell_by_cell(visit: VoiceVisit) -> None:
    visit.say("我想和朋友合伙开公司")
    visit.say("办理")
    visit.say("没带卡")
    visit.say("填一张表")
    _answer_until(visit, "shareholders")
    assert isinstance(visit.screen.body, TableView)
    assert "姓名或名称" in visit.say("添加一个")
    for said in ("样本商行", "C一二三四五六七", "一百万", "一百"):
        visit.say(said)
        words = visit.say("下一步")
    assert "填好了" in words
    table = applying(visit).table
    assert table is not None
    assert [row["share"] for row in table.cells("shareholders")] == ["100"]
    visit.say("填好了")
    assert not isinstance(visit.screen.body, TableView)


def _to_the_other_party(visit: VoiceVisit) -> None:
    visit.say("我要办二手房过户")
    visit.say("马上填表")
    visit.happen(DeviceChanged("card_reader", "ready"))
    visit.say("是我")
    visit.say("填一张表")
    _answer_until(visit, "other_party_signature")


def test_a_signature_is_asked_for_aloud_and_written_with_the_finger(visit: VoiceVisit) -> None:
    _to_the_other_party(visit)
    assert visit.spoken[-1].endswith("请用手指在框里签名，签好请说“下一步”。")
    assert visit.say("陈样本") == "这一项说不了，请用手指在框里签名"
    assert "请先在框里用手指签名" in visit.say("下一步")
    assert "想重签，请说“重签”" in visit.happen(Signed(b"png"))
    assert question(visit).picture_png == b"png"
    visit.say("重签")
    assert question(visit).picture_png is None
    visit.happen(Signed(b"png"))
    visit.say("不对")
    assert question(visit).picture_png is None
    visit.happen(Signed(b"png"))
    visit.say("下一步")
    assert held(visit, "other_party_signature")[1] == "现场签名"


def test_who_is_absent_is_said_to_sign_at_the_window(visit: VoiceVisit) -> None:
    _to_the_other_party(visit)
    visit.say("到窗口签")
    assert held(visit, "other_party_signature")[0] == "at_window"


def test_what_was_understood_wrongly_is_said_again_or_cleared(visit: VoiceVisit) -> None:
    _to_the_first_question(visit)
    visit.say("女")
    visit.say("幺三八")
    assert question(visit).text == "138"
    visit.say("幺三八零零幺三八零零零")
    assert question(visit).text == "13800138000"
    visit.say("不对")
    assert question(visit).text == ""
    assert "再说一遍" in visit.say("这个我不知道")


def test_pace_and_repetition_can_be_asked_for_on_any_screen(visit: VoiceVisit) -> None:
    _to_the_first_question(visit)
    assert "您的性别是" in visit.say("慢一点")
    assert ChangeVoice(-1, 0) in visit.effects
    assert "您的性别是" in visit.say("再说一遍")


def test_who_is_silent_is_asked_again_and_then_left_in_peace(visit: VoiceVisit) -> None:
    _to_the_first_question(visit)
    assert "您的性别是" in visit.stay_silent()
    assert "您的性别是" in visit.stay_silent()
    assert visit.stay_silent() == ""
    assert not visit.ear_open


def test_after_an_answer_the_ear_opens_with_the_answer_still_shown(visit: VoiceVisit) -> None:
    visit.say("居住证要几天")
    assert visit.ear_open
    assert isinstance(visit.screen.body, AskView)
    assert visit.screen.body.card is not None
    assert visit.screen.body.phase == "listening"
    assert "不收费" in visit.say("那要多少钱")
    for _ in range(3):
        visit.stay_silent()
    assert not visit.ear_open
    assert visit.screen.body.card is not None


def test_a_finger_takes_over_from_the_voice(visit: VoiceVisit) -> None:
    visit.say("居住证要几天")
    visit.effects.clear()
    visit.happen(Pressed("read_aloud"))
    assert not any(isinstance(effect, Listen) for effect in visit.effects)
    assert isinstance(visit.stage.visit.journey, ConsultState)


def _to_the_first_question(visit: VoiceVisit) -> None:
    visit.say("居住证怎么办理")
    visit.say("因工作居住")
    visit.say("马上填表")
    visit.happen(DeviceChanged("card_reader", "ready"))
    visit.say("是我")
    visit.say("填一张表")


def _to_the_review(visit: VoiceVisit) -> None:
    _to_the_first_question(visit)
    visit.say("女")
    for said in ("幺三八零零幺三八零零零", "佛山市禅城区样本路十二号", "去年五月一号", "样本厂"):
        visit.say(said)
        visit.say("下一步")
    visit.say("带到窗口交")


_SPOKEN = {
    "person_name": "我叫李样本",
    "resident_number": "一一零一零五幺九四九幺二三幺零零二叉",
    "phone": "幺三八零零幺三八零零零",
    "address": "佛山市禅城区样本路十二号",
    "money": "一百万",
    "date": "去年五月一号",
    "text": "样本内容",
}


def _answer_until(visit: VoiceVisit, key: str) -> None:
    """Answer what comes before one question, as its kind wants it."""
    for _ in range(30):
        state = applying(visit)
        open_key = state.questions[state.question]
        if open_key == key:
            return
        body = question(visit)
        if body.choices:
            # The sex must be what the card's number says.
            visit.say("女" if open_key == "sex" else body.choices[0].label)
            continue
        assert state.table is not None
        visit.say(_SPOKEN[state.table.row(open_key).definition.kind])
        visit.say("下一步")
    raise AssertionError(f"{key} is never asked")


def test_a_robot_asks_to_be_told_to_go_on_and_hears_it(robot: VoiceVisit) -> None:
    robot.say("居住证怎么办理")
    assert walk_away(robot) == SAY_GO_ON
    assert robot.screen.away is not None and "继续" in robot.screen.away.message
    robot.say("几许")
    assert robot.screen.away is None
    body = robot.screen.body
    assert isinstance(body, AskView) and body.card is not None and body.phase == "listening"
    assert robot.ear_open


def test_a_question_is_as_good_a_sign_of_life(robot: VoiceVisit) -> None:
    robot.say("居住证怎么办理")
    walk_away(robot)
    assert "社保卡" in robot.say("社保卡丢了怎么补")
    assert robot.screen.away is None


def test_who_says_nothing_is_listened_for_until_the_visit_is_wiped(robot: VoiceVisit) -> None:
    robot.say("居住证怎么办理")
    walk_away(robot)
    silences = 0
    while robot.ear_open:
        robot.stay_silent()
        silences += 1
    assert silences == 3 and robot.screen.away is not None
    robot.happen(Ticked(robot.stage.visit.now_s + 31, "上午 9:42", "11月24日 星期二"))
    assert robot.stage.visit.journey is None


def test_a_kiosk_asks_for_a_touch_and_does_not_listen(visit: VoiceVisit) -> None:
    visit.say("居住证怎么办理")
    assert "点一下屏幕" in walk_away(visit)
    assert not visit.ear_open
