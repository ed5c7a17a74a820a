"""The display board of the hall: calls in large type, with chime and speech."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from kiosk.hall.announcements import LANGUAGES
from kiosk.hall.live import open_stream
from kiosk.hall.pages.templates import Templates
from kiosk.hall.service import HallService
from kiosk.hall.tables import MAIN

_LAST_CALLS = 6
Where = Annotated[str, Query(max_length=32)]


class BoardPages:
    """A page for a television; it needs no sign-in and shows no names."""

    def __init__(self, hall: HallService, templates: Templates) -> None:
        self._hall = hall
        self._templates = templates

    def routes(self) -> APIRouter:
        """Return the routes."""
        router = APIRouter()
        router.get("/board")(self.show)
        router.get("/board/chime.wav")(self.chime)
        router.get("/board/call.wav")(self.call)
        router.get("/events/board")(self.events)
        return router

    def show(self, hall: Where = "") -> Response:
        """Show the board of a hall; of several, the one named, else ask which."""
        halls = self._hall.queue.windows.halls()
        if hall not in halls and len(halls) > 1:
            return self._templates.page("board_halls.html", halls=halls)
        return self._show(hall if hall in halls else MAIN)

    def _show(self, where: str) -> Response:
        hall = self._hall
        return self._templates.page(
            "board.html",
            hall_key=where,
            calls=hall.queue.calling.last_calls(_LAST_CALLS, where),
            state=hall.queue.state(where),
            now=hall.config.clock(),
            languages=LANGUAGES,
        )

    def chime(self) -> Response:
        """Send the chime."""
        return _sound(self._hall.announcements.chime)

    def call(
        self,
        number: Annotated[str, Query(pattern=r"^[A-Z]{1,2}\d{1,6}$")],
        language: Annotated[str, Query(max_length=20)],
        hall: Where = "",
    ) -> Response:
        """Send a call as speech; only what was called today is spoken."""
        wanted = next((one for one in LANGUAGES if one == language), None)
        ticket = self._hall.lines.called(number, hall or MAIN)
        if wanted is None or ticket is None:
            return Response(status_code=HTTPStatus.NOT_FOUND)
        return _sound(self._hall.announcements.of(ticket.number, ticket.window, wanted))

    async def events(self) -> Response:
        """Tell the board when something changes."""
        room = self._hall.stream_room
        return open_stream(self._hall.bulletin, "queue", room=room, kind="board")


def _sound(wav: bytes) -> Response:
    if not wav:
        return Response(status_code=HTTPStatus.NO_CONTENT)
    return Response(wav, media_type="audio/wav")
