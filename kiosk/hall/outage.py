"""Answers for a database that is away: 503 and one line in the log, until it is back."""

from __future__ import annotations

import logging
from http import HTTPStatus

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kiosk.hall.gate import problem
from kiosk.platform.protocol import API

_RETRY_AFTER_S = 2
_TOLD = "大厅的数据库暂时连不上，请稍后再试"

log = logging.getLogger(__name__)


class Outage:
    """Stands before everything: a server that starts again is no fault of the program."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; answer it here when the database is away."""
        begun = False

        async def noting(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, noting)
        except DBAPIError as error:
            if not is_away(error):
                raise
            log.error("the database cannot be used: %s", reason_of(error))
            if begun or scope["type"] != "http":
                raise
            await _answer(scope["path"])(scope, receive, send)


def is_away(error: DBAPIError) -> bool:
    """Tell whether the database, not the statement, is what failed."""
    return isinstance(error, OperationalError | InterfaceError)


def reason_of(error: DBAPIError) -> str:
    """Return the driver's words: they name server and reason, and hold nothing of anybody."""
    return str(error.orig).strip().partition("\n")[0]


def _answer(path: str) -> Response:
    status = HTTPStatus.SERVICE_UNAVAILABLE
    answer: Response = (
        problem(status, "database_away", _TOLD)
        if path.startswith(f"{API}/")
        else PlainTextResponse(_TOLD, status)
    )
    answer.headers["Retry-After"] = str(_RETRY_AFTER_S)
    return answer
