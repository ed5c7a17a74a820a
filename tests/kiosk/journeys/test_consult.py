"""The conversation as a list of what happens and what is seen."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.effects import CallStaff, Listen, Speak, StopListening, Understand
from kiosk.events import (
    DeviceChanged,
    Guess,
    Heard,
    HeardNothing,
    HeardPart,
    LevelChanged,
    SpeechEnded,
    SpokenTo,
    Typed,
    Understood,
)
from kiosk.journeys.view import AskView, HomeView, IdentifyView

from .conftest import Drive, labels


def ask_view(drive: Drive) -> AskView:
    body = drive.screen.body
    assert isinstance(body, AskView)
    return body


def test_spoken_question_is_heard_understood_answered_and_read_aloud(
    drive: Drive, code_of: Callable[[str], str]
) -> None:
    assert Listen() in drive.press("listen")
    assert "正在打开话筒" in ask_view(drive).prompt
    drive.happen(LevelChanged(0.1))
    assert ask_view(drive).prompt == "请说，我在听"
    drive.happen(HeardPart("居住证怎么"))
    assert ask_view(drive).heard == "居住证怎么"
    assert drive.happen(Heard("居住证怎么办理")) == (Understand("居住证怎么办理"),)
    code = code_of("居住证申领")
    _, spoken = drive.happen(Understood("answer", (Guess(code, "how", 0.9),)))
    assert isinstance(spoken, Speak) and spoken.text.startswith("居住证。")
    view = ask_view(drive)
    assert view.card is not None
    assert [line.label for line in view.card.lines] == ["条件", "带什么", "多久", "费用", "在哪里"]
    assert "依据" in view.card.source
    assert view.primary is not None and view.primary.label == "马上填表"
    drive.happen(SpokenTo(0, 5, spoken.text))
    assert ask_view(drive).spoken == (0, 5)
    drive.happen(SpeechEnded(text="another text, interrupted before"))
    assert ask_view(drive).phase == "speaking"
    # Who asked by voice may go on by voice, with the answer before the eyes.
    assert drive.happen(SpeechEnded(text=spoken.text)) == (Listen(),)
    assert ask_view(drive).phase == "listening"
    assert ask_view(drive).card is not None
    drive.press("fill_in", code)
    assert isinstance(drive.screen.body, IdentifyView)


def test_unsure_matcher_offers_the_nearest_to_press(
    drive: Drive, code_of: Callable[[str], str]
) -> None:
    drive.press("listen")
    guesses = (
        Guess(code_of("居住证申领"), "fee", 0.5),
        Guess(code_of("城乡居民医保"), "how", 0.49),
    )
    drive.happen(Heard("那张本本"), Understood("clarify", guesses))
    assert len(ask_view(drive).choices) == 2
    drive.press("choose_guess", guesses[1].item_code)
    card = ask_view(drive).card
    assert card is not None and card.title.startswith("城乡居民")


def test_question_that_is_not_ours_is_refused_with_a_way_on(drive: Drive) -> None:
    drive.press("listen")
    drive.happen(Heard("今天天气怎么样"), Understood("reject"))
    view = ask_view(drive)
    assert "12345" in view.message
    assert view.card is None
    assert "打字提问" in labels(view.actions)


def test_emergency_words_call_staff_at_once(drive: Drive) -> None:
    drive.press("listen")
    effects = drive.happen(Heard("有人晕倒了"), Understood("emergency"))
    assert CallStaff("emergency") in effects


def test_saying_nothing_leaves_typing_open(drive: Drive) -> None:
    drive.press("listen")
    drive.happen(HeardNothing("没有听到声音", "请再说一次，或打字"))
    assert "没有听到" in ask_view(drive).message
    drive.press("type")
    drive.happen(Typed("医保怎么参保"))
    assert drive.press("ask_typed") == (Understand("医保怎么参保"),)


def test_finished_button_closes_the_microphone(drive: Drive) -> None:
    drive.press("listen")
    assert drive.press("stop_listening") == (StopListening(),)
    assert ask_view(drive).phase == "thinking"


def test_absent_microphone_turns_the_voice_door_into_typing(drive: Drive) -> None:
    drive.happen(DeviceChanged("microphone", "absent", "没有找到麦克风", "请检查连线"))
    body = drive.screen.body
    assert isinstance(body, HomeView)
    assert body.voice.name == "type"
    assert "话筒暂时不能用" in body.voice.note


def test_late_answer_after_the_question_was_replaced_is_not_shown(
    drive: Drive, code_of: Callable[[str], str]
) -> None:
    drive.press("listen")
    drive.happen(Heard("居住证"))
    drive.press("listen")
    drive.happen(Understood("answer", (Guess(code_of("居住证申领"), "how", 0.9),)))
    assert ask_view(drive).card is None


def test_what_was_heard_is_judged_by_what_heard_it(drive: Drive) -> None:
    drive.press("listen")
    assert drive.happen(Heard("居住证怎么办理", "whisper")) == (
        Understand("居住证怎么办理", "whisper"),
    )
