"""Going on without touching: what was done by voice is followed by reading on and listening."""

from __future__ import annotations

from kiosk.effects import Effect, Hush, Listen, Speak, StopListening
from kiosk.events import Event, Heard, HeardNothing, Pressed, Signed, SpeechEnded, SpokenOver, Typed
from kiosk.journeys.aloud import words_of
from kiosk.journeys.view import (
    AskView,
    CaptureView,
    HomeView,
    IdentifyView,
    LobbyView,
    QuestionView,
    ReviewView,
    Screen,
)

NOT_UNDERSTOOD = "没听明白。请说屏幕上的字，比如“下一步”或“返回”。"
CHECK_IT = "写在屏幕上了，请看一看。对的话，请说“下一步”；不对，请再说一遍。"
SIGNED = "签好了。要提交，请说“提交”；想看看别的，请说“返回”。"
SIGNED_FIELD = "签好了。对的话，请说“下一步”；想重签，请说“重签”。"
SIGN_FIELD = "请用手指在框里签名，签好请说“下一步”。"
SAY_AGAIN = "没听明白，请再说一遍。"
ANSWER_ALOUD = "请说。"
OR_SKIP = "没有的话，请说“跳过”。"
HELD = "对的话，请说“下一步”；不对，请直接说对的。"
REVIEW = "请核对屏幕上的内容。哪一项要改，请说“修改”和那一项的名字。"
TO_SIGN = "请用手指在框里签名，签好请说“提交”。"
SAY_GO_ON = "您还在吗？要继续，请说一声“继续”。"
"""Asked by a robot, which nobody touches: its ear opens after this, on every screen."""
MOST_SILENCES = 2
"""Somebody who says nothing so often has gone, or would rather touch."""


class HandsFree:
    """Remembers whether a citizen goes on by voice, and which text must end before listening."""

    def __init__(self) -> None:
        self._awaited = ""
        self._by_voice = False
        self._silences = 0

    @property
    def by_voice(self) -> bool:
        """Whether the citizen goes on by voice, outside the conversation itself."""
        return self._by_voice

    def follow(
        self, event: Event, before: Screen, screen: Screen, said: bool
    ) -> tuple[Effect | Pressed, ...]:
        """Return what is to be done after an event; `said` tells that it came by voice."""
        if isinstance(event, SpeechEnded):
            ended = bool(self._awaited) and event.text == self._awaited
            self._awaited = "" if ended else self._awaited
            return (_open_ear(screen),) if ended else ()
        if isinstance(event, SpokenOver):
            # Hushed, the text ends as well; who cut it short is heard already.
            self._awaited = ""
            return ()
        if isinstance(event, Pressed) and not said:
            # A finger takes over; nobody wants to be asked twice.
            self._awaited, self._by_voice = "", False
            return ()
        goes_on = self._by_voice and not isinstance(screen.body, AskView)
        if screen.away is not None and not goes_on:
            return self._await_sign_of_life(event, before)
        if isinstance(screen.body, HomeView | LobbyView):
            self._awaited, self._by_voice = "", False
            return ()
        if _opens_ear(event):
            return ()
        if said:
            self._by_voice, self._silences = True, 0
        if said and before.away is not None and isinstance(screen.body, AskView):
            is_typing = screen.body.typed is not None
            return (Pressed("listen_on"),) if isinstance(event, Pressed) and not is_typing else ()
        if not self._by_voice or isinstance(screen.body, AskView):
            return ()
        return self._go_on(event, before, screen, said)

    def _await_sign_of_life(self, event: Event, before: Screen) -> tuple[Effect, ...]:
        """Listen once the question is spoken, and again as long as nothing is heard."""
        if before.away is None:
            self._awaited, self._silences = SAY_GO_ON, 0
        elif isinstance(event, HeardNothing) and self._silences < MOST_SILENCES:
            self._silences += 1
            return (Listen(),)
        return ()

    def _go_on(
        self, event: Event, before: Screen, screen: Screen, said: bool
    ) -> tuple[Effect, ...]:
        if said:
            return self._say(_words(event, before, screen))
        if isinstance(event, HeardNothing):
            self._silences += 1
            return self._say(_spoken(screen)) if self._silences <= MOST_SILENCES else ()
        if isinstance(event, Signed):
            told = SIGNED if isinstance(screen.body, ReviewView) else SIGNED_FIELD
            return (StopListening(), *self._say(told))
        if _asked(screen) != _asked(before):
            # A card was put down, a picture taken: the ear may still be open.
            return (StopListening(), *self._say(_spoken(screen)))
        return ()

    def _say(self, words: str) -> tuple[Effect, ...]:
        self._awaited = words
        return Hush(), Speak(words)


def _open_ear(screen: Screen) -> Effect | Pressed:
    """Return how to listen: a question hears its answer as when its own button is pressed."""
    helpers = getattr(screen.body, "helpers", ())
    may_be_said = any(one.name == "say_answer" for one in helpers) and screen.away is None
    return Pressed("say_answer") if may_be_said else Listen()


def _opens_ear(event: Event) -> bool:
    return isinstance(event, Pressed) and event.action in ("say_answer", "stop_saying")


def _words(event: Event, before: Screen, screen: Screen) -> str:
    body = screen.body
    if isinstance(body, QuestionView) and body.pad and body.fault:
        return body.fault
    if isinstance(event, Heard) and isinstance(body, QuestionView) and body.fault:
        # What was not understood stays unsaid: there are other ears.
        return SAY_AGAIN + body.question
    if isinstance(event, Typed) or _fills_in(event, before, screen):
        return CHECK_IT
    again = isinstance(event, Pressed) and event.action in (
        "read_screen",
        *("slower", "faster", "louder", "softer"),
    )
    return _spoken(screen) if again or body != before.body else NOT_UNDERSTOOD


def _fills_in(event: Event, before: Screen, screen: Screen) -> bool:
    here, there = before.body, screen.body
    if not isinstance(event, Heard) or not isinstance(here, QuestionView):
        return False
    return isinstance(there, QuestionView) and here.text != there.text


def _spoken(screen: Screen) -> str:
    """Return what a screen says to somebody who answers by voice and presses nothing."""
    words = words_of(screen).replace("请按“", "请说“").replace("也可以按“", "也可以说“")
    body = screen.body
    if screen.away is not None:
        return words
    if isinstance(body, ReviewView):
        return "".join((*(f"{fault}。" for fault in body.faults), REVIEW, body.consent, TO_SIGN))
    if isinstance(body, QuestionView) and body.pad:
        return "".join((body.question, body.hint and f"{body.hint}。", SIGN_FIELD))
    if not isinstance(body, QuestionView) or (body.text and (body.choices or body.fault)):
        return words
    if body.text:
        return words.removesuffix(f"请说“{body.primary.label}”。") + HELD
    words = words.removesuffix(f"请说“{body.primary.label}”。")
    if any(one.name == "skip_question" for one in body.helpers):
        return words + OR_SKIP
    return words if body.choices else words + ANSWER_ALOUD


def _asked(screen: Screen) -> tuple[object, ...]:
    """Return what tells one question to the citizen from the next."""
    body = screen.body
    named = (getattr(body, name, "") for name in ("title", "question", "case_number"))
    phase = body.phase if isinstance(body, CaptureView) and body.phase != "checking" else ""
    fault = body.message if isinstance(body, IdentifyView) else ""
    return type(body), *named, phase, fault, screen.away is not None
