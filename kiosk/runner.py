"""Performs effects on workers, one lane a device, and posts what happened."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

from kiosk.effects import Effect, Wipe
from kiosk.events import Event
from kiosk.failures import failure_of

Post = Callable[[Event], None]

log = logging.getLogger(__name__)


class Performer(Protocol):
    """Does the work behind some effects."""

    handles: tuple[type, ...]
    """The effects that wait their turn in this performer's lane."""
    urgent: tuple[type, ...]
    """The effects that interrupt what the lane is doing: they must return at once.

    One that is handled as well takes its turn in the lane too, after what was asked for before it.
    """

    def perform(self, effect: Effect, post: Post) -> None:
        """Do the work, posting what happened."""

    def start(self, post: Post) -> None:
        """Open what the performer needs."""

    def stop(self) -> None:
        """Give back what the performer holds."""


class Runner:
    """Gives every effect to its performer's lane and drops what an earlier visit left behind."""

    def __init__(self, performers: Mapping[str, Performer], post: Post) -> None:
        self._performers = performers
        self._post = post
        self._visit_number = 0
        self._lock = threading.Lock()
        self._lanes = {
            name: ThreadPoolExecutor(max_workers=1, thread_name_prefix=name) for name in performers
        }

    def start(self) -> None:
        """Start every performer on its own lane, so that a slow one delays nobody."""
        for name, performer in self._performers.items():
            self._lanes[name].submit(self._guard, name, performer.start, self._post)

    def stop(self) -> None:
        """Stop the performers in reverse order."""
        for name in reversed(list(self._performers)):
            self._performers[name].stop()
            self._lanes[name].shutdown(wait=False, cancel_futures=True)

    def perform(self, effect: Effect) -> None:
        """Hand an effect to whoever does it; returns at once."""
        if isinstance(effect, Wipe):
            with self._lock:
                self._visit_number += 1
        post = self._post_of_this_visit()
        for name, performer in self._performers.items():
            if isinstance(effect, performer.urgent):
                self._perform(name, performer, effect, post)
            if isinstance(effect, performer.handles):
                self._lanes[name].submit(self._perform, name, performer, effect, post)

    def _post_of_this_visit(self) -> Post:
        with self._lock:
            number = self._visit_number

        def post(event: Event) -> None:
            with self._lock:
                stale = number != self._visit_number
            if not stale:
                self._post(event)

        return post

    def _perform(self, name: str, performer: Performer, effect: Effect, post: Post) -> None:
        try:
            performer.perform(effect, post)
        except Exception:
            log.exception("%s failed at %s", name, type(effect).__name__)
            failure = failure_of(effect)
            if failure is not None:
                post(failure)

    def _guard(self, name: str, work: Callable[..., None], *args: object) -> None:
        try:
            work(*args)
        except Exception:
            log.exception("%s failed", name)
