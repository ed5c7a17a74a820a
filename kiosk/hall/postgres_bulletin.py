"""A bulletin across processes: PostgreSQL's LISTEN and NOTIFY."""

from __future__ import annotations

import json
import logging
import queue
import threading
from collections.abc import Mapping
from types import MappingProxyType

import psycopg
from psycopg.conninfo import make_conninfo
from sqlalchemy import make_url

from kiosk.hall.bulletin import RESYNC, Collector, Listeners, Notice

_CHANNEL = "yimen_hall"
_MOST_BYTES = 7_900  # the server takes 8,000
_MOST_UNSENT = 10_000
_LOOK_S = 0.5
_RETRY_S = 0.5
_NOTHING: Mapping[str, object] = MappingProxyType({})

log = logging.getLogger(__name__)


class PostgresBulletin(Listeners):
    """Sends from a thread of its own and listens on another, each with its own connection."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._conninfo = conninfo(url)
        self._unsent: queue.Queue[str] = queue.Queue(_MOST_UNSENT)
        self._stopping = threading.Event()
        self._listening = threading.Event()
        self._collector = Collector(self.publish)
        self._threads = [
            threading.Thread(target=work, name=f"bulletin-{name}", daemon=True)
            for name, work in (("sender", self._send), ("listener", self._listen))
        ]
        for thread in self._threads:
            thread.start()

    def publish(self, topic: str, payload: Mapping[str, object] = _NOTHING) -> None:
        """Tell everybody who listens to the topic; never waits for them."""
        text = json.dumps([topic, dict(payload)], ensure_ascii=False)
        if len(text.encode()) > _MOST_BYTES:
            raise ValueError(f"a notice of {topic} is longer than {_MOST_BYTES} bytes")
        try:
            self._unsent.put_nowait(text)
        except queue.Full:
            # The server has been away for long; whoever listens then redraws all the same.
            log.warning("a notice of %s was dropped", topic)

    def publish_soon(self, topic: str, payload: Mapping[str, object] = _NOTHING) -> None:
        """Tell it within a second; the same piece of news meanwhile is told once."""
        self._collector.keep(topic, payload)

    def await_listening(self, timeout_s: float) -> bool:
        """Wait until notices arrive here."""
        return self._listening.wait(timeout_s)

    def close(self) -> None:
        """Stop both threads."""
        self._stopping.set()
        for thread in self._threads:
            thread.join(5)

    def _send(self) -> None:
        while not self._stopping.is_set():
            try:
                with psycopg.connect(self._conninfo, autocommit=True) as connection:
                    self._send_over(connection)
            except psycopg.Error:
                log.warning("notices cannot be sent; trying again")
                self._stopping.wait(_RETRY_S)

    def _send_over(self, connection: psycopg.Connection) -> None:
        while not self._stopping.is_set():
            try:
                text = self._unsent.get(timeout=_LOOK_S)
            except queue.Empty:
                continue
            connection.execute("SELECT pg_notify(%s, %s)", (_CHANNEL, text))

    def _listen(self) -> None:
        was_away = False
        while not self._stopping.is_set():
            try:
                with psycopg.connect(self._conninfo, autocommit=True) as connection:
                    connection.execute(f"LISTEN {_CHANNEL}")
                    self._listening.set()
                    if was_away:
                        self.deliver(Notice(RESYNC, _NOTHING))
                    self._listen_on(connection)
            except psycopg.Error:
                was_away = True
                self._listening.clear()
                log.warning("notices cannot be heard; trying again")
                self._stopping.wait(_RETRY_S)

    def _listen_on(self, connection: psycopg.Connection) -> None:
        while not self._stopping.is_set():
            for heard in connection.notifies(timeout=_LOOK_S):
                topic, payload = json.loads(heard.payload)
                self.deliver(Notice(topic, payload))


def conninfo(url: str) -> str:
    """Return the SQLAlchemy URL of a database as libpq reads it."""
    parts = make_url(url)
    named = {
        "host": parts.host,
        "port": parts.port,
        "user": parts.username,
        "password": parts.password,
        "dbname": parts.database,
        **parts.query,
    }
    return make_conninfo(**{key: str(value) for key, value in named.items() if value is not None})
