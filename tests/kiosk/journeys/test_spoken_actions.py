from dataclasses import replace

import pytest

from kiosk.effects import Hush, Speak
from kiosk.events import Heard, Pressed, SpeechEnded, Typed
from kiosk.journeys.hands_free import CHECK_IT, NOT_UNDERSTOOD, HandsFree
from kiosk.journeys.spoken_actions import spoken_event
from kiosk.journeys.view import QuestionView
from kiosk.ui.samples import sample_screens

SCREENS = sample_screens()


@pytest.mark.parametrize(
    ("screen", "said", "event"),
    [
        ("question_ordinary", "下一步。", Pressed("next_question")),
        ("question_ordinary", "好的", Pressed("next_question")),
        ("question_ordinary", "夏一部", Pressed("next_question")),
        ("question_ordinary", "返回", Pressed("back")),
        ("question_ordinary", "回首页", Pressed("home")),
        ("question_ordinary", "用正件地址", Pressed("copy_from", "household_address")),
        ("question_ordinary", "佛山市禅城区文华北路", Typed("佛山市禅城区文华北路")),
        ("question_digits", "一三八零零幺三八", Typed("13800138")),
        ("question_failing", "1101051949123100二叉", Typed("11010519491231002X")),
        ("question_choices", "第二个", Pressed("choose", "就读")),
        ("question_choices", "就业", Pressed("choose", "就业")),
        ("question_choices", "第九个", None),
        ("question_choices", "今天天气不错", None),
        ("identify_read", "是我", Pressed("confirm_card")),
        ("identify_ordinary", "没带卡", Pressed("without_card")),
        ("identify_ordinary", "没带卡，自己填写", Pressed("without_card")),
        ("choose_ordinary", "居住登记", Pressed("toggle_item", "居住登记")),
        ("review_waiting", "提交", None),
        ("away_ordinary", "我还在", Pressed("stay")),
        ("away_ordinary", "几许。", Pressed("stay")),
        ("away_ordinary", "结束", Pressed("leave")),
        ("away_ordinary", "社保卡丢了怎么办", None),
        ("map_ordinary", "二楼", Pressed("floor", "二楼")),
        ("ask_ordinary", "下一步", None),
        ("home_ordinary", "填表办事", None),
    ],
)
def test_an_utterance_means_what_stands_on_the_screen(
    screen: str, said: str, event: Pressed | Typed | None
) -> None:
    assert spoken_event(said, SCREENS[screen]) == event


def test_what_was_done_by_voice_is_followed_by_reading_on_and_listening() -> None:
    before, after = SCREENS["question_ordinary"], SCREENS["question_choices"]
    hands_free = HandsFree()
    hush, spoken = hands_free.follow(Pressed("next_question"), before, after, said=True)
    assert hush == Hush()
    assert isinstance(spoken, Speak)
    assert "请按" not in spoken.text
    ended = SpeechEnded("", spoken.text)
    assert hands_free.follow(SpeechEnded("", "别的话"), after, after, said=False) == ()
    assert len(hands_free.follow(ended, after, after, said=False)) == 1
    assert hands_free.follow(ended, after, after, said=False) == ()


def test_a_finger_takes_over_from_the_voice() -> None:
    before, after = SCREENS["question_ordinary"], SCREENS["question_choices"]
    hands_free = HandsFree()
    _, spoken = hands_free.follow(Pressed("next_question"), before, after, said=True)
    assert isinstance(spoken, Speak)
    hands_free.follow(Pressed("choose", "就业"), after, after, said=False)
    assert hands_free.follow(SpeechEnded("", spoken.text), after, after, said=False) == ()


def test_what_was_not_understood_is_asked_again_and_a_dictated_text_is_not_said_aloud() -> None:
    screen = SCREENS["question_ordinary"]
    hands_free = HandsFree()
    unknown = hands_free.follow(Heard("呃"), screen, screen, said=True)
    assert unknown == (Hush(), Speak(NOT_UNDERSTOOD))
    dictated = hands_free.follow(Typed("佛山市"), screen, SCREENS["question_long"], said=True)
    assert dictated == (Hush(), Speak(CHECK_IT))


def test_a_question_that_understands_sentences_hears_them_whole() -> None:
    screen = SCREENS["question_ordinary"]
    assert isinstance(screen.body, QuestionView)
    whole = replace(screen, body=replace(screen.body, takes_speech=True))
    assert spoken_event("佛山市禅城区文华北路", whole) is None
    assert spoken_event("慢一点", whole) == Pressed("slower")


def test_a_conversation_goes_on_by_itself() -> None:
    ask = SCREENS["ask_ordinary"]
    assert HandsFree().follow(Heard("居住证怎么办"), ask, ask, said=True) == ()
