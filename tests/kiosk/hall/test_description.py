"""The hall answers as its OpenAPI description says, also to requests nobody would send."""

from __future__ import annotations

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from requests import PreparedRequest
from requests.auth import AuthBase
from schemathesis.specs.openapi.checks import positive_data_acceptance

from kiosk.platform.protocol import API
from kiosk.platform.upload_protocol import PART_MEDIA_TYPE
from tests.kiosk.hall.conftest import RunningHall

# tus's own name for bytes.
schemathesis.serializer.alias(PART_MEDIA_TYPE, "application/octet-stream")


@pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)
def test_every_route_keeps_to_its_description(hall: RunningHall) -> None:
    path = f"{API}/openapi.json"
    schema = schemathesis.openapi.from_url(hall.url + path, headers=dict(hall.sign("GET", path)))
    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) >= 8
    for operation in operations:
        _try_out(operation, Signed(hall))


class Signed(AuthBase):
    """Signs what is sent, as an enrolled terminal does."""

    def __init__(self, hall: RunningHall) -> None:
        self._hall = hall

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        body = request.body or b""
        content = body.encode() if isinstance(body, str) else bytes(body)
        request.headers.update(self._hall.sign(str(request.method), request.path_url, content))
        return request


def _try_out(operation: schemathesis.APIOperation, signed: Signed) -> None:
    @settings(
        max_examples=3,
        derandomize=True,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def answers_as_described(case: schemathesis.Case) -> None:
        # What is not in a schema (a JSON text within JSON, a digest) may be refused all the same.
        case.call_and_validate(auth=signed, excluded_checks=[positive_data_acceptance])

    answers_as_described()
