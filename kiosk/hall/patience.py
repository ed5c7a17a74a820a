"""Gives each request so long to arrive: who drips one in byte by byte holds nothing for long."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import ClassVar

from starlette.responses import PlainTextResponse
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from kiosk.hall.gate import problem
from kiosk.platform.protocol import API

_LOOK_S = 0.25
_TOLD = "请求传得太慢，已经停止接收；请检查网络后再试一次"


class PatientProtocol(HttpToolsProtocol):
    """uvicorn's HTTP with the rule of Apache's mod_reqtimeout, which uvicorn has none of."""

    first_s: ClassVar[float] = 20.0
    """So long a request may take, headers and body, ..."""
    least_bytes_s: ClassVar[int] = 500
    """... and a second more for each so many bytes: a large page on a slow line arrives."""

    _timer: asyncio.TimerHandle | None = None
    _is_arriving = False
    _arrived = 0
    _began_s = 0.0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Wait for a first request; a browser that connects ahead may say nothing for a while."""
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on, and note whether the request is whole now."""
        self._arrived += len(data)
        super().data_received(data)
        if not self._is_arriving:
            self._stop_waiting()
        elif self._timer is None:
            self._wait()

    def on_message_begin(self) -> None:
        """A request begins."""
        super().on_message_begin()
        self._is_arriving = True

    def on_message_complete(self) -> None:
        """A request has arrived."""
        super().on_message_complete()
        self._is_arriving = False

    def _wait(self) -> None:
        self._arrived, self._began_s = 0, self.loop.time()
        self._timer = self.loop.call_later(self.first_s, self._look)

    def _stop_waiting(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _look(self) -> None:
        """Wait on for what comes fast enough, or while it is the hall that does not read."""
        until_s = self._began_s + self.first_s + self._arrived / self.least_bytes_s
        left_s = until_s - self.loop.time()
        if left_s > 0 or self.flow.read_paused:
            self._timer = self.loop.call_later(max(left_s, _LOOK_S), self._look)
            return
        self._timer = None
        if self._is_arriving and not self._is_answering:
            self.transport.write(self._refusal())
        self.transport.close()

    @property
    def _is_answering(self) -> bool:
        """Whether an answer is on its way, or was given already: another must not follow it."""
        if self.cycle is None:
            return False
        is_this = self.cycle.scope is self.scope
        return self.cycle.response_started if is_this else not self.cycle.response_complete

    def _refusal(self) -> bytes:
        status = HTTPStatus.REQUEST_TIMEOUT
        answer = (
            problem(status, "too_slow", _TOLD)
            if self.url.startswith(API.encode())
            else PlainTextResponse(_TOLD, status)
        )
        lines = [f"HTTP/1.1 {status} {status.phrase}".encode(), b"connection: close"]
        lines += [name + b": " + value for name, value in answer.raw_headers]
        return b"\r\n".join([*lines, b"", bytes(answer.body)])
