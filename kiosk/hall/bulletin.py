"""Tells every listening page what happened, in this process or in all processes of a hall."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Protocol

RESYNC = "resync"
"""The topic everybody gets when notices may have been missed: draw everything anew."""
_MOST_WAITING = 64
_KEPT_S = 0.5
_NOTHING: Mapping[str, object] = MappingProxyType({})


@dataclass(frozen=True)
class Notice:
    """Something happened; the payload holds identifiers and numbers, nothing personal."""

    topic: str
    payload: Mapping[str, object]

    @cached_property
    def as_event(self) -> bytes:
        """The notice as a Server-Sent Event; written out once for however many listeners."""
        data = json.dumps(dict(self.payload), ensure_ascii=False)
        return f"event: {self.topic}\r\ndata: {data}\r\n\r\n".encode()


class Subscription:
    """The notices of some topics, one after the other, for one listener on one event loop."""

    def __init__(self, topics: frozenset[str]) -> None:
        self.topics = topics
        self._waiting: asyncio.Queue[Notice] = asyncio.Queue(_MOST_WAITING)

    async def next(self) -> Notice:
        """Wait for the next notice."""
        return await self._waiting.get()

    def take(self, notice: Notice) -> None:
        """Queue a notice if it concerns this listener; who does not keep up is told to redraw."""
        if notice.topic not in self.topics and notice.topic != RESYNC:
            return
        if self._waiting.full():
            while not self._waiting.empty():
                self._waiting.get_nowait()
            notice = Notice(RESYNC, _NOTHING)
        self._waiting.put_nowait(notice)


class Bulletin(Protocol):
    """Publishes from any thread, after the transaction that made it true has committed."""

    def publish(self, topic: str, payload: Mapping[str, object] = _NOTHING) -> None:
        """Tell everybody who listens to the topic; never waits for them."""

    def publish_soon(self, topic: str, payload: Mapping[str, object] = _NOTHING) -> None:
        """Tell it within a second; the same piece of news meanwhile is told once."""

    def subscribe(self, *topics: str) -> AbstractContextManager[Subscription]:
        """Listen on the running event loop for as long as the context lasts."""

    def close(self) -> None:
        """Stop passing anything on."""


class Listeners:
    """The subscriptions of this process, by the event loop each belongs to."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loops: dict[asyncio.AbstractEventLoop, set[Subscription]] = {}

    @contextmanager
    def subscribe(self, *topics: str) -> Iterator[Subscription]:
        """Listen on the running event loop for as long as the context lasts."""
        loop = asyncio.get_running_loop()
        subscription = Subscription(frozenset(topics))
        with self._lock:
            self._loops.setdefault(loop, set()).add(subscription)
        try:
            yield subscription
        finally:
            with self._lock:
                self._loops[loop].discard(subscription)
                if not self._loops[loop]:
                    del self._loops[loop]

    def deliver(self, notice: Notice) -> None:
        """Hand a notice to every listener of this process, from any thread."""
        with self._lock:
            loops = tuple(self._loops)
        for loop in loops:
            # One wake-up a loop, not one a listener: there may be thousands.
            if not loop.is_closed():
                loop.call_soon_threadsafe(self._fan_out, loop, notice)

    def _fan_out(self, loop: asyncio.AbstractEventLoop, notice: Notice) -> None:
        for subscription in tuple(self._loops.get(loop, ())):
            subscription.take(notice)


class Collector:
    """Keeps back what need not be told at once, and tells each piece of news once."""

    def __init__(self, publish: Callable[[str, Mapping[str, object]], None]) -> None:
        self._publish = publish
        self._lock = threading.Lock()
        self._kept: dict[str, tuple[str, Mapping[str, object]]] = {}

    def keep(self, topic: str, payload: Mapping[str, object]) -> None:
        """Tell it within a second."""
        with self._lock:
            is_first = not self._kept
            self._kept[f"{topic} {sorted(payload.items())}"] = (topic, payload)
        if is_first:
            timer = threading.Timer(_KEPT_S, self.flush)
            timer.daemon = True
            timer.start()

    def flush(self) -> None:
        """Tell everything now."""
        with self._lock:
            kept, self._kept = tuple(self._kept.values()), {}
        for topic, payload in kept:
            self._publish(topic, payload)


class LocalBulletin(Listeners):
    """Reaches the one process there is when the hall runs on SQLite."""

    def __init__(self) -> None:
        super().__init__()
        self._collector = Collector(self.publish)

    def publish(self, topic: str, payload: Mapping[str, object] = _NOTHING) -> None:
        """Tell everybody who listens to the topic; never waits for them."""
        self.deliver(Notice(topic, payload))

    def publish_soon(self, topic: str, payload: Mapping[str, object] = _NOTHING) -> None:
        """Tell it within a second; the same piece of news meanwhile is told once."""
        self._collector.keep(topic, payload)

    def close(self) -> None:
        """Nothing is held."""
