"""Posts the national exchange records as JSON to a central platform."""

from __future__ import annotations

from http import HTTPStatus

import requests

from kiosk.hall.exchange.central_platform import Answer, Away, Refused, Taken
from kiosk.hall.exchange.records import (
    AcceptRecord,
    MaterialRecord,
    ProcessRecord,
    Record,
    ResultRecord,
)
from kiosk.platform.protocol import IDEMPOTENCY_HEADER

_TIMEOUT_S = (5.0, 15.0)
# These say that the way is closed or crowded, not that the record is wrong.
_NOT_THE_RECORD = frozenset(
    {
        HTTPStatus.UNAUTHORIZED,
        HTTPStatus.FORBIDDEN,
        HTTPStatus.PROXY_AUTHENTICATION_REQUIRED,
        HTTPStatus.REQUEST_TIMEOUT,
        HTTPStatus.TOO_EARLY,
        HTTPStatus.TOO_MANY_REQUESTS,
    }
)


class NationalExchange:
    """A platform with a path for each table below one address."""

    def __init__(self, url: str, token: str = "") -> None:
        self._url = url.rstrip("/")
        self._session = requests.Session()
        self._session.trust_env = False
        if token:
            self._session.headers["Authorization"] = f"Bearer {token}"

    def accept(self, record: AcceptRecord) -> Answer:
        """Report that a case was accepted."""
        return self._post("up_pro_accept", record)

    def process(self, record: ProcessRecord) -> Answer:
        """Report a step of a case."""
        return self._post("up_pro_process", record)

    def result(self, record: ResultRecord) -> Answer:
        """Report how a case ended, or what the applicant thought of it."""
        return self._post("up_pro_result", record)

    def material(self, record: MaterialRecord) -> Answer:
        """Report a material handed in with a case."""
        return self._post("up_pro_material", record)

    def close(self) -> None:
        """Close the connection."""
        self._session.close()

    def _post(self, table: str, record: Record) -> Answer:
        try:
            answer = self._session.post(
                f"{self._url}/{table}",
                json=record.model_dump(),
                headers={IDEMPOTENCY_HEADER: record.row_guid},
                timeout=_TIMEOUT_S,
                # A redirect would carry a person's data to an address nobody set.
                allow_redirects=False,
            )
        except requests.RequestException:
            return Away("连不上上级平台，请检查网络和地址")
        if answer.ok and not answer.is_redirect:
            return Taken()
        # The answer's text may quote the person; its status alone is kept.
        said = f"上级平台答复 {answer.status_code}"
        is_final = HTTPStatus.BAD_REQUEST <= answer.status_code < HTTPStatus.INTERNAL_SERVER_ERROR
        if is_final and answer.status_code not in _NOT_THE_RECORD:
            return Refused(said)
        return Away(said)
