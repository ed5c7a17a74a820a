"""Going on without touching: what was done by voice is followed by reading on and listening."""

from __future__ import annotations

from kiosk.events import (
    Effect,
    Event,
    Hush,
    Listen,
    Pressed,
    Speak,
    SpeechEnded,
    Typed,
)
from kiosk.journeys.aloud import words_of
from kiosk.journeys.view import AskView, HomeView, LobbyView, Screen

NOT_UNDERSTOOD = "没听明白。请说屏幕上的字，比如“下一步”或“返回”。"
CHECK_IT = "写在屏幕上了，请看一看。对的话，请说“下一步”；不对，请再说一遍。"


class HandsFree:
    """Remembers which text must end before the microphone opens again."""

    def __init__(self) -> None:
        self._awaited = ""

    def follow(
        self, event: Event, before: Screen, screen: Screen, said: bool
    ) -> tuple[Effect, ...]:
        """Return what is to be done after an event; `said` tells that it came by voice."""
        if isinstance(event, SpeechEnded):
            ended = bool(self._awaited) and event.text == self._awaited
            self._awaited = "" if ended else self._awaited
            return (Listen(),) if ended else ()
        if isinstance(event, Pressed) and not said:
            # A finger takes over; nobody wants to be asked twice.
            self._awaited = ""
        if not said or isinstance(screen.body, AskView | HomeView | LobbyView):
            return ()
        self._awaited = _words(event, before, screen)
        return Hush(), Speak(self._awaited)


def _words(event: Event, before: Screen, screen: Screen) -> str:
    if isinstance(event, Typed):
        return CHECK_IT
    return words_of(screen) if screen.body != before.body else NOT_UNDERSTOOD
