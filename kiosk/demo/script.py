"""The visit of the demonstration, as a list anyone can read."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from kiosk.demo.citizen import Citizen, LostError
from kiosk.journeys.consult import SPEAK_NOW
from kiosk.journeys.view import (
    AskView,
    CaptureView,
    ChooseItemsView,
    HomeView,
    IdentifyView,
    QuestionView,
    ReceiptView,
    ReviewView,
    Screen,
    TicketView,
)

WRONG_PHONE = "12345"
PHONE = "13800000000"
MOST_SHOTS = 3


class Rig(Protocol):
    """The simulated devices the citizen handles."""

    def say(self, recording: str) -> None:
        """Play a recording into the microphone."""

    def put_card(self) -> None:
        """Lay the card on the reader."""

    def take_card(self) -> None:
        """Lift the card."""

    def show_page(self, *, sharp: bool) -> None:
        """Put a page under the camera, sharp or blurred."""

    def printed_text(self) -> str:
        """Return the text of all slips printed so far."""


@dataclass(frozen=True)
class Answers:
    """What the citizen answers, by datum, and the item added to the first."""

    text: Callable[[str], str]
    second_item: str


@dataclass(frozen=True)
class Outcome:
    """What the visit ended with."""

    heard: str
    receipt: str
    case_number: str
    ticket: str


def shows(kind: type) -> Callable[[Screen], bool]:
    """Return a test for a screen of this kind."""
    return lambda screen: isinstance(screen.body, kind)


def play_visit(
    citizen: Citizen,
    rig: Rig,
    answers: Answers,
    before_submit: Callable[[], None] = lambda: None,
    question_key: Callable[[], str] = lambda: "",
    take_number: bool = True,
) -> Outcome:
    """Play the whole visit from the spoken question to the wiped screen."""
    heard = ask(citizen, rig)
    identify(citizen, rig)
    choose(citizen, answers)
    fill(citizen, answers, question_key)
    photograph(citizen, rig)
    before_submit()
    receipt, case_number = submit(citizen)
    ticket = take_ticket(citizen) if take_number else ""
    with citizen.step("finish", "按“好了，结束”：本机不留任何信息"):
        citizen.press("finish")
        citizen.wait("the home screen", shows(HomeView))
    return Outcome(heard, receipt, case_number, ticket)


def ask(citizen: Citizen, rig: Rig) -> str:
    """Ask by voice and read the answer card."""
    with citizen.step("home", "首页"):
        citizen.wait("the home screen", shows(HomeView))
    with citizen.step("ask", "按“点这里，直接说”，说：居住证怎么办理"):
        citizen.press("listen")
        citizen.wait("the microphone", lambda s: getattr(s.body, "prompt", "") == SPEAK_NOW)
        rig.say("居住证怎么办理")
        screen = citizen.wait(
            "the answer card", lambda s: isinstance(s.body, AskView) and s.body.card is not None
        )
    assert isinstance(screen.body, AskView)
    citizen.tell(f"  听到：{screen.body.heard}")
    return screen.body.heard


def identify(citizen: Citizen, rig: Rig) -> None:
    """Lay the card on the reader and confirm what was read."""
    with citizen.step("fill_in", "按“马上填表”"):
        citizen.press("fill_in")
        citizen.wait("the card screen", shows(IdentifyView))
    with citizen.step("card", "把社保卡放到读卡器上"):
        rig.put_card()
        citizen.wait(
            "the card's data",
            lambda s: isinstance(s.body, IdentifyView) and s.body.card is not None,
        )
    citizen.press("confirm_card")
    citizen.wait("the items", shows(ChooseItemsView))
    rig.take_card()


def choose(citizen: Citizen, answers: Answers) -> None:
    """Choose a second item and merge both forms into one table."""
    with citizen.step("choose", "再选一件：城乡居民医保参保登记，一张表办两件事"):
        citizen.press("toggle_item", answers.second_item)
        citizen.wait(
            "the second item chosen",
            lambda s: (
                isinstance(s.body, ChooseItemsView)
                and sum(item.chosen for item in s.body.items) == 2
            ),
        )
    citizen.press("start_filling")


def fill(citizen: Citizen, answers: Answers, question_key: Callable[[], str]) -> None:
    """Answer what the card did not; the first telephone number is wrong on purpose."""
    with citizen.step("fill", "填一张表：读卡已填的不再问"):
        wrong_shown = False
        for _ in range(40):
            screen = citizen.wait(
                "a question or the camera",
                # Between two questions the screen may still show the one that was answered.
                lambda s: (
                    isinstance(s.body, CaptureView | ReviewView)
                    or (isinstance(s.body, QuestionView) and question_key() != "")
                ),
            )
            if not isinstance(screen.body, QuestionView):
                break
            key = question_key()
            if key == "phone" and not wrong_shown:
                wrong_shown = True
                _show_wrong_phone(citizen)
            _answer(citizen, screen.body, answers.text(key))
            citizen.wait(
                "the next question",
                lambda s, key=key: question_key() != key,  # type: ignore[misc]
            )


def _show_wrong_phone(citizen: Citizen) -> None:
    citizen.type(WRONG_PHONE)
    citizen.press("next_question")
    citizen.wait("the plain message", lambda s: bool(getattr(s.body, "fault", "")))
    citizen.look("wrong_phone")
    for _ in WRONG_PHONE:
        citizen.press("backspace")


def _answer(citizen: Citizen, question: QuestionView, text: str) -> None:
    citizen.tell(f"  {question.question}  {text}")
    if question.choices:
        citizen.press("choose", text)
        return
    if text.startswith("copy:"):
        citizen.press("copy_from", text.removeprefix("copy:"))
    elif question.keyboard == "pinyin":
        _type_mixed(citizen, text)
    else:
        citizen.type(text)
    citizen.press("next_question")


def _type_mixed(citizen: Citizen, text: str) -> None:
    """Type words as pinyin=word and signs as they are, parted by |."""
    for part in text.split("|"):
        letters, _, word = part.partition("=")
        if word:
            for letter in letters:
                citizen.press("pinyin_key", letter)
            citizen.press("word", word)
        else:
            citizen.press("keyboard_page", "signs")
            citizen.type(part)
            citizen.press("keyboard_page", "pinyin")


def photograph(citizen: Citizen, rig: Rig) -> None:
    """Photograph every material, the first one blurred at first."""
    blurred_shown = False
    with citizen.step("photo", "拍材料：模糊的会被退回，清楚的留下"):
        while isinstance(citizen.screen().body, CaptureView):
            if not blurred_shown:
                blurred_shown = True
                _show_blurred(citizen, rig)
            _take_until_accepted(citizen)
            citizen.look("photo_accepted")
            citizen.press("keep_photo")
            citizen.wait(
                "the next step",
                lambda s: not isinstance(s.body, CaptureView) or s.body.phase != "accepted",
            )


def _show_blurred(citizen: Citizen, rig: Rig) -> None:
    _shoot(citizen)
    screen = citizen.wait("the blurred page refused", _photo("refused"))
    assert isinstance(screen.body, CaptureView)
    citizen.tell(f"  退回：{screen.body.message}")
    citizen.look("photo_refused")
    rig.show_page(sharp=True)
    _retake(citizen)


def _take_until_accepted(citizen: Citizen) -> None:
    """Take the page again where it is refused, as the screen says."""
    for _ in range(MOST_SHOTS):
        _shoot(citizen)
        screen = citizen.wait("the page judged", _photo("accepted", "refused"))
        if _photo("accepted")(screen):
            return
        assert isinstance(screen.body, CaptureView)
        citizen.tell(f"  再拍：{screen.body.message}")
        _retake(citizen)
    raise LostError(f"the page was refused {MOST_SHOTS} times")


def _retake(citizen: Citizen) -> None:
    citizen.press("retake_photo")
    citizen.wait("the live picture", lambda s: not _photo("refused")(s))


def _shoot(citizen: Citizen) -> None:
    """Wait for the shutter to go off by itself; press where the page lies as it lay before."""
    try:
        citizen.wait("the shutter", _photo("accepted", "refused"), timeout_s=5)
    except LostError:
        # It may go off by itself while the finger is on its way: then there is no button any more.
        with contextlib.suppress(LostError):
            citizen.press("take_photo")


def _photo(*phases: str) -> Callable[[Screen], bool]:
    return lambda s: isinstance(s.body, CaptureView) and s.body.phase in phases


def submit(citizen: Citizen) -> tuple[str, str]:
    """Sign with the finger and press submit twice, as impatient people do."""
    with citizen.step("review", "核对，用手指签名"):
        citizen.wait("the review", shows(ReviewView))
        citizen.sign()
        citizen.wait("the signature", lambda s: isinstance(s.body, ReviewView) and s.body.signed)
    with citizen.step("submit", "签名并提交"):
        citizen.press("submit", times=2)
        screen = citizen.wait("the receipt", shows(ReceiptView), timeout_s=40)
    assert isinstance(screen.body, ReceiptView)
    citizen.tell(f"  {screen.body.title}：{screen.body.case_number}")
    return screen.body.title, screen.body.case_number


def take_ticket(citizen: Citizen) -> str:
    """Take a number and wait for the slip."""
    with citizen.step("ticket", "取号"):
        citizen.press("take_ticket")
        screen = citizen.wait("the ticket", shows(TicketView), timeout_s=40)
        citizen.wait("the slip", lambda s: getattr(s.body, "print_tone", "") == "ok")
    assert isinstance(screen.body, TicketView)
    citizen.tell(f"  排队号：{screen.body.number}")
    return screen.body.number
