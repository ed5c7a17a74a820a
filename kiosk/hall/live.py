"""Streams notices to a page as Server-Sent Events."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

from sse_starlette import EventSourceResponse, ServerSentEvent

from kiosk.hall.bulletin import Bulletin, Notice

_PING_S = 20
_SEND_TIMEOUT_S = 10


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
