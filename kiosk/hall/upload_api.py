"""The routes by which a large page comes in parts: tus 1.0 over signed requests."""

from __future__ import annotations

import binascii
import hashlib
from base64 import b64decode
from collections.abc import Callable, Coroutine
from datetime import datetime
from email.utils import format_datetime
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Body, Header, Path, Request, Response
from fastapi.routing import APIRoute
from pydantic import ValidationError

from kiosk.hall.api import reject, where
from kiosk.hall.gate import problem
from kiosk.hall.rejection import Rejection
from kiosk.hall.service import HallService
from kiosk.hall.uploads import Upload
from kiosk.platform.protocol import Problem
from kiosk.platform.upload_protocol import (
    CHECKSUM_HEADER,
    CHECKSUM_MISMATCH,
    CHECKSUMS,
    EXPIRES_HEADER,
    LENGTH_HEADER,
    METADATA_HEADER,
    MOST_PAGE_BYTES,
    MOST_PART_BYTES,
    OFFSET_HEADER,
    PART_MEDIA_TYPE,
    TUS_EXTENSIONS,
    TUS_VERSION,
    UPLOAD_PATTERN,
    UPLOADS_PATH,
    VERSION_HEADER,
    UploadMetadata,
)

UploadId = Annotated[str, Path(pattern=UPLOAD_PATTERN)]
Version = Annotated[str, Header(alias=VERSION_HEADER, pattern=r"^1\.0\.0$")]
Length = Annotated[int, Header(alias=LENGTH_HEADER, ge=1)]
Offset = Annotated[int, Header(alias=OFFSET_HEADER, ge=0)]
Metadata = Annotated[
    str,
    Header(
        alias=METADATA_HEADER,
        max_length=1000,
        description="`application` and `sha256` (64 hex digits of the whole page), each followed "
        "by its value in base64, parted by a comma",
    ),
]
Checksum = Annotated[
    str,
    Header(
        alias=CHECKSUM_HEADER,
        max_length=100,
        description="`sha256` or `sha1`, and the digest of this part in base64",
    ),
]
_MISMATCH: dict[int | str, dict[str, Any]] = {
    CHECKSUM_MISMATCH: {"model": Problem, "description": "What arrived is not what was sent."}
}


class TusRoute(APIRoute):
    """Speaks one version of tus, and says so in every answer."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler of the route with the version checked before it."""
        handle = super().get_route_handler()

        async def speak_tus(request: Request) -> Response:
            asked = request.headers.get(VERSION_HEADER, TUS_VERSION)
            if request.method != "OPTIONS" and asked != TUS_VERSION:
                refused = problem(HTTPStatus.PRECONDITION_FAILED, "version", "只支持 tus 1.0.0")
                refused.headers["Tus-Version"] = TUS_VERSION
                return refused
            response = await handle(request)
            response.headers[VERSION_HEADER] = TUS_VERSION
            return response

        return speak_tus


def upload_api_routes(hall: HallService) -> APIRouter:
    """Return the routes over one hall."""
    router = APIRouter(
        route_class=TusRoute,
        responses={
            status: {"model": Problem}
            for status in (HTTPStatus.PRECONDITION_FAILED.value, HTTPStatus.UNPROCESSABLE_ENTITY)
        },
    )
    one = UPLOADS_PATH + "/{upload_id}"

    @router.options(UPLOADS_PATH, status_code=204, response_class=Response)
    def what_is_spoken() -> Response:
        return Response(
            status_code=HTTPStatus.NO_CONTENT,
            headers={
                "Tus-Version": TUS_VERSION,
                "Tus-Extension": TUS_EXTENSIONS,
                "Tus-Max-Size": str(MOST_PAGE_BYTES),
                "Tus-Checksum-Algorithm": ",".join(CHECKSUMS),
            },
        )

    @router.post(
        UPLOADS_PATH, status_code=201, response_class=Response, responses=_problems(413, 429)
    )
    def begin(request: Request, version: Version, length: Length, metadata: Metadata) -> Response:
        page = _page_of(metadata)
        if isinstance(page, Rejection):
            return reject(page)
        begun = hall.uploads.create(where(request)[1], page, length)
        if isinstance(begun, Rejection):
            return reject(begun)
        location = {"Location": f"{UPLOADS_PATH}/{begun.upload_id}"}
        return Response(status_code=HTTPStatus.CREATED, headers=location | _headers(begun))

    @router.head(one, status_code=200, response_class=Response, responses={404: {}})
    def how_far(request: Request, upload_id: UploadId, version: Version) -> Response:
        found = hall.uploads.find(where(request)[1], upload_id)
        if isinstance(found, Rejection):
            # To a HEAD nothing is answered but the status.
            return Response(status_code=found.status)
        length = {LENGTH_HEADER: str(found.length)}
        return Response(status_code=HTTPStatus.OK, headers=length | _headers(found))

    @router.patch(
        one,
        status_code=204,
        response_class=Response,
        responses=_problems(404, 409, 413, 415) | _MISMATCH,
    )
    def go_on(
        request: Request,
        upload_id: UploadId,
        version: Version,
        offset: Offset,
        part: Annotated[bytes, Body(media_type=PART_MEDIA_TYPE)],
        checksum: Checksum = "",
    ) -> Response:
        fault = _fault_of(request, part, checksum)
        if fault is not None:
            return fault
        added = hall.uploads.add(where(request)[1], upload_id, offset, part)
        if isinstance(added, Rejection):
            return reject(added)
        if added.received == added.length:
            hall.record("page_uploaded", bytes=added.length)
        return Response(status_code=HTTPStatus.NO_CONTENT, headers=_headers(added))

    @router.delete(one, status_code=204, response_class=Response, responses=_problems(404))
    def give_up(request: Request, upload_id: UploadId, version: Version) -> Response:
        fault = hall.uploads.drop(where(request)[1], upload_id)
        return Response(status_code=HTTPStatus.NO_CONTENT) if fault is None else reject(fault)

    return router


def _problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    return {status: {"model": Problem} for status in statuses}


def _headers(upload: Upload) -> dict[str, str]:
    return {OFFSET_HEADER: str(upload.received), EXPIRES_HEADER: _http_date(upload.expires_at)}


def _http_date(at: datetime) -> str:
    return format_datetime(at, usegmt=True)


def _page_of(metadata: str) -> UploadMetadata | Rejection:
    """Read what tus calls metadata: keys with values in base64."""
    try:
        pairs = [pair.strip().split(" ") for pair in metadata.split(",")]
        facts = {key: b64decode(value, validate=True).decode("ascii") for key, value in pairs}
        return UploadMetadata.model_validate(facts)
    except (ValueError, binascii.Error, ValidationError):
        told = "材料的说明不对：要有 application 和 sha256"
        return Rejection(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid", told)


def _fault_of(request: Request, part: bytes, checksum: str) -> Response | None:
    """Return why a part cannot be taken, whatever it belongs to."""
    if request.headers.get("content-type", "").split(";")[0].strip() != PART_MEDIA_TYPE:
        told = f"材料要以 {PART_MEDIA_TYPE} 上传"
        return problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "media_type", told)
    if len(part) > MOST_PART_BYTES:
        return problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large", "一次上传的内容太大")
    if not checksum:
        return None
    name, _, digest = checksum.partition(" ")
    if name not in CHECKSUMS:
        told = f"摘要算法只支持 {'、'.join(CHECKSUMS)}"
        return problem(HTTPStatus.UNPROCESSABLE_ENTITY, "checksum", told)
    try:
        told_digest = b64decode(digest, validate=True)
    except (ValueError, binascii.Error):
        told_digest = b""
    if hashlib.new(name, part).digest() != told_digest:
        return problem(CHECKSUM_MISMATCH, "checksum", "收到的内容与摘要不符，请重发这一段")
    return None
