"""The one loop: takes events in order, advances the visit, performs effects, shows the face."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from forms.catalogue import Catalogue
from forms.today import SHANGHAI
from kiosk.effects import Effect, Overhear, ReadScreen, Speak, StopOverhearing, UseCatalogue
from kiosk.events import CatalogueFetched, Event, Heard, Pressed, SpeechEnded, Ticked
from kiosk.face import face
from kiosk.journeys.aloud import words_of
from kiosk.journeys.consult import ConsultState
from kiosk.journeys.hands_free import HandsFree
from kiosk.journeys.service_mode import ServiceState
from kiosk.journeys.spoken_actions import spoken_event
from kiosk.journeys.view import Language, Screen
from kiosk.journeys.world import World
from kiosk.language import Translate, translated
from kiosk.visit import Visit, advance, needs_wiping

TICK_S = 1.0
SETTLE_S = 0.4
"""After the screen changed, a press is the second tap of an impatient finger, meant for before."""
_WEEKDAYS = "一二三四五六日"

log = logging.getLogger(__name__)


class Stage:
    """Holds the visit on a thread of its own, so that the UI thread never computes."""

    def __init__(
        self,
        world: World,
        perform: Callable[[Effect], None],
        show: Callable[[Screen], None],
        monotonic_s: Callable[[], float] = time.monotonic,
        renew: Callable[[World, Catalogue], World] = lambda world, c: replace(world, catalogue=c),
        translators: Mapping[Language, Translate] | None = None,
    ) -> None:
        self.world = world
        self._renew = renew
        self._waiting: Catalogue | None = None
        self._perform = perform
        self._draw = show
        self._translators = translators or {}
        self._hands_free = HandsFree()
        self._monotonic_s = monotonic_s
        self._events: queue.SimpleQueue[Event | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="stage", daemon=True)
        now_s = monotonic_s()
        self.visit = Visit(now_s=now_s, last_seen_s=now_s)
        self.screen = face(self.visit, world)
        self._settles_at_s = now_s
        self._main_settles_at_s = now_s

    @property
    def is_settled(self) -> bool:
        """Whether the screen has stood long enough for a press to be meant for it."""
        return self._monotonic_s() >= max(self._settles_at_s, self._main_settles_at_s)

    def post(self, event: Event) -> None:
        """Take note of what happened; may be called from any thread."""
        self._events.put(event)

    def start(self) -> None:
        """Show the first screen and begin to take events."""
        self._show(self.screen)
        self._thread.start()

    def stop(self) -> None:
        """Finish the event in hand and end the loop."""
        self._events.put(None)
        if self._thread.is_alive():
            self._thread.join(timeout=5)

    def _run(self) -> None:
        next_tick_s = 0.0
        while True:
            now_s = self._monotonic_s()
            if now_s >= next_tick_s:
                next_tick_s = now_s + TICK_S
                self.take(_tick(now_s))
            try:
                event = self._events.get(timeout=max(0.0, next_tick_s - self._monotonic_s()))
            except queue.Empty:
                continue
            if event is None:
                return
            self.take(event)

    def take(self, event: Event) -> None:
        """Advance by one event at once: for the loop, and for whoever has no loop running."""
        if isinstance(event, CatalogueFetched):
            self._waiting = event.catalogue
        else:
            self._advance(event)
        self._change_catalogue()

    def _change_catalogue(self) -> None:
        """Put a waiting catalogue in force once nobody is there: never under a citizen's hands."""
        if self._waiting is None or needs_wiping(self.visit):
            return
        catalogue, self._waiting = self._waiting, None
        self.world = self._renew(self.world, catalogue)
        log.info("catalogue %s is in force", catalogue.version)
        self._perform(UseCatalogue(catalogue.version, len(catalogue.items)))
        self.screen = face(self.visit, self.world)
        self._show(self.screen)

    def _advance(self, event: Event) -> None:
        if isinstance(event, Pressed) and not self._is_meant(event):
            return
        if isinstance(event, SpeechEnded):
            self._perform(StopOverhearing())
        said = isinstance(event, Heard) and not isinstance(self.visit.journey, ServiceState)
        if isinstance(event, Heard) and said:
            event = spoken_event(event.text, self.screen) or event
        self._carry_on(event, said)

    def _carry_on(self, event: Event, said: bool) -> None:
        before = self.screen
        try:
            visit, effects = advance(self.visit, event, self.world)
            screen = face(visit, self.world)
        except Exception:
            # The citizen keeps the screen that was there; the event's kind, never its content,
            # goes to the log.
            log.exception("event %s failed", type(event).__name__)
            return
        self.visit = visit
        if screen != self.screen:
            settled_s = self._monotonic_s() + SETTLE_S
            if _what_is_asked(screen) != _what_is_asked(self.screen):
                self._settles_at_s = settled_s
            if _main_action(screen) != _main_action(self.screen):
                self._main_settles_at_s = settled_s
            self.screen = screen
            self._show(screen)
        for effect in effects:
            self._do(effect, screen)
        for following in self._hands_free.follow(event, before, screen, said):
            if isinstance(following, Pressed):
                self._carry_on(following, said=True)
            else:
                self._do(following, screen)

    def _is_meant(self, press: Pressed) -> bool:
        """Whether the finger can have seen what it pressed.

        The shutter that goes off by itself must not turn a press on 拍照 into one on 用这张.
        """
        now_s = self._monotonic_s()
        is_new_main = press.action == _main_action(self.screen) and now_s < self._main_settles_at_s
        return now_s >= self._settles_at_s and not is_new_main

    def _show(self, screen: Screen) -> None:
        translate = self._translators.get(screen.looks.language)
        self._draw(screen if translate is None else translated(screen, translate))

    def _do(self, effect: Effect, screen: Screen) -> None:
        if isinstance(effect, ReadScreen):
            effect = Speak(words_of(screen))
        if isinstance(effect, Speak) and screen.looks.language == "en":
            # The voices speak Chinese: who reads English is not talked at in another language.
            self.post(SpeechEnded(text=effect.text))
            return
        self._perform(effect)
        if isinstance(effect, Speak) and self._goes_by_voice:
            self._perform(Overhear())

    @property
    def _goes_by_voice(self) -> bool:
        journey = self.visit.journey
        by_voice = isinstance(journey, ConsultState) and journey.by_voice
        return self.world.hears_over_speech and (by_voice or self._hands_free.by_voice)


def _what_is_asked(screen: Screen) -> tuple[str, str, bool]:
    """Return what tells one screen from the next; a new value in the same question does not."""
    body = screen.body
    return type(body).__name__, getattr(body, "question", ""), screen.away is not None


def _main_action(screen: Screen) -> str:
    main = getattr(screen.body, "primary", None)
    return main.name if main is not None else ""


def _tick(now_s: float) -> Ticked:
    now = datetime.now(SHANGHAI)
    half = "上午" if now.hour < 12 else "下午"
    clock = f"{half} {(now.hour - 1) % 12 + 1}:{now.minute:02d}"
    day = f"{now.month}月{now.day}日 星期{_WEEKDAYS[now.weekday()]}"
    return Ticked(now_s, clock, day)
