"""Streams notices to a page as Server-Sent Events."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from http import HTTPStatus
from typing import Any

from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from kiosk.hall.bulletin import Bulletin, Notice
from kiosk.hall.stream_room import MOST_OF_A_TICKET, StreamRoom

_PING_S = 20
_SEND_TIMEOUT_S = 10
_RETRY_AFTER_S = 30
_FULL = "这里打开的页面太多了，请关掉不用的页面；没有关掉的会自己隔一会儿更新一次"


def stream(
    bulletin: Bulletin,
    *topics: str,
    draw: Callable[[Notice], str] | None = None,
    first: Notice | None = None,
) -> EventSourceResponse:
    """Answer a request with the notices of these topics for as long as the page stays open.

    The event's name is the topic; its data is what `draw` makes of the notice (for htmx: HTML), or
    the payload as JSON. `first` is sent at once, so that a page that connects is up to date.
    """
    return EventSourceResponse(
        _events(bulletin, topics, draw, first), ping=_PING_S, send_timeout=_SEND_TIMEOUT_S
    )


def open_stream(
    bulletin: Bulletin, *topics: str, room: StreamRoom, kind: str, ticket: str = ""
) -> EventSourceResponse:
    """Answer as `stream` does whoever needs no sign-in, while their place and ticket have room.

    The places of each `kind` of page are counted apart: phones do not keep a board from opening.
    """
    return _RoomedStream(_events(bulletin, topics, None, None), room, kind, ticket)


class _RoomedStream(EventSourceResponse):
    """Counted from the first byte to the last, however it ends."""

    def __init__(
        self, events: AsyncIterator[Any], room: StreamRoom, kind: str, ticket: str
    ) -> None:
        super().__init__(events, ping=_PING_S, send_timeout=_SEND_TIMEOUT_S)
        self._room, self._kind, self._ticket = room, kind, ticket

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        place = (scope.get("client") or ("",))[0]
        claims = {f"{self._kind} {place}": self._room.most_of_an_address}
        if self._ticket:
            claims[f"ticket {self._ticket}"] = MOST_OF_A_TICKET
        with self._room.take(claims) as has_room:
            if has_room:
                await super().__call__(scope, receive, send)
                return
        await _refusal()(scope, receive, send)


def _refusal() -> PlainTextResponse:
    # The page's script is told by the status alone and asks now and then instead.
    waiting = {"Retry-After": str(_RETRY_AFTER_S)}
    return PlainTextResponse(_FULL, HTTPStatus.TOO_MANY_REQUESTS, waiting)


async def _events(
    bulletin: Bulletin,
    topics: tuple[str, ...],
    draw: Callable[[Notice], str] | None,
    first: Notice | None,
) -> AsyncIterator[ServerSentEvent | bytes]:
    with bulletin.subscribe(*topics) as subscription:
        if first is not None:
            yield _event(first, draw)
        while True:
            yield _event(await subscription.next(), draw)


def _event(notice: Notice, draw: Callable[[Notice], str] | None) -> ServerSentEvent | bytes:
    return notice.as_event if draw is None else ServerSentEvent(draw(notice), event=notice.topic)
