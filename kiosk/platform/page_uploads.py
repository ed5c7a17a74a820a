"""Hands an application to the hall with its large pages first, each going on where it was cut."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Mapping
from http import HTTPStatus

import requests

from kiosk.platform.client import HallClient, Refused, Unreachable, is_told
from kiosk.platform.protocol import CaseReceipt, MaterialPages, Problem, SubmitApplication
from kiosk.platform.upload_protocol import (
    CHECKSUM_HEADER,
    CHECKSUM_MISMATCH,
    LENGTH_HEADER,
    METADATA_HEADER,
    OFFSET_HEADER,
    PART_BYTES,
    PART_MEDIA_TYPE,
    TUS_VERSION,
    UPLOADS_PATH,
    VERSION_HEADER,
    SubmitInParts,
    UploadedPage,
)

_MOST_FAULTS = 5
"""Parts that may arrive spoilt or at the wrong place before it is left for later."""


class PageUploads:
    """Submits what the outbox keeps.

    Nothing of it needs to be remembered here: the hall knows the same page of the same application
    again, and says how much of it has arrived.
    """

    def __init__(self, client: HallClient) -> None:
        self._client = client

    def submit_body(self, key: str, body: bytes) -> CaseReceipt | Unreachable | Refused:
        """File an application kept as bytes; what is larger than a part goes ahead in parts."""
        if len(body) <= PART_BYTES:
            return self._client.submit_body(key, body)
        submission = SubmitApplication.model_validate_json(body)
        kept: list[MaterialPages] = []
        uploaded: list[UploadedPage] = []
        for material in submission.materials:
            small = []
            for number, page in enumerate(material.pages, start=1):
                if len(page) <= PART_BYTES:
                    small.append(page)
                    continue
                outcome = self._upload(key, page)
                if not isinstance(outcome, str):
                    return outcome
                uploaded.append(UploadedPage(material=material.key, page=number, upload=outcome))
            kept.append(material.model_copy(update={"pages": tuple(small)}))
        facts = {name: getattr(submission, name) for name in SubmitApplication.model_fields}
        wire = SubmitInParts.model_construct(
            **{**facts, "materials": tuple(kept), "uploads": tuple(uploaded)}
        )
        return self._client.submit_body(key, wire.to_bytes())

    def _upload(self, key: str, page: bytes) -> str | Unreachable | Refused:
        """Hand one page over and return its upload."""
        begun = self._send("POST", UPLOADS_PATH, _announcement(key, page))
        if isinstance(begun, Unreachable):
            return begun
        path = begun.headers.get("Location", "")
        if begun.status_code != HTTPStatus.CREATED or not path.startswith(f"{UPLOADS_PATH}/"):
            return _not_taken(begun)
        offset, faults = self._offset(path), 0
        while isinstance(offset, int) and offset < len(page):
            answer = self._send_part(path, offset, page[offset : offset + PART_BYTES])
            if isinstance(answer, Unreachable):
                return answer
            if answer.status_code == HTTPStatus.NO_CONTENT:
                offset = int(answer.headers.get(OFFSET_HEADER, "-1"))
                continue
            faults += 1
            spoilt = (HTTPStatus.CONFLICT, CHECKSUM_MISMATCH)
            if faults > _MOST_FAULTS or answer.status_code not in spoilt:
                return _not_taken(answer)
            offset = self._offset(path)
        return path.rpartition("/")[2] if isinstance(offset, int) else offset

    def _offset(self, path: str) -> int | Unreachable | Refused:
        """Ask how much of a page has arrived."""
        answer = self._send("HEAD", path, {})
        if isinstance(answer, Unreachable):
            return answer
        offset = answer.headers.get(OFFSET_HEADER, "")
        if answer.status_code != HTTPStatus.OK or not offset.isdecimal():
            return Unreachable("材料没有送到", answered=True)
        return int(offset)

    def _send_part(self, path: str, offset: int, part: bytes) -> requests.Response | Unreachable:
        digest = b64encode(hashlib.sha256(part).digest()).decode()
        headers = {
            "Content-Type": PART_MEDIA_TYPE,
            OFFSET_HEADER: str(offset),
            CHECKSUM_HEADER: f"sha256 {digest}",
        }
        return self._send("PATCH", path, headers, part)

    def _send(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes = b""
    ) -> requests.Response | Unreachable:
        return self._client.send(method, path, body, {VERSION_HEADER: TUS_VERSION, **headers})


def _announcement(key: str, page: bytes) -> dict[str, str]:
    facts = {"application": key, "sha256": hashlib.sha256(page).hexdigest()}
    told = ",".join(f"{name} {b64encode(fact.encode()).decode()}" for name, fact in facts.items())
    return {LENGTH_HEADER: str(len(page)), METADATA_HEADER: told}


def _not_taken(answer: requests.Response) -> Unreachable | Refused:
    """Tell a page that is too large, which stays so, from anything that may pass."""
    if is_told(answer, "too_large"):
        return Refused(Problem.model_validate_json(answer.content).reason, "too_large")
    return Unreachable(f"材料没有送到（{answer.status_code}）", answered=True)
