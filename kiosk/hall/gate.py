"""Stands before everything: nobody without the token reaches the API, nobody sends too much."""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kiosk.platform.protocol import API, MAX_BODY_BYTES, TOKEN_HEADER, Problem

_MAX_FORM_BYTES = 65_536
_SAFE_HEADERS = (
    (
        b"content-security-policy",
        b"default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
        b"media-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
        b"frame-ancestors 'none'",
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cache-control", b"no-store"),
)


class Gate:
    """Checks token and size before a body is read, and puts the safe headers on answers."""

    def __init__(self, app: ASGIApp, token: str) -> None:
        self._app = app
        self._token = token.encode()

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
        await (refusal or self._app)(scope, receive, send_safely)

    def _refuse(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        is_api = scope["path"].startswith(f"{API}/")
        token = headers.get(TOKEN_HEADER, "").encode()
        if is_api and not hmac.compare_digest(token, self._token):
            return problem(HTTPStatus.UNAUTHORIZED, "unknown_terminal", "不认识这台终端")
        if "transfer-encoding" in headers:
            return problem(HTTPStatus.LENGTH_REQUIRED, "no_length", "请求没有说明长度")
        length = headers.get("content-length", "0")
        limit = MAX_BODY_BYTES if is_api else _MAX_FORM_BYTES
        if not length.isdecimal() or int(length) > limit:
            return problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large", "内容太大")
        return None


def _with_safe_headers(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Add the safe headers an answer does not bring of its own."""
    own = list(headers)
    names = {name.lower() for name, _ in own}
    return [*own, *(header for header in _SAFE_HEADERS if header[0] not in names)]


def problem(status: HTTPStatus, code: str, reason: str) -> JSONResponse:
    """Return a refusal as the client understands it."""
    return JSONResponse(Problem(code=code, reason=reason).model_dump(), status)
