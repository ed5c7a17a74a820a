"""Stands before everything: nobody unsigned reaches the API, nobody sends too much."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable
from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kiosk.hall.rejection import Rejection
from kiosk.hall.terminals import Terminals
from kiosk.platform.protocol import (
    API,
    ENROLMENTS_PATH,
    MAX_BODY_BYTES,
    Problem,
)
from kiosk.platform.signing import TERMINAL_HEADER
from kiosk.platform.upload_protocol import PART_MEDIA_TYPE

_MINUTE_S = 60.0
_MOST_PLACES = 10_000
_MAX_FORM_BYTES = 65_536
_READING = ("GET", "HEAD", "OPTIONS")
_NUL_IN_FORM = (b"%00", b"\0")
_NUL_IN_JSON = b"\\u0000"
_FOREIGN = "这个请求不是从本大厅的页面发出的，请回到大厅的页面再试一次"
_SAFE_HEADERS = (
    (
        b"content-security-policy",
        b"default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
        b"media-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
        b"frame-ancestors 'none'",
    ),
    (b"x-content-type-options", b"nosniff"),
    # Not "no-referrer": a browser would then hide from the hall whose its own forms are.
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
    (b"cache-control", b"no-store"),
)


class Strangers:
    """Who could not say who they are, by address: after so many in a minute they must wait."""

    def __init__(
        self,
        most: int = 60,
        clock_s: Callable[[], float] = time.monotonic,
        span_s: float = _MINUTE_S,
    ) -> None:
        self._most = most
        self._clock_s = clock_s
        self._span_s = span_s
        self._tries: dict[str, deque[float]] = {}

    def may_try(self, place: str, most: int | None = None) -> bool:
        """Tell whether this address may try once more, of `most` where that can change."""
        tries = self._tries.get(place)
        while tries and tries[0] < self._clock_s() - self._span_s:
            tries.popleft()
        return not tries or len(tries) < (self._most if most is None else most)

    def note(self, place: str) -> None:
        """Count a try."""
        if len(self._tries) >= _MOST_PLACES:
            self._tries.clear()
        self._tries.setdefault(place, deque()).append(self._clock_s())


class Gate:
    """Checks signature and size, and puts the safe headers on answers."""

    def __init__(self, app: ASGIApp, terminals: Terminals, public_url: str = "") -> None:
        self._app = app
        self._terminals = terminals
        self._public_place = urlsplit(public_url).netloc
        self._strangers = Strangers()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through or answer it here."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = _with_safe_headers(message.get("headers", ()))
            await send(message)

        refusal = self._refuse(scope)
        try:
            if refusal is None and scope["path"].startswith(f"{API}/"):
                refusal, receive = await self._refuse_stranger(scope, receive)
            elif refusal is None and scope["method"] not in _READING:
                refusal, receive = await self._refuse_form(scope, receive)
        except ClientDisconnect:
            # Half a body is nobody's, and no try of a stranger: nobody waits for an answer.
            return
        await (refusal or self._app)(scope, receive, send_safely)

    async def _refuse_stranger(
        self, scope: Scope, receive: Receive
    ) -> tuple[Response | None, Receive]:
        """Let an enrolled terminal in, or who comes to enrol."""
        headers = Headers(scope=scope)
        place = (scope.get("client") or ("",))[0]
        if not self._strangers.may_try(place):
            wait = "尝试次数太多，请一分钟后再试"
            return problem(HTTPStatus.TOO_MANY_REQUESTS, "too_many", wait), receive
        # Of whom the hall does not know it reads nothing.
        name = headers.get(TERMINAL_HEADER, "")
        if self._terminals.has_heard(name) or await run_in_threadpool(self._terminals.knows, name):
            body = await _read_body(receive)
            query = scope["query_string"].decode("ascii", "replace")
            path = scope["raw_path"].decode("ascii", "replace") + (f"?{query}" if query else "")
            checked = await run_in_threadpool(
                self._terminals.check, scope["method"], path, body, headers
            )
            if isinstance(checked, Rejection):
                self._strangers.note(place)
                return problem(checked.status, checked.code, checked.reason), receive
            if _NUL_IN_JSON in body and headers.get("content-type") != PART_MEDIA_TYPE:
                # No database keeps it in a text, and in a batch it would take others along.
                return _no_nul(HTTPStatus.UNPROCESSABLE_ENTITY), receive
            scope.setdefault("state", {})["terminal"] = checked
            return None, _replay(body, receive)
        self._strangers.note(place)
        if scope["path"] == ENROLMENTS_PATH:
            return None, receive
        return problem(HTTPStatus.UNAUTHORIZED, "unknown_terminal", "不认识这台终端"), receive

    async def _refuse_form(self, scope: Scope, receive: Receive) -> tuple[Response | None, Receive]:
        """Refuse a form that another site sends in somebody's name, or that no text can be."""
        headers = Headers(scope=scope)
        if not self._is_own(headers):
            return PlainTextResponse(_FOREIGN, HTTPStatus.FORBIDDEN), receive
        body = await _read_body(receive)
        if any(nul in body for nul in _NUL_IN_FORM):
            return _no_nul(HTTPStatus.BAD_REQUEST), receive
        return None, _replay(body, receive)

    def _is_own(self, headers: Headers) -> bool:
        """Tell whether the page that sends a form is the hall's; programs say nothing of a page."""
        site, origin = headers.get("sec-fetch-site"), headers.get("origin")
        if site is not None:
            return site in ("same-origin", "none")
        place = "" if origin is None else urlsplit(origin).netloc
        return origin is None or place in (headers.get("host"), self._public_place or None)

    def _refuse(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        is_api = scope["path"].startswith(f"{API}/")
        if "transfer-encoding" in headers:
            return problem(HTTPStatus.LENGTH_REQUIRED, "no_length", "请求没有说明长度")
        length = headers.get("content-length", "0")
        is_large = is_api and scope["path"] != ENROLMENTS_PATH
        limit = MAX_BODY_BYTES if is_large else _MAX_FORM_BYTES
        if b"%00" in scope["raw_path"] or b"%00" in scope["query_string"]:
            return _no_nul(HTTPStatus.UNPROCESSABLE_ENTITY if is_api else HTTPStatus.BAD_REQUEST)
        if not length.isdecimal() or int(length) > limit:
            return problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large", "内容太大")
        return None


def _with_safe_headers(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Add the safe headers an answer does not bring of its own."""
    own = list(headers)
    names = {name.lower() for name, _ in own}
    return [*own, *(header for header in _SAFE_HEADERS if header[0] not in names)]


def _no_nul(status: HTTPStatus) -> Response:
    return problem(status, "invalid", "请求里有不能用的字符")


async def _read_body(receive: Receive) -> bytes:
    body = bytearray()
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return bytes(body)


def _replay(body: bytes, receive: Receive) -> Receive:
    """Give the body out once more, then what comes after it."""
    given = iter([{"type": "http.request", "body": body, "more_body": False}])

    async def again() -> Message:
        return next(given, None) or await receive()

    return again


def problem(status: int, code: str, reason: str) -> JSONResponse:
    """Return a refusal as the client understands it."""
    return JSONResponse(Problem(code=code, reason=reason).model_dump(), status)
